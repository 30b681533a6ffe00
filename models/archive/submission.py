"""The digital report book's way to the national database: batches, and a line for each pupil (8.2).

A line's package is frozen when it is put; what is sent again is the same bytes under the same key,
so a receiver that took it twice has it once. What is said back stays: receipt or reason.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type
from models.people.account import Account
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass


class LineState(StrEnum):
    """Where a pupil's package stands."""

    QUEUED = "queued"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Submission(Base):
    """A batch that somebody of the office put to be sent: a class's, or (empty) the school's.

    ``schema_version``: of the XML that its packages hold.
    """

    __tablename__ = "submission"
    label = "đợt gửi học bạ số"

    account_id: Mapped[int] = col("Người gửi", ForeignKey("account.id"))
    year_id: Mapped[int] = col("Năm học", ForeignKey("school_year.id"))
    class_id: Mapped[int | None] = col("Lớp", ForeignKey("school_class.id"))
    schema_version: Mapped[str] = col("Phiên bản lược đồ", String(12))
    created_at: Mapped[datetime] = col("Lúc")

    account: Mapped[Account] = relationship(lazy="raise_on_sql")
    school_class: Mapped[SchoolClass | None] = relationship(lazy="raise_on_sql")


class SubmissionLine(Base):
    """A pupil's package: its key, how often it was handed over, and what the receiver said.

    ``key`` names pupil × year × content, so the same content is one line however often it is put.
    ``due_at``: when the next try is due; while one is under way, when it counts as lost.
    """

    __tablename__ = "submission_line"
    __table_args__ = (
        UniqueConstraint("key", info={"vi": "Nội dung này của em đã có trong sổ gửi."}),
        UniqueConstraint("submission_id", "pupil_id", info={"vi": "Em đã có trong đợt gửi."}),
        CheckConstraint("(state = 'accepted') = (receipt IS NOT NULL)", name="accepted_by_receipt"),
        CheckConstraint("state <> 'rejected' OR reason IS NOT NULL", name="rejected_with_reason"),
        Index(None, "state", "due_at"),
        Index(None, "class_id"),
    )
    label = "học bạ số đã gửi"

    submission_id: Mapped[int] = col("Đợt gửi", ForeignKey("submission.id"))
    year_id: Mapped[int] = col("Năm học", ForeignKey("school_year.id"))
    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    key: Mapped[str] = col("Khóa chống trùng", String(100))
    sha256: Mapped[str] = col("Mã gói", String(64), help="SHA-256 của tệp gửi đi")
    state: Mapped[LineState] = col("Tình trạng", enum_type(LineState), default=LineState.QUEUED)
    attempts: Mapped[int] = col("Số lần gửi", default=0)
    due_at: Mapped[datetime] = col("Hẹn gửi lúc")
    sent_at: Mapped[datetime | None] = col("Gửi lúc")
    receipt: Mapped[str | None] = col("Số biên nhận", String(120))
    reason: Mapped[str | None] = col("Nơi nhận trả lời", String(300))

    submission: Mapped[Submission] = relationship(lazy="raise_on_sql")
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql")
    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql")
