"""Reminders: from a person, or by rule, to the person whose cells are empty (Điều 2.1, 7.4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.people.staff import Staff


class Reminder(Base):
    """A line in a person's inbox; ``link`` leads to the very cells.

    Without ``from_id`` it was made by rule. ``rule_key`` names rule, thing, person and day, so that
    nobody is reminded of the same thing twice in a day.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        Index(None, "to_id", "read_at"),
        UniqueConstraint("rule_key", info={"vi": "Hôm nay đã nhắc người này về việc đó."}),
    )
    label = "lời nhắc"

    to_id: Mapped[int] = col("Gửi cho", ForeignKey("staff.id"))
    from_id: Mapped[int | None] = col(
        "Người nhắc", ForeignKey("staff.id"), help="để trống: nhắc theo quy tắc"
    )
    text: Mapped[str] = col("Nội dung", String(500))
    link: Mapped[str | None] = col("Nơi cần xem", String(300))
    sent_at: Mapped[datetime] = col("Lúc")
    read_at: Mapped[datetime | None] = col("Đã đọc lúc")
    rule_key: Mapped[str | None] = col("Quy tắc", String(120))
    mailed_at: Mapped[datetime | None] = col("Gửi email lúc")

    to: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[to_id])
    sender: Mapped[Staff | None] = relationship(lazy="raise_on_sql", foreign_keys=[from_id])
