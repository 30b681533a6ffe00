"""Delegations: a duty held for another until a date; acts print as "B thay A" (RIGHTS.md)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type
from models.people.staff import Staff


class DelegatedDuty(StrEnum):
    """Which of the absent person's duties the stand-in holds."""

    HOMEROOM = "homeroom"
    TEACHING = "teaching"
    DEPARTMENT_HEAD = "department_head"


class Delegation(Base):
    """A stand-in from a day to a day; both days count, an end is obligatory."""

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("absent_id <> stand_in_id", name="two_people"),
        CheckConstraint("from_date <= to_date", name="days_in_order"),
        Index(None, "stand_in_id"),
    )
    label = "phân công làm thay"

    absent_id: Mapped[int] = col("Người vắng", ForeignKey("staff.id"))
    stand_in_id: Mapped[int] = col("Người làm thay", ForeignKey("staff.id"))
    duty: Mapped[DelegatedDuty] = col("Việc làm thay", enum_type(DelegatedDuty))
    from_date: Mapped[date] = col("Từ ngày")
    to_date: Mapped[date] = col("Đến hết ngày")
    reason: Mapped[str] = col("Lí do", String(300))

    absent: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[absent_id])
    stand_in: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[stand_in_id])
