"""A homeroom teacher's objection to an entry about the own class, and the committee's ruling."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type
from models.conduct.entry import ConductEntry
from models.people.staff import Staff


class Ruling(StrEnum):
    """An entry that is upheld counts; a withdrawn one stays in the book and counts no more."""

    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"


class ConductDispute(Base):
    """One objection to an entry; class and week are the entry's own, for scope and lock."""

    __tablename__ = "conduct_dispute"
    __table_args__ = (
        UniqueConstraint("entry_id", info={"vi": "Ghi nhận này đã được khiếu nại."}),
        ForeignKeyConstraint(
            ["entry_id", "class_id", "week_id"],
            ["conduct_entry.id", "conduct_entry.class_id", "conduct_entry.week_id"],
            name="fk_conduct_dispute_conduct_entry",
            info={"vi": "Ghi nhận này không còn, hoặc đang có khiếu nại."},
        ),
        CheckConstraint("(ruling IS NULL) = (ruled_by IS NULL)", name="ruling_has_a_person"),
        CheckConstraint("(ruling IS NULL) = (ruled_at IS NULL)", name="ruling_dated"),
        CheckConstraint("raised_by <> ruled_by", name="two_people"),
        Index(None, "week_id", "class_id"),
    )
    label = "khiếu nại nề nếp"

    entry_id: Mapped[int] = col("Ghi nhận")
    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    week_id: Mapped[int] = col("Tuần", ForeignKey("period.id"))
    raised_by: Mapped[int] = col("Người khiếu nại", ForeignKey("staff.id"))
    raised_at: Mapped[datetime] = col("Khiếu nại lúc")
    reason: Mapped[str] = col("Lí do", String(300))
    ruling: Mapped[Ruling | None] = col("Kết luận", enum_type(Ruling))
    ruled_by: Mapped[int | None] = col("Người kết luận", ForeignKey("staff.id"))
    ruled_at: Mapped[datetime | None] = col("Kết luận lúc")
    answer: Mapped[str | None] = col("Trả lời", String(300))

    entry: Mapped[ConductEntry] = relationship(lazy="raise_on_sql", viewonly=True)
    raiser: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[raised_by])
