"""Absence by half-day, and the roll that was called: everyone else was there (Điều 4.2)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type
from models.people.staff import Staff
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass


class HalfDay(StrEnum):
    """The two halves of a school day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


HALF_LABEL: dict[HalfDay, str] = {HalfDay.MORNING: "sáng", HalfDay.AFTERNOON: "chiều"}


def _on_a_school_day(table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["date", "month_id"],
        ["school_day.date", "school_day.month_id"],
        name=f"fk_{table}_school_day",
        info={"vi": "Ngày này không phải ngày học."},
    )


class Absence(Base):
    """A pupil was away for half a day, with leave (P) or without (K); whoever was there has no row.

    ``month_id`` is the month of the date, so that the month's lock closes it.
    """

    __tablename__ = "absence"
    __table_args__ = (
        UniqueConstraint("pupil_id", "date", "half", info={"vi": "Buổi này đã ghi em vắng."}),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_absence_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        _on_a_school_day("absence"),
        Index(None, "class_id", "date"),
        Index(None, "month_id", "class_id"),
    )
    label = "buổi vắng"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    date: Mapped[date] = col("Ngày")
    month_id: Mapped[int] = col("Tháng", ForeignKey("period.id"))
    half: Mapped[HalfDay] = col("Buổi", enum_type(HalfDay, 12))
    excused: Mapped[bool] = col("Có phép")
    reason: Mapped[str | None] = col("Lí do", String(200))

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)

    def __str__(self) -> str:
        """Name the half-day."""
        half: Any = self.half
        return f"vắng {HALF_LABEL.get(half, '')} {self.date:%d/%m/%Y}"


class RollCall(Base):
    """The roll of a class was called for half a day: all present differs from not yet called."""

    __tablename__ = "roll_call"
    __table_args__ = (
        UniqueConstraint("class_id", "date", "half", info={"vi": "Buổi này đã điểm danh."}),
        _on_a_school_day("roll_call"),
        Index(None, "month_id", "class_id"),
    )
    label = "buổi điểm danh"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    date: Mapped[date] = col("Ngày")
    month_id: Mapped[int] = col("Tháng", ForeignKey("period.id"))
    half: Mapped[HalfDay] = col("Buổi", enum_type(HalfDay, 12))
    taken_at: Mapped[datetime] = col("Lúc")
    taken_by: Mapped[int] = col("Người điểm danh", ForeignKey("staff.id"))

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql")
    taker: Mapped[Staff] = relationship(lazy="raise_on_sql")
