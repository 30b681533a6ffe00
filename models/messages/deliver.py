"""Delivering without a wire: which attempts are due, taking one, and what becomes of it.

A message is released once its author queued it and, if it goes to more than one class, a second
person approved it (Điều 7.1); it is held again the moment somebody stops it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.messages.attempt import SENT_BY_WORKER, AttemptState, Channel, DeliveryAttempt
from models.messages.message import MASS, Message
from models.messages.recipient import Recipient
from models.messages.sending import SendingSettings
from models.pupils.guardian import Guardian

#: how long to wait after the 1st, 2nd … failure; after the last one it stays failed
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120))
#: a try of which nothing was heard for so long is given up as unknown
LOST = timedelta(minutes=5)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a channel answered: ``state``, its words, and whether trying again makes sense."""

    state: AttemptState
    answer: str
    again: bool = False


def released() -> ColumnElement[bool]:
    """Return the condition that a message may be delivered now."""
    return and_(
        Message.queued_at.is_not(None),
        Message.stopped_at.is_(None),
        or_(Message.audience.not_in(MASS), Message.approved_at.is_not(None)),
    )


def begin(session: Session, settings: SendingSettings, now: datetime) -> int:
    """Give each recipient of a released message its first attempt; return how many.

    What goes to many, or by rule, waits for the end of the quiet hours.
    """
    rows = session.execute(
        select(Recipient, Message)
        .join(Message, Message.id == Recipient.message_id)
        .outerjoin(DeliveryAttempt, DeliveryAttempt.recipient_id == Recipient.id)
        .where(released(), DeliveryAttempt.id.is_(None))
        .order_by(Recipient.id)
        .limit(AT_ONCE)
    ).all()
    for recipient, message in rows:
        calm = message.mass or message.by_rule
        due = settings.after_quiet(now) if calm else now
        session.add(attempt_for(recipient, 1, recipient.channel, due))
    session.flush()
    return len(rows)


def attempt_for(
    recipient: Recipient,
    number: int,
    channel: Channel,
    due: datetime,
    state: AttemptState = AttemptState.WAITING,
) -> DeliveryAttempt:
    """Return a new attempt for a recipient, to be added."""
    return DeliveryAttempt(
        recipient_id=recipient.id,
        kind=recipient.kind,
        author_id=recipient.author_id,
        audience=recipient.audience,
        class_id=recipient.class_id,
        pupil_id=recipient.pupil_id,
        number=number,
        channel=channel,
        state=state,
        due_at=due,
    )


def due(session: Session, settings: SendingSettings, now: datetime) -> Sequence[int]:
    """Return the attempts that a worker may make now, in order, mass messages at their rate."""
    query = (
        select(DeliveryAttempt.id)
        .join(Recipient, Recipient.id == DeliveryAttempt.recipient_id)
        .join(Message, Message.id == Recipient.message_id)
        .where(
            DeliveryAttempt.state == AttemptState.WAITING,
            DeliveryAttempt.due_at <= now,
            DeliveryAttempt.channel.in_(SENT_BY_WORKER),
            newest(),
            released(),
        )
        .order_by(DeliveryAttempt.due_at, DeliveryAttempt.id)
    )
    mass = DeliveryAttempt.audience.in_(MASS)
    left = settings.per_minute - _sent_lately(session, now)
    own = session.scalars(query.where(~mass).limit(AT_ONCE)).all()
    many = session.scalars(query.where(mass).limit(left)).all() if left > 0 else []
    return [*own, *many]


def _sent_lately(session: Session, now: datetime) -> int:
    query = select(func.count(DeliveryAttempt.id)).where(
        DeliveryAttempt.audience.in_(MASS),
        DeliveryAttempt.at > now - timedelta(minutes=1),
        DeliveryAttempt.made_by.is_(None),
    )
    return session.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class Taken:
    """An attempt that is on its way: what to send where, under which key."""

    attempt_id: int
    channel: Channel
    subject: str
    text: str
    pupil_id: int
    address: str | None
    key: str


def take(session: Session, attempt_id: int, now: datetime) -> Taken | None:
    """Mark an attempt as on its way; None when another took it, or the message was stopped.

    The caller commits before it sends: an attempt is taken once.
    """
    row = session.execute(
        select(DeliveryAttempt, Recipient, Message, Guardian)
        .join(Recipient, Recipient.id == DeliveryAttempt.recipient_id)
        .join(Message, Message.id == Recipient.message_id)
        .outerjoin(
            Guardian,
            and_(Guardian.pupil_id == Recipient.pupil_id, Guardian.relation == Recipient.relation),
        )
        .where(
            DeliveryAttempt.id == attempt_id,
            DeliveryAttempt.state == AttemptState.WAITING,
            newest(),
            released(),
        )
    ).one_or_none()
    if row is None:
        return None
    attempt, recipient, message, guardian = row
    attempt.state, attempt.at = AttemptState.SENDING, now
    session.flush()
    return Taken(
        attempt.id,
        attempt.channel,
        message.subject,
        recipient.text,
        attempt.pupil_id,
        address_of(guardian, attempt.channel) if guardian else None,
        f"{recipient.id}-{_first_of_series(session, attempt)}",
    )


def _first_of_series(session: Session, attempt: DeliveryAttempt) -> int:
    """Return the attempt that somebody asked for: its repeats by the machine bear its key."""
    query = select(func.max(DeliveryAttempt.number)).where(
        DeliveryAttempt.recipient_id == attempt.recipient_id,
        DeliveryAttempt.number <= attempt.number,
        or_(DeliveryAttempt.number == 1, DeliveryAttempt.made_by.is_not(None)),
    )
    return session.scalar(query) or attempt.number


def address_of(guardian: Guardian, channel: Channel) -> str | None:
    """Return where a channel reaches a guardian today."""
    if channel is Channel.EMAIL:
        return guardian.email or None
    if channel is Channel.LOG:
        return guardian.phone or guardian.email or None
    return guardian.phone or None


def settle(session: Session, attempt_id: int, outcome: Outcome, now: datetime) -> None:
    """Write what became of an attempt that was taken; leave a later one where it may help."""
    attempt = session.get_one(DeliveryAttempt, attempt_id)
    if attempt.state is not AttemptState.SENDING:
        return
    attempt.state, attempt.answer, attempt.at = outcome.state, outcome.answer[:300], now
    recipient = session.get_one(Recipient, attempt.recipient_id)
    failures = attempt.number - _first_of_series(session, attempt)
    if outcome.again and failures < len(BACK_OFF):
        later = now + BACK_OFF[failures]
        session.add(attempt_for(recipient, attempt.number + 1, attempt.channel, later))
    session.flush()


def give_up_lost(session: Session, now: datetime) -> int:
    """Mark as unknown what was on its way when a worker died; return how many."""
    lost = session.scalars(
        select(DeliveryAttempt).where(
            DeliveryAttempt.state == AttemptState.SENDING, DeliveryAttempt.at < now - LOST
        )
    ).all()
    for attempt in lost:
        attempt.state = AttemptState.UNKNOWN
        attempt.answer = "Máy gửi dừng giữa chừng; có thể gia đình đã nhận."
    session.flush()
    return len(lost)


def newest() -> ColumnElement[bool]:
    """Return the condition that an attempt is its recipient's newest one."""
    other = aliased(DeliveryAttempt)
    last = (
        select(func.max(other.number))
        .where(other.recipient_id == DeliveryAttempt.recipient_id)
        .correlate(DeliveryAttempt)
        .scalar_subquery()
    )
    return DeliveryAttempt.number == last
