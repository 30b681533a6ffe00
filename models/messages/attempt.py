"""Attempts to deliver: each try by one channel, what became of it, and when the next one is due."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type
from models.messages.message import Audience, MessageKind
from models.people.staff import Staff


class Channel(StrEnum):
    """By which way a family is reached; slips and calls are done by people."""

    SMS = "sms"
    ZALO = "zalo"
    EMAIL = "email"
    SLIP = "slip"
    CALL = "call"
    LOG = "log"


#: channels that the worker delivers by
SENT_BY_WORKER = (Channel.SMS, Channel.ZALO, Channel.EMAIL, Channel.LOG)


class AttemptState(StrEnum):
    """What became of an attempt; unknown: it may have arrived, nobody can tell."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class DeliveryAttempt(Base):
    """The n-th try to reach a recipient; the newest one says where the delivery stands.

    A try that failed for a while leaves a further one WAITING, due later. A try that was on the
    wire when its worker died is UNKNOWN and never tried again by itself: no family is written to
    twice. ``made_by`` is whoever asked for it again, or made the call; None: the worker.
    """

    __tablename__ = "delivery_attempt"
    __table_args__ = (
        UniqueConstraint("recipient_id", "number"),
        UniqueConstraint("id", "pupil_id"),
        ForeignKeyConstraint(
            ["recipient_id", "kind", "author_id", "audience", "class_id", "pupil_id"],
            [
                "recipient.id",
                "recipient.kind",
                "recipient.author_id",
                "recipient.audience",
                "recipient.class_id",
                "recipient.pupil_id",
            ],
            name="fk_delivery_attempt_recipient",
        ),
        Index(None, "state", "due_at"),
        Index(None, "pupil_id", "at"),
    )
    label = "lần gửi tin"

    recipient_id: Mapped[int] = col("Người nhận")
    kind: Mapped[MessageKind] = col("Loại tin", enum_type(MessageKind))
    author_id: Mapped[int] = col("Người gửi", ForeignKey("staff.id"))
    audience: Mapped[Audience] = col("Gửi tới", enum_type(Audience))
    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    number: Mapped[int] = col("Lần")
    channel: Mapped[Channel] = col("Đường gửi", enum_type(Channel))
    state: Mapped[AttemptState] = col("Kết quả", enum_type(AttemptState))
    due_at: Mapped[datetime] = col("Hẹn gửi lúc")
    at: Mapped[datetime | None] = col("Gửi lúc")
    answer: Mapped[str | None] = col("Nơi gửi trả lời", String(300))
    made_by: Mapped[int | None] = col("Người gửi lại, gọi", ForeignKey("staff.id"))

    maker: Mapped[Staff | None] = relationship(lazy="raise_on_sql", foreign_keys=[made_by])


class AttemptAddress(Base):
    """Where an attempt went: a snapshot, for those alone who read guardians' phones."""

    __tablename__ = "attempt_address"
    __table_args__ = (
        UniqueConstraint("attempt_id"),
        ForeignKeyConstraint(
            ["attempt_id", "pupil_id"],
            ["delivery_attempt.id", "delivery_attempt.pupil_id"],
            name="fk_attempt_address_attempt",
        ),
    )
    label = "nơi đã gửi tin"
    redacted: ClassVar[frozenset[str]] = frozenset({"address"})

    attempt_id: Mapped[int] = col("Lần gửi")
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    address: Mapped[str] = col("Số máy, email", String(200))
