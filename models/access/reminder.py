"""Reminders: from the person who asks to the person whose cells are empty (Điều 2.1, 7.4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.people.staff import Staff


class Reminder(Base):
    """A line in a person's inbox; ``link`` leads to the very cells."""

    __tablename__ = "reminder"
    __table_args__ = (Index(None, "to_id", "read_at"),)
    label = "lời nhắc"

    to_id: Mapped[int] = col("Gửi cho", ForeignKey("staff.id"))
    from_id: Mapped[int] = col("Người nhắc", ForeignKey("staff.id"))
    text: Mapped[str] = col("Nội dung", String(500))
    link: Mapped[str | None] = col("Nơi cần xem", String(300))
    sent_at: Mapped[datetime] = col("Lúc")
    read_at: Mapped[datetime | None] = col("Đã đọc lúc")

    to: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[to_id])
    sender: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[from_id])
