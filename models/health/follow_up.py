"""The nurse's watch list: which pupil is followed for what, since when, until it is settled."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type
from models.pupils.pupil import Pupil


class FollowUpState(StrEnum):
    """Where a case stands."""

    WATCHING = "watching"
    REFERRED = "referred"
    SETTLED = "settled"


class FollowUp(Base):
    """Something to keep an eye on; ``to_date`` is set when it is settled."""

    __tablename__ = "follow_up"
    __table_args__ = (
        CheckConstraint("to_date IS NULL OR from_date <= to_date", name="days_in_order"),
        CheckConstraint("(state = 'settled') = (to_date IS NOT NULL)", name="settled_dated"),
        Index(None, "pupil_id"),
        Index(None, "state"),
    )
    label = "việc theo dõi sức khỏe"

    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    what: Mapped[str] = col("Theo dõi gì", String(200), help="Thị lực giảm, hẹn đo lại")
    from_date: Mapped[date] = col("Từ ngày")
    to_date: Mapped[date | None] = col("Xong ngày", help="để trống: còn theo dõi")
    state: Mapped[FollowUpState] = col(
        "Tình trạng", enum_type(FollowUpState), default=FollowUpState.WATCHING
    )
    note: Mapped[str | None] = col("Ghi chú", String(300))

    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql")
