"""A structured plan: the parts of CV 2345/BGDĐT-GDTH (Phụ lục 3) for one lesson of a unit."""

from __future__ import annotations

import hashlib

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.plans.lesson_plan import LessonPlan

#: column → heading, in the order of the circular; the fourth part is PlanAfter
PARTS = {
    "aims": "Yêu cầu cần đạt",
    "materials": "Đồ dùng dạy học",
    "activities": "Các hoạt động dạy học chủ yếu",
}


class PlanText(Base):
    """The words of a plan that was written here; the parts are markup as ``clean`` leaves it.

    ``sha256`` is what an approval binds. ``shared_with``: the department whose members may read
    and copy it; the decision on the plan isn't theirs to see, so it stands in another table.
    """

    __tablename__ = "plan_text"
    __table_args__ = (
        UniqueConstraint("plan_id", info={"vi": "Kế hoạch này đã có bài soạn."}),
        ForeignKeyConstraint(
            ["plan_id", "staff_id", "period_id"],
            ["lesson_plan.id", "lesson_plan.staff_id", "lesson_plan.period_id"],
            name="fk_plan_text_lesson_plan",
            info={"vi": "Bài soạn này không thuộc kế hoạch đó."},
        ),
        CheckConstraint("lessons BETWEEN 1 AND 60", name="lessons_1_to_60"),
        Index(None, "staff_id", "unit_id", "grade"),
        Index(None, "shared_with", "unit_id", "grade"),
    )
    label = "bài soạn"

    plan_id: Mapped[int] = col("Kế hoạch")
    staff_id: Mapped[int] = col("Giáo viên", ForeignKey("staff.id"))
    period_id: Mapped[int] = col("Tuần", ForeignKey("period.id"))
    unit_id: Mapped[int] = col("Môn học / HĐGD", ForeignKey("unit.id"))
    grade: Mapped[int] = col("Khối")
    title: Mapped[str] = col("Tên bài", String(200))
    lessons: Mapped[int] = col("Số tiết")
    aims: Mapped[str] = col("Yêu cầu cần đạt", Text)
    materials: Mapped[str] = col("Đồ dùng dạy học", Text)
    activities: Mapped[str] = col("Các hoạt động dạy học chủ yếu", Text)
    sha256: Mapped[str] = col("Mã nội dung", String(64))
    shared_with: Mapped[int | None] = col("Chia sẻ với tổ", ForeignKey("department.id"))

    plan: Mapped[LessonPlan] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        """Name the lesson."""
        return self.title


def digest(title: str, lessons: int, *parts: str) -> str:
    """Return the content hash of a structured plan: title, number of lessons, the three parts."""
    return hashlib.sha256("\x1f".join((title, str(lessons), *parts)).encode()).hexdigest()
