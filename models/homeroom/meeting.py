"""Meetings with the parents of a class: the minutes, and which families came."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped

from models.base import Base, col, enum_type
from models.homeroom.place import InBook, of_the_class


class Occasion(StrEnum):
    """When parents meet: three times a year, and when something calls for it."""

    START = "start"
    MIDDLE = "middle"
    END = "end"
    EXTRA = "extra"


class ParentMeeting(InBook, Base):
    """A meeting on a day (also a Sunday), with its minutes."""

    __tablename__ = "parent_meeting"
    __table_args__ = (
        UniqueConstraint("class_id", "held_on", info={"vi": "Ngày này lớp đã có buổi họp."}),
        UniqueConstraint("id", "class_id", "period_id"),
    )
    label = "họp CMHS"

    occasion: Mapped[Occasion] = col("Kì họp", enum_type(Occasion))
    held_on: Mapped[date] = col("Ngày họp")
    subject: Mapped[str] = col("Nội dung chính", String(200))
    minutes: Mapped[str | None] = col("Biên bản", Text)


class MeetingFamily(InBook, Base):
    """The family of a pupil was at a meeting; who has no row didn't come."""

    __tablename__ = "meeting_family"
    __table_args__ = (
        of_the_class("meeting_family"),
        UniqueConstraint("meeting_id", "pupil_id", info={"vi": "Gia đình em này đã được ghi."}),
        ForeignKeyConstraint(
            ["meeting_id", "class_id", "period_id"],
            ["parent_meeting.id", "parent_meeting.class_id", "parent_meeting.period_id"],
            name="fk_meeting_family_parent_meeting",
            info={"vi": "Buổi họp này không phải của lớp đó, hoặc đã ghi gia đình dự họp."},
        ),
        Index(None, "class_id"),
    )
    label = "gia đình dự họp"

    meeting_id: Mapped[int] = col("Buổi họp")
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
