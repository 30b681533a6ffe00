"""Pupils who need something of their own: support, a gift to be nurtured, a disability."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped

from models.base import Base, col, enum_type
from models.homeroom.place import InBook, of_the_class


class SupportKind(StrEnum):
    """Why a pupil stands in the list."""

    SUPPORT = "support"
    GIFTED = "gifted"
    DISABILITY = "disability"


class SupportStatus(StrEnum):
    """How it stands with the pupil."""

    RUNNING = "running"
    BETTER = "better"
    REACHED = "reached"


class PupilSupport(InBook, Base):
    """What is planned for a pupil, what was done, what came of it."""

    __tablename__ = "pupil_support"
    __table_args__ = (
        of_the_class("pupil_support"),
        CheckConstraint("to_date IS NULL OR from_date <= to_date", name="days_in_order"),
        Index(None, "class_id"),
        Index(None, "pupil_id"),
    )
    label = "theo dõi riêng một em"

    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    kind: Mapped[SupportKind] = col("Diện", enum_type(SupportKind))
    plan: Mapped[str] = col("Kế hoạch", Text, help="em cần gì, sẽ làm gì")
    actions: Mapped[str | None] = col("Đã làm", Text)
    outcome: Mapped[str | None] = col("Kết quả", Text)
    status: Mapped[SupportStatus] = col(
        "Tình trạng", enum_type(SupportStatus), default=SupportStatus.RUNNING
    )
    from_date: Mapped[date] = col("Từ ngày")
    to_date: Mapped[date | None] = col("Đến hết ngày", help="để trống: còn theo dõi")
