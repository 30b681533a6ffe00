"""Runs of a roll-over, and the assignments that it proposes for the next year (Điều 2.11).

A draft stands in a table of its own, which no right is derived from: it gives nothing to anybody
until it is confirmed, and becomes an assignment then.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.assessment.unit import Unit
from models.base import Base, col
from models.people.staff import Staff
from models.school.classes import SchoolClass
from models.school.year import SchoolYear


class Rollover(Base):
    """One run from a year into the next.

    ``choices``: {"first_monday": "2026-09-07", "up": {"3A": "4A"}, "stay": {"3A": "3B"}}, only
    what differs from the proposal. ``report``: {what: count} of what was written. Without
    ``written_at`` the run is being prepared. Which rows it wrote the history knows: those of the
    transaction in which ``written_at`` was set.
    """

    __tablename__ = "rollover"
    __table_args__ = (
        CheckConstraint("undone_at IS NULL OR written_at IS NOT NULL", name="written_first"),
        Index(None, "year_id"),
    )
    label = "lần chuyển năm học"

    year_id: Mapped[int] = col("Từ năm học", ForeignKey("school_year.id"))
    target: Mapped[str] = col("Sang năm học", String(9))
    choices: Mapped[dict[str, Any]] = col("Đã chọn", JSON, default=dict)
    report: Mapped[dict[str, Any]] = col("Đã ghi", JSON, default=dict)
    prepared_by: Mapped[int | None] = col("Người chuẩn bị", ForeignKey("staff.id"))
    prepared_at: Mapped[datetime] = col("Chuẩn bị lúc")
    written_at: Mapped[datetime | None] = col("Ghi lúc")
    undone_at: Mapped[datetime | None] = col("Hoàn tác lúc")
    undone_by: Mapped[int | None] = col("Người hoàn tác", ForeignKey("staff.id"))

    year: Mapped[SchoolYear] = relationship(lazy="raise_on_sql")


class AssignmentDraft(Base):
    """Who is to teach a unit in a class (``unit_id`` None: to be its homeroom teacher)."""

    __tablename__ = "assignment_draft"
    __table_args__ = (
        UniqueConstraint("class_id", "unit_id", info={"vi": "Môn này của lớp đã có dự thảo."}),
        Index(None, "staff_id"),
    )
    label = "phân công dự thảo"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    unit_id: Mapped[int | None] = col(
        "Môn học / HĐGD", ForeignKey("unit.id"), help="để trống: chủ nhiệm"
    )
    staff_id: Mapped[int] = col("Giáo viên", ForeignKey("staff.id"))
    from_date: Mapped[date] = col("Từ ngày")

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")
    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")
