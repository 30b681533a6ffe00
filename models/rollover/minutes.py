"""The hand-over of a class between two homeroom teachers, signed by both (TT 27/2020 Đ12).

The giver writes and signs, which freezes the content; the receiver signs after reading. From the
second signature on the record never changes (permissions/triggers.py).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.people.staff import Staff
from models.school.classes import SchoolClass


class Stage(StrEnum):
    """Where the record stands."""

    WRITING = "writing"
    GIVEN = "given"
    RECEIVED = "received"


class HandOverMinutes(Base):
    """The record of a class from one teacher.

    ``notes``: {pupil's code: what the giver adds}. ``content``: what was signed, as
    models/rollover/handing.py lays it out, with its SHA-256; empty until the first signature.
    """

    __tablename__ = "hand_over_minutes"
    __table_args__ = (
        UniqueConstraint("class_id", "giver_id", info={"vi": "Lớp này đã có biên bản bàn giao."}),
        CheckConstraint(
            "giver_id <> receiver_id", name="two_people", info={"vi": "Người nhận là người khác."}
        ),
        CheckConstraint("received_at IS NULL OR given_at IS NOT NULL", name="given_first"),
        CheckConstraint("given_at IS NULL OR sha256 IS NOT NULL", name="frozen_when_given"),
        Index(None, "giver_id"),
        Index(None, "receiver_id"),
    )
    label = "biên bản bàn giao lớp"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    giver_id: Mapped[int] = col("Người giao", ForeignKey("staff.id"))
    receiver_id: Mapped[int] = col("Người nhận", ForeignKey("staff.id"))
    text: Mapped[str | None] = col("Tình hình chung", Text)
    notes: Mapped[dict[str, Any]] = col("Lưu ý từng em", JSON, default=dict)
    content: Mapped[dict[str, Any] | None] = col("Nội dung đã kí", JSON(none_as_null=True))
    sha256: Mapped[str | None] = col("Mã nội dung", String(64))
    given_at: Mapped[datetime | None] = col("Người giao kí lúc")
    received_at: Mapped[datetime | None] = col("Người nhận kí lúc")

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql")
    giver: Mapped[Staff] = relationship(foreign_keys=[giver_id], lazy="raise_on_sql")
    receiver: Mapped[Staff] = relationship(foreign_keys=[receiver_id], lazy="raise_on_sql")

    @property
    def stage(self) -> Stage:
        """Derive the stage from the signatures."""
        if self.received_at is not None:
            return Stage.RECEIVED
        return Stage.GIVEN if self.given_at is not None else Stage.WRITING
