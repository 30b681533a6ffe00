"""Looking back: how a message stands, who wasn't reached, what a family was told (Điều 7.4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_
from sqlalchemy.orm import Session

from models.messages.again import UNDONE
from models.messages.attempt import AttemptState, DeliveryAttempt
from models.messages.deliver import newest
from models.messages.message import MASS, Message
from models.messages.recipient import Recipient
from models.people.staff import Staff
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass


@dataclass(slots=True)
class Standing:
    """How many guardians a message goes to, and how many of them stand where."""

    recipients: int = 0
    states: dict[AttemptState, int] = field(default_factory=dict)

    @property
    def sent(self) -> int:
        """Who was reached."""
        return self.states.get(AttemptState.SENT, 0)

    @property
    def undone(self) -> int:
        """Whom the last attempt didn't reach, or nobody can tell, and no other is to come."""
        return sum(self.states.get(state, 0) for state in UNDONE)


def standings(session: Session, message_ids: Collection[int]) -> dict[int, Standing]:
    """Return how messages stand, in two statements."""
    found = {i: Standing() for i in message_ids}
    total = (
        select(Recipient.message_id, func.count(Recipient.id))
        .where(Recipient.message_id.in_(message_ids))
        .group_by(Recipient.message_id)
    )
    for message_id, recipients in session.execute(total):
        found[message_id].recipients = recipients
    by_state = (
        select(Recipient.message_id, DeliveryAttempt.state, func.count(DeliveryAttempt.id))
        .join(DeliveryAttempt, DeliveryAttempt.recipient_id == Recipient.id)
        .where(Recipient.message_id.in_(message_ids), newest())
        .group_by(Recipient.message_id, DeliveryAttempt.state)
    )
    for message_id, state, attempts in session.execute(by_state):
        found[message_id].states[state] = attempts
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """One recipient with its attempts, the newest first."""

    recipient: Recipient
    pupil: Pupil
    room: SchoolClass
    attempts: tuple[DeliveryAttempt, ...]

    @property
    def last(self) -> DeliveryAttempt | None:
        """The newest attempt: where the delivery stands."""
        return self.attempts[0] if self.attempts else None

    @property
    def undone(self) -> bool:
        """Whether somebody has to try again, or call."""
        return self.last is not None and self.last.state in UNDONE


def told(
    session: Session,
    *conditions: ColumnElement[bool],
    most: int | None = None,
    after: int | None = None,
) -> list[Told]:
    """Return recipients with their attempts, by class and name; two statements.

    ``after``: only those behind this recipient, one more statement.
    """
    if after is not None:
        conditions += (_behind(session, after),)
    rows = session.execute(
        select(Recipient, Pupil, SchoolClass)
        .join(Pupil, Pupil.id == Recipient.pupil_id)
        .join(SchoolClass, SchoolClass.id == Recipient.class_id)
        .where(*conditions)
        .order_by(SchoolClass.grade, SchoolClass.name, Pupil.sort_key, Recipient.id.desc())
        .limit(most)
    ).all()
    tries: dict[int, list[DeliveryAttempt]] = {}
    ids = [recipient.id for recipient, _, _ in rows]
    for attempt in session.scalars(
        select(DeliveryAttempt)
        .where(DeliveryAttempt.recipient_id.in_(ids))
        .order_by(DeliveryAttempt.number.desc())
    ):
        tries.setdefault(attempt.recipient_id, []).append(attempt)
    return [Told(r, pupil, room, tuple(tries.get(r.id, ()))) for r, pupil, room in rows]


def _behind(session: Session, recipient_id: int) -> ColumnElement[bool]:
    place = SchoolClass.grade, SchoolClass.name, Pupil.sort_key
    here = session.execute(
        select(*place)
        .select_from(Recipient)
        .join(Pupil, Pupil.id == Recipient.pupil_id)
        .join(SchoolClass, SchoolClass.id == Recipient.class_id)
        .where(Recipient.id == recipient_id)
    ).one_or_none()
    if here is None:
        return false()
    same = and_(*(column == value for column, value in zip(place, here, strict=True)))
    return or_(tuple_(*place) > tuple(here), and_(same, Recipient.id < recipient_id))


def unreached(*conditions: ColumnElement[bool]) -> Select[int]:
    """Select the recipients whom the last attempt didn't reach, in messages that go on.

    ``conditions`` narrow the messages.
    """
    return (
        select(DeliveryAttempt.recipient_id)
        .join(Recipient, Recipient.id == DeliveryAttempt.recipient_id)
        .outerjoin(Message, Message.id == Recipient.message_id)
        .where(
            newest(), DeliveryAttempt.state.in_(UNDONE), Message.stopped_at.is_(None), *conditions
        )
    )


def undone(
    session: Session, *conditions: ColumnElement[bool], most: int, after: int | None = None
) -> list[Told]:
    """Return whom the last attempt didn't reach, as ``unreached`` selects them."""
    return told(session, Recipient.id.in_(unreached(*conditions)), most=most, after=after)


def sent_messages(
    session: Session,
    *conditions: ColumnElement[bool],
    most: int,
    before: Message | None = None,
) -> Sequence[tuple[Message, Staff]]:
    """Return messages with their authors, the newest first; proposals aren't sent yet.

    ``before``: only what was sent before this one.
    """
    if before is not None:
        place = tuple_(Message.queued_at, Message.id)
        conditions += (place < (before.queued_at, before.id),)
    rows = session.execute(
        select(Message, Staff)
        .join(Staff, Staff.id == Message.author_id)
        .where(Message.queued_at.is_not(None), *conditions)
        .order_by(Message.queued_at.desc(), Message.id.desc())
        .limit(most)
    )
    return [(message, author) for message, author in rows]


def waiting() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return two conditions: proposals that wait for their author; what waits for approval."""
    proposed = Message.queued_at.is_(None) & Message.stopped_at.is_(None)
    to_approve = (
        Message.queued_at.is_not(None)
        & Message.approved_at.is_(None)
        & Message.stopped_at.is_(None)
        & Message.audience.in_(MASS)
    )
    return proposed, to_approve


def since(reached: datetime | None, now: datetime) -> int | None:
    """Return how many days ago a family was reached; None: never."""
    return None if reached is None else (now - reached).days
