"""The timetable: what a class has on which lesson of which weekday; its teacher is derived."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.assessment.unit import Unit
from models.base import Base, col
from models.school.classes import SchoolClass


class TimetableSlot(Base):
    """One lesson a week: weekday 2 (thứ Hai) … 7, lesson 1–4 morning and 5–7 afternoon."""

    __tablename__ = "timetable_slot"
    __table_args__ = (
        UniqueConstraint(
            "class_id", "weekday", "lesson", "from_date", info={"vi": "Tiết này của lớp đã có môn."}
        ),
        CheckConstraint("weekday BETWEEN 2 AND 7", name="weekday_2_to_7"),
        CheckConstraint("lesson BETWEEN 1 AND 10", name="lesson_1_to_10"),
    )
    label = "tiết của thời khóa biểu"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    weekday: Mapped[int] = col("Thứ", help="2 đến 7")
    lesson: Mapped[int] = col("Tiết", help="1–4 sáng, 5–7 chiều")
    unit_id: Mapped[int] = col("Môn học / HĐGD", ForeignKey("unit.id"))
    from_date: Mapped[date] = col("Từ ngày")
    to_date: Mapped[date | None] = col("Đến hết ngày")

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
