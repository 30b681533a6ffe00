"""One guardian to whom one message goes, with the very words that this family reads."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type
from models.messages.attempt import Channel
from models.messages.message import Audience, Message, MessageKind
from models.pupils.guardian import Relation
from models.pupils.pupil import Pupil


class Recipient(Base):
    """A guardian of a pupil, once per message.

    A guardian is named by pupil and relation ("mẹ"), which stays true when the row in the register
    of guardians is corrected or goes; the address stands with the attempt, in a table of its own.
    ``class_id``, ``kind``, ``author_id`` and ``audience`` are what rights are asked by; composite
    keys keep them those of the message and of the enrolment.
    """

    __tablename__ = "recipient"
    __table_args__ = (
        UniqueConstraint(
            "message_id", "pupil_id", "relation", info={"vi": "Người này đã có trong tin."}
        ),
        UniqueConstraint("id", "kind", "author_id", "audience", "class_id", "pupil_id"),
        ForeignKeyConstraint(
            ["message_id", "kind", "author_id", "audience"],
            ["message.id", "message.kind", "message.author_id", "message.audience"],
            name="fk_recipient_message",
        ),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_recipient_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        Index(None, "class_id"),
        Index(None, "pupil_id"),
        Index(None, "author_id"),
    )
    label = "người nhận tin"

    message_id: Mapped[int] = col("Tin nhắn")
    kind: Mapped[MessageKind] = col("Loại tin", enum_type(MessageKind))
    author_id: Mapped[int] = col("Người gửi", ForeignKey("staff.id"))
    audience: Mapped[Audience] = col("Gửi tới", enum_type(Audience))
    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    relation: Mapped[Relation] = col("Quan hệ", enum_type(Relation, 20))
    channel: Mapped[Channel] = col("Đường gửi", enum_type(Channel))
    text: Mapped[str] = col("Nội dung", Text)

    message: Mapped[Message] = relationship(lazy="raise_on_sql", viewonly=True)
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)
