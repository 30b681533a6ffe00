"""The days on which the school teaches: each in its month and week, holidays left out."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.school.year import Period


class SchoolDay(Base):
    """A day of teaching; a holiday has no row, a make-up day has one.

    A make-up day takes the timetable of the weekday that it stands for.

    Daily records carry the date with its month or week, so that the lock of that month or week
    needs no join; composite keys on this table keep the two honest.
    """

    __tablename__ = "school_day"
    __table_args__ = (
        UniqueConstraint("date", info={"vi": "Ngày này đã có trong lịch."}),
        UniqueConstraint("date", "month_id"),
        UniqueConstraint("date", "week_id"),
        CheckConstraint("morning OR afternoon", name="taught_at_all"),
        CheckConstraint("stands_for BETWEEN 2 AND 7", name="stands_for_2_to_7"),
        Index(None, "year_id"),
        Index(None, "month_id"),
    )
    label = "ngày học"

    year_id: Mapped[int] = col("Năm học", ForeignKey("school_year.id"))
    date: Mapped[date] = col("Ngày")
    month_id: Mapped[int] = col("Tháng", ForeignKey("period.id"))
    week_id: Mapped[int] = col("Tuần", ForeignKey("period.id"))
    morning: Mapped[bool] = col("Buổi sáng", default=True)
    afternoon: Mapped[bool] = col("Buổi chiều", default=True)
    stands_for: Mapped[int | None] = col(
        "Học theo thứ", help="2 đến 7, cho ngày dạy bù; để trống: đúng thứ của ngày"
    )

    month: Mapped[Period] = relationship(foreign_keys=[month_id], lazy="raise_on_sql")
    week: Mapped[Period] = relationship(foreign_keys=[week_id], lazy="raise_on_sql")

    def __str__(self) -> str:
        """Name the day."""
        return f"{self.date:%d/%m/%Y}"
