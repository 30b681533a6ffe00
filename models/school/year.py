"""School years and every unit of time in them: terms, months, weeks, rounds, the year itself."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type


class PeriodKind(StrEnum):
    """The kinds of time unit; each record kind states which it uses."""

    TERM = "term"
    MONTH = "month"
    WEEK = "week"
    ROUND = "round"
    YEAR = "year"


#: rounds of a kind by how their codes begin: health (SK1, SK2), assessment in summer (HE1 …)
HEALTH_ROUND, SUMMER_ROUND = "SK", "HE"


class SchoolYear(Base):
    """A school year such as 2025-2026: 35 teaching weeks, 18 and 17."""

    __tablename__ = "school_year"
    __table_args__ = (
        UniqueConstraint("name", info={"vi": "Năm học này đã có."}),
        CheckConstraint("first_day < last_day", name="days_in_order"),
    )
    label = "năm học"

    name: Mapped[str] = col("Năm học", String(9), help="2025-2026")
    first_day: Mapped[date] = col("Ngày đầu", help="thứ Hai của tuần 1")
    last_day: Mapped[date] = col("Ngày cuối", help="ngày cuối của tuần 35")


class Period(Base):
    """A unit of time: GHK1, CHK1, GHK2, CN (kind term), a month, a week T01…T35, the year.

    ``to_date`` is the last day that belongs to it.
    """

    __tablename__ = "period"
    __table_args__ = (
        UniqueConstraint("year_id", "code", info={"vi": "Thời điểm này đã có trong năm học."}),
        CheckConstraint("from_date <= to_date", name="days_in_order"),
    )
    label = "thời gian"

    year_id: Mapped[int] = col("Năm học", ForeignKey("school_year.id"))
    kind: Mapped[PeriodKind] = col("Loại", enum_type(PeriodKind))
    code: Mapped[str] = col("Mã", String(8), help="GHK1, CHK1, GHK2, CN, T01 … T35, M09")
    name: Mapped[str] = col("Tên", String(60), help="Giữa học kì I")
    number: Mapped[int] = col("Thứ tự")
    from_date: Mapped[date] = col("Từ ngày")
    to_date: Mapped[date] = col("Đến ngày")

    year: Mapped[SchoolYear] = relationship(lazy="raise_on_sql")

    @property
    def summer(self) -> bool:
        """Whether it is a round of supplementary assessment, which comes after the year."""
        return self.kind is PeriodKind.ROUND and self.code.startswith(SUMMER_ROUND)
