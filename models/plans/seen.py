"""Which content a head has opened, so that nothing is approved in bulk unread without a word."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.plans.lesson_plan import LessonPlan


class PlanSeen(Base):
    """Somebody who decides opened this content of a plan."""

    __tablename__ = "plan_seen"
    __table_args__ = (
        UniqueConstraint("plan_id", "reader_id", "sha256", info={"vi": "Bản này đã mở rồi."}),
        ForeignKeyConstraint(
            ["plan_id", "staff_id", "period_id"],
            ["lesson_plan.id", "lesson_plan.staff_id", "lesson_plan.period_id"],
            name="fk_plan_seen_lesson_plan",
            info={"vi": "Bản này không còn."},
        ),
        Index(None, "reader_id"),
    )
    label = "lần mở kế hoạch"

    plan_id: Mapped[int] = col("Kế hoạch")
    staff_id: Mapped[int] = col("Giáo viên", ForeignKey("staff.id"))
    period_id: Mapped[int] = col("Tuần", ForeignKey("period.id"))
    reader_id: Mapped[int] = col("Người mở", ForeignKey("staff.id"))
    sha256: Mapped[str] = col("Mã nội dung", String(64))
    seen_at: Mapped[datetime] = col("Mở lúc")

    plan: Mapped[LessonPlan] = relationship(lazy="raise_on_sql")
