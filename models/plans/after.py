"""What a teacher notes after the lesson: it stays open when the plan is approved (CV 2345)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.plans.lesson_plan import LessonPlan


class PlanAfter(Base):
    """“Điều chỉnh sau bài dạy” of a plan; no decision rests on it, each wording is history."""

    __tablename__ = "plan_after"
    __table_args__ = (
        UniqueConstraint("plan_id", info={"vi": "Kế hoạch này đã có phần điều chỉnh."}),
        ForeignKeyConstraint(
            ["plan_id", "staff_id", "period_id"],
            ["lesson_plan.id", "lesson_plan.staff_id", "lesson_plan.period_id"],
            name="fk_plan_after_lesson_plan",
            info={"vi": "Phần điều chỉnh này không thuộc kế hoạch đó."},
        ),
    )
    label = "điều chỉnh sau bài dạy"

    plan_id: Mapped[int] = col("Kế hoạch")
    staff_id: Mapped[int] = col("Giáo viên", ForeignKey("staff.id"))
    period_id: Mapped[int] = col("Tuần", ForeignKey("period.id"))
    text: Mapped[str] = col("Điều chỉnh sau bài dạy", Text)

    plan: Mapped[LessonPlan] = relationship(lazy="raise_on_sql")
