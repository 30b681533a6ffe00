"""What was seen of a class or a pupil on a day of teaching (Điều 4.2, 6.1); never public.

``points`` are copied from the item when the entry is made, so that a later change of the catalogue
rewrites no week. Only entries of the conduct committee carry points; a homeroom teacher's own
remarks about the class are kept for the class alone.
"""

from __future__ import annotations

from datetime import date, datetime
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
from models.conduct.item import ConductItem
from models.people.staff import Staff
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass
from models.school.year import Period


class Measure(StrEnum):
    """The two forms of discipline that a primary pupil may meet (TT 19/2025)."""

    REMINDER = "reminder"
    APOLOGY = "apology"


class ConductEntry(Base):
    """A fault or praise of a day; without ``pupil_id`` it is the whole class's."""

    __tablename__ = "conduct_entry"
    __table_args__ = (
        UniqueConstraint("id", "class_id", "week_id"),
        ForeignKeyConstraint(
            ["date", "week_id"],
            ["school_day.date", "school_day.week_id"],
            name="fk_conduct_entry_school_day",
            info={"vi": "Ngày này không phải ngày học."},
        ),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_conduct_entry_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        CheckConstraint("points BETWEEN -100 AND 100", name="points_in_range"),
        CheckConstraint("measure IS NULL OR pupil_id IS NOT NULL", name="measure_of_a_pupil"),
        Index(None, "week_id", "class_id"),
        Index(None, "pupil_id"),
        Index(None, "item_id"),
    )
    label = "ghi nhận nề nếp"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    date: Mapped[date] = col("Ngày")
    week_id: Mapped[int] = col("Tuần", ForeignKey("period.id"))
    item_id: Mapped[int] = col("Nội dung", ForeignKey("conduct_item.id"))
    pupil_id: Mapped[int | None] = col("Học sinh", ForeignKey("pupil.id"), help="để trống: cả lớp")
    points: Mapped[int] = col("Điểm", default=0)
    measure: Mapped[Measure | None] = col("Hình thức", enum_type(Measure))
    note: Mapped[str | None] = col("Ghi chú", String(300))
    made_by: Mapped[int] = col("Người ghi", ForeignKey("staff.id"))
    made_at: Mapped[datetime] = col("Ghi lúc")

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    week: Mapped[Period] = relationship(lazy="raise_on_sql", viewonly=True)
    item: Mapped[ConductItem] = relationship(lazy="raise_on_sql")
    pupil: Mapped[Pupil | None] = relationship(lazy="raise_on_sql", viewonly=True)
    maker: Mapped[Staff] = relationship(lazy="raise_on_sql")
