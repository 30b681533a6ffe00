"""The plan of the book: the year and its months by theme, the weeks by task."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, col
from models.homeroom.place import InBook


class ClassPlan(InBook, Base):
    """The plan of the year or of a month: its theme (chủ điểm), what is to be done, the result."""

    __tablename__ = "class_plan"
    __table_args__ = (
        UniqueConstraint("class_id", "period_id", info={"vi": "Thời gian này đã có kế hoạch."}),
    )
    label = "kế hoạch chủ nhiệm"

    theme: Mapped[str] = col("Chủ điểm", String(200))
    content: Mapped[str | None] = col("Việc trọng tâm", Text)
    result: Mapped[str | None] = col("Kết quả", Text)


class WeekTask(InBook, Base):
    """A task of a week, when it is to be done, and what came of it."""

    __tablename__ = "week_task"
    __table_args__ = (Index(None, "class_id", "period_id"), Index(None, "period_id"))
    label = "việc trong tuần"

    task: Mapped[str] = col("Việc", String(300))
    due_on: Mapped[date | None] = col("Ngày", help="để trống: cả tuần")
    result: Mapped[str | None] = col("Kết quả", String(300))
