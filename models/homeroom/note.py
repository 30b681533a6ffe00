"""The daily log of a class: praise, reminders, remarks, progress, routines, events (DOMAIN §2.4).

Faults with points stand in conduct; nothing here adds up by pupil.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped

from models.base import Base, col, enum_type
from models.homeroom.place import of_the_class


class NoteKind(StrEnum):
    """What a note of the daily log is about."""

    PRAISE = "praise"
    REMINDER = "reminder"
    REMARK = "remark"
    PROGRESS = "progress"
    ROUTINE = "routine"
    EVENT = "event"


class DayNote(Base):
    """A note of a day about a pupil, or about the whole class (``pupil_id`` empty)."""

    __tablename__ = "day_note"
    __table_args__ = (
        of_the_class("day_note"),
        ForeignKeyConstraint(
            ["date", "week_id"],
            ["school_day.date", "school_day.week_id"],
            name="fk_day_note_school_day",
            info={"vi": "Ngày này không phải ngày học."},
        ),
        Index(None, "class_id", "date"),
        Index(None, "pupil_id"),
    )
    label = "ghi chép hằng ngày"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    week_id: Mapped[int] = col("Tuần", ForeignKey("period.id"))
    date: Mapped[date] = col("Ngày")
    kind: Mapped[NoteKind] = col("Loại", enum_type(NoteKind))
    pupil_id: Mapped[int | None] = col("Học sinh", ForeignKey("pupil.id"), help="để trống: cả lớp")
    text: Mapped[str] = col("Nội dung", Text)
    made_by: Mapped[int] = col("Người ghi", ForeignKey("staff.id"))
    made_at: Mapped[datetime] = col("Ghi lúc")
