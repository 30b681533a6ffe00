"""Leave that a family asks for, and the limits of the school, each from a day on (DOMAIN §2.4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, relationship
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from models.base import Base, col
from models.people.staff import Staff
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass


class days_between(GenericFunction[int]):  # noqa: N801 - reads as the SQL function that it is
    """How many days lie from one date to another, both counted."""

    type = Integer()
    inherit_cache = True


@compiles(days_between, "sqlite")
def _sqlite_days_between(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    first, last = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(julianday({last}) - julianday({first}) + 1 AS INTEGER)"


@compiles(days_between, "postgresql")
def _postgresql_days_between(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    first, last = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(CAST({last} AS date) - CAST({first} AS date) + 1)"


class AttendanceRule(Base):
    """The school's limits from a day on: leave by the homeroom teacher, and when to look closer."""

    __tablename__ = "attendance_rule"
    __table_args__ = (
        UniqueConstraint("from_date", info={"vi": "Đã có giới hạn từ ngày này."}),
        CheckConstraint("leave_days BETWEEN 1 AND 30", name="leave_1_to_30"),
        CheckConstraint("alert_halves BETWEEN 1 AND 20", name="halves_1_to_20"),
        CheckConstraint("alert_days BETWEEN 1 AND 20", name="days_1_to_20"),
    )
    label = "giới hạn nghỉ học"

    from_date: Mapped[date] = col("Từ ngày")
    leave_days: Mapped[int] = col(
        "GVCN cho nghỉ nhiều nhất", default=3, help="số ngày liền; lâu hơn thì hiệu trưởng cho"
    )
    alert_halves: Mapped[int] = col(
        "Báo khi vắng không phép liền", default=2, help="số buổi liền nhau"
    )
    alert_days: Mapped[int] = col("Báo khi vắng liền", default=3, help="số ngày học liền nhau")

    def __str__(self) -> str:
        """Name the limits by their first day."""
        return f"từ {self.from_date:%d/%m/%Y}"


class Leave(Base):
    """Leave for a pupil from a day to a day; while it is granted the roll pre-sets P.

    Up to the school's limit the homeroom teacher decides, beyond it the principal.
    """

    __tablename__ = "leave"
    __table_args__ = (
        UniqueConstraint("pupil_id", "from_date", info={"vi": "Em đã có đơn nghỉ từ ngày này."}),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_leave_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        CheckConstraint("from_date <= to_date", name="days_in_order"),
        CheckConstraint("(granted IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("(granted IS NULL) = (decided_at IS NULL)", name="decided_at_some_time"),
        Index(None, "class_id", "from_date"),
    )
    label = "đơn xin nghỉ"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    from_date: Mapped[date] = col("Nghỉ từ ngày")
    to_date: Mapped[date] = col("Đến hết ngày")
    reason: Mapped[str] = col("Lí do", String(200), help="sốt, có giấy bệnh viện")
    asked_by: Mapped[str] = col("Ai xin", String(100), help="mẹ gọi điện, đơn của cha")
    noted_by: Mapped[int] = col("Người ghi", ForeignKey("staff.id"))
    noted_at: Mapped[datetime] = col("Ghi lúc")
    granted: Mapped[bool | None] = col("Cho nghỉ")
    decided_by: Mapped[int | None] = col("Người quyết định", ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = col("Quyết định lúc")

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)
    noter: Mapped[Staff] = relationship(foreign_keys=[noted_by], lazy="raise_on_sql")
    decider: Mapped[Staff | None] = relationship(foreign_keys=[decided_by], lazy="raise_on_sql")

    @property
    def days(self) -> int:
        """How many days, both ends counted."""
        return (self.to_date - self.from_date).days + 1

    def __str__(self) -> str:
        """Name the days."""
        return f"nghỉ {self.from_date:%d/%m} đến {self.to_date:%d/%m/%Y}"
