"""A lesson plan: one hand-in covers any set of a teacher's slots of a week (Điều 4.7, 5.2).

Its columns are written by two people: the teacher creates the row, the head of the department
decides on it. A plan that was returned is handed in again as a new row that names it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from models.assessment.unit import Unit
from models.base import Base, col, enum_type
from models.people.staff import Staff
from models.school.classes import SchoolClass
from models.school.year import Period


class Decision(StrEnum):
    """What the head decided."""

    APPROVED = "approved"
    RETURNED = "returned"


class LessonPlan(Base):
    """A hand-in of a teacher for slots of one week (``period_id`` is of kind week)."""

    __tablename__ = "lesson_plan"
    __table_args__ = (
        Index(None, "staff_id", "period_id"),
        Index(None, "period_id", "decision"),
        UniqueConstraint("id", "staff_id", "period_id"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decision_dated"),
    )
    label = "kế hoạch bài dạy"

    staff_id: Mapped[int] = col("Giáo viên", ForeignKey("staff.id"))
    period_id: Mapped[int] = col("Tuần", ForeignKey("period.id"))
    title: Mapped[str] = col("Tên kế hoạch", String(200))
    replaces_id: Mapped[int | None] = col("Thay cho bản", ForeignKey("lesson_plan.id"))
    submitted_at: Mapped[datetime] = col("Nộp lúc")
    decision: Mapped[Decision | None] = col("Quyết định", enum_type(Decision))
    decided_at: Mapped[datetime | None] = col("Quyết định lúc")
    decided_by: Mapped[int | None] = col("Người quyết định", ForeignKey("staff.id"))
    decided_for: Mapped[str | None] = col("Quyết định thay", String(100))
    decided_hash: Mapped[str | None] = col("Mã nội dung đã duyệt", String(64))
    remark: Mapped[str | None] = col("Nhận xét", Text)

    staff: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[staff_id])
    period: Mapped[Period] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        """Name the plan."""
        return self.title


class PlanSlot(Base):
    """A lesson of the week that a plan covers; ``staff_id`` is the plan's author.

    ``topic`` and ``equipment`` are what the week's teaching schedule prints (lịch báo giảng).
    """

    __tablename__ = "plan_slot"
    __table_args__ = (
        UniqueConstraint(
            "plan_id", "class_id", "weekday", "lesson", info={"vi": "Tiết này đã có trong bản."}
        ),
        ForeignKeyConstraint(
            ["plan_id", "staff_id", "period_id"],
            ["lesson_plan.id", "lesson_plan.staff_id", "lesson_plan.period_id"],
            name="fk_plan_slot_lesson_plan",
            info={"vi": "Tiết này không thuộc kế hoạch đó."},
        ),
        Index(None, "period_id", "class_id"),
    )
    label = "tiết của kế hoạch"

    plan_id: Mapped[int] = col("Kế hoạch")
    staff_id: Mapped[int] = col("Giáo viên", ForeignKey("staff.id"))
    period_id: Mapped[int] = col("Tuần", ForeignKey("period.id"))
    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    unit_id: Mapped[int] = col("Môn học / HĐGD", ForeignKey("unit.id"))
    weekday: Mapped[int] = col("Thứ")
    lesson: Mapped[int] = col("Tiết")
    topic: Mapped[str | None] = col("Tên bài", String(200))
    equipment: Mapped[str | None] = col("Thiết bị", String(200))

    plan: Mapped[LessonPlan] = relationship(lazy="raise_on_sql")
    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")


class PlanFile(Base):
    """The DOCX or PDF of a plan, kept in the database so that one backup holds everything."""

    __tablename__ = "plan_file"
    __table_args__ = (
        UniqueConstraint("plan_id", info={"vi": "Kế hoạch này đã có tệp."}),
        ForeignKeyConstraint(
            ["plan_id", "staff_id", "period_id"],
            ["lesson_plan.id", "lesson_plan.staff_id", "lesson_plan.period_id"],
            name="fk_plan_file_lesson_plan",
            info={"vi": "Tệp này không thuộc kế hoạch đó."},
        ),
    )
    label = "tệp kế hoạch"

    plan_id: Mapped[int] = col("Kế hoạch")
    staff_id: Mapped[int] = col("Giáo viên", ForeignKey("staff.id"))
    period_id: Mapped[int] = col("Tuần", ForeignKey("period.id"))
    name: Mapped[str] = col("Tên tệp", String(200))
    media_type: Mapped[str] = col("Loại tệp", String(100))
    size: Mapped[int] = col("Cỡ (byte)")
    sha256: Mapped[str] = col("Mã nội dung", String(64))
    content: Mapped[bytes] = deferred(
        mapped_column(LargeBinary, info={"label": "Nội dung"}), raiseload=False
    )

    plan: Mapped[LessonPlan] = relationship(lazy="raise_on_sql")
