"""A draft of a structured plan: only its author sees it, and it goes when it is handed in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from models.base import Base, col

Places = tuple[tuple[int, int, int], ...]


class PlanDraft(Base):
    """What is being written: saved every few seconds, so no record and not in the history.

    ``places``: the lessons as "class-weekday-lesson", separated by spaces.
    """

    __tablename__ = "plan_draft"
    __table_args__ = (
        CheckConstraint("lessons BETWEEN 1 AND 60", name="lessons_1_to_60"),
        Index(None, "staff_id", "period_id"),
    )
    label = "bản nháp kế hoạch"
    recorded: ClassVar[bool] = False

    staff_id: Mapped[int] = col("Giáo viên", ForeignKey("staff.id"))
    period_id: Mapped[int] = col("Tuần", ForeignKey("period.id"))
    unit_id: Mapped[int] = col("Môn học / HĐGD", ForeignKey("unit.id"))
    replaces_id: Mapped[int | None] = col("Sửa từ bản", ForeignKey("lesson_plan.id"))
    places: Mapped[str] = col("Tiết", Text, default="")
    title: Mapped[str] = col("Tên bài", String(200), default="")
    lessons: Mapped[int] = col("Số tiết", default=1)
    aims: Mapped[str] = col("Yêu cầu cần đạt", Text, default="")
    materials: Mapped[str] = col("Đồ dùng dạy học", Text, default="")
    activities: Mapped[str] = col("Các hoạt động dạy học chủ yếu", Text, default="")
    share: Mapped[bool] = col("Chia sẻ với tổ", Boolean, default=False)
    saved_at: Mapped[datetime] = col("Lưu lúc")

    def chosen(self) -> Places:
        """Return the lessons as (class id, weekday, lesson)."""
        return tuple(
            (int(room), int(weekday), int(lesson))
            for room, weekday, lesson in (place.split("-") for place in self.places.split())
        )
