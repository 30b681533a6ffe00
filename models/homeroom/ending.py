"""How a term ended, and what the next homeroom teacher needs to know."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, col
from models.homeroom.place import InBook


class TermSummary(InBook, Base):
    """The teacher's summary of the first term or of the year."""

    __tablename__ = "term_summary"
    __table_args__ = (
        UniqueConstraint("class_id", "period_id", info={"vi": "Kì này đã có tổng kết."}),
    )
    label = "tổng kết"

    text: Mapped[str] = col("Tổng kết", Text)


class HandOver(InBook, Base):
    """What a homeroom teacher hands over on a day: at the year's end, or to a successor."""

    __tablename__ = "hand_over"
    __table_args__ = (
        UniqueConstraint("class_id", "handed_on", info={"vi": "Ngày này đã có bàn giao."}),
    )
    label = "bàn giao lớp"

    handed_on: Mapped[date] = col("Ngày bàn giao")
    text: Mapped[str] = col("Nội dung bàn giao", Text)
    made_by: Mapped[int] = col("Người giao", ForeignKey("staff.id"))
