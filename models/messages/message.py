"""A message to families: what, from whom, to which part of the school (Điều 4.2, 6.2, 7.4)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type
from models.people.staff import Staff
from models.school.classes import SchoolClass
from models.school.year import SchoolYear


class MessageKind(StrEnum):
    """What a message is about; health stays between the nurse and that pupil's family."""

    NOTICE = "notice"
    MEETING = "meeting"
    ABSENCE = "absence"
    CONDUCT = "conduct"
    HEALTH = "health"


class Audience(StrEnum):
    """Whose families: some pupils of a class, a class, a grade, the school."""

    PUPILS = "pupils"
    CLASS = "class"
    GRADE = "grade"
    SCHOOL = "school"


#: more than one class: a second person approves, and sending has a rate (Điều 7.1)
MASS = (Audience.GRADE, Audience.SCHOOL)
#: how the keys of messages begin that somebody sends: the same form sent twice makes one
BY_HAND = "hand:"


class Message(Base):
    """One act of writing to families; each family's own wording stands with its recipient.

    ``queued_at``: the author sent it; a mass message waits for ``approved_at`` besides. Without
    ``queued_at`` it is a proposal made by rule, which waits for its author. ``event_key`` names
    what happened ("absence:2026-11-24:morning:12"), so that one event makes one message, whatever
    is edited or run again.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("event_key", info={"vi": "Việc này đã có tin rồi."}),
        UniqueConstraint("id", "kind", "author_id", "audience"),
        CheckConstraint(
            "(audience IN ('pupils', 'class')) = (class_id IS NOT NULL)", name="class_of_its_own"
        ),
        CheckConstraint("(audience = 'grade') = (grade IS NOT NULL)", name="grade_of_its_own"),
        CheckConstraint("kind <> 'health' OR audience = 'pupils'", name="health_to_own_family"),
        CheckConstraint(
            "approved_by IS NULL OR approved_by <> author_id", name="approved_by_another"
        ),
        Index(None, "author_id", "created_at"),
        Index(None, "class_id", "created_at"),
    )
    label = "tin nhắn"

    kind: Mapped[MessageKind] = col("Loại tin", enum_type(MessageKind))
    author_id: Mapped[int] = col("Người gửi", ForeignKey("staff.id"))
    on_behalf: Mapped[str | None] = col("Gửi thay", String(100))
    audience: Mapped[Audience] = col("Gửi tới", enum_type(Audience))
    year_id: Mapped[int] = col("Năm học", ForeignKey("school_year.id"))
    grade: Mapped[int | None] = col("Khối")
    class_id: Mapped[int | None] = col("Lớp", ForeignKey("school_class.id"))
    subject: Mapped[str] = col("Tiêu đề", String(150))
    text: Mapped[str] = col("Nội dung", Text)
    event_key: Mapped[str | None] = col("Việc", String(120))
    created_at: Mapped[datetime] = col("Soạn lúc")
    queued_at: Mapped[datetime | None] = col("Gửi lúc")
    approved_at: Mapped[datetime | None] = col("Duyệt lúc")
    approved_by: Mapped[int | None] = col("Người duyệt", ForeignKey("staff.id"))
    stopped_at: Mapped[datetime | None] = col("Dừng lúc")
    stopped_by: Mapped[int | None] = col("Người dừng", ForeignKey("staff.id"))
    stop_reason: Mapped[str | None] = col("Lí do dừng", String(300))

    author: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])
    approver: Mapped[Staff | None] = relationship(lazy="raise_on_sql", foreign_keys=[approved_by])
    school_class: Mapped[SchoolClass | None] = relationship(lazy="raise_on_sql")
    year: Mapped[SchoolYear] = relationship(lazy="raise_on_sql")

    @property
    def by_rule(self) -> bool:
        """Whether a rule of the school made it from an entry in the books."""
        return self.event_key is not None and not self.event_key.startswith(BY_HAND)

    @property
    def mass(self) -> bool:
        """Whether it goes to more than one class, so that a second person approves it."""
        return self.audience in MASS

    def __str__(self) -> str:
        """Name the message by its subject."""
        return self.subject
