"""One message per event: what was entered goes to that pupil's family, or is proposed to (Đ4.2).

An event is named by its key; a key that has its message gets no second one, whatever is edited or
run again. A proposal that nobody has sent yet goes when the entry behind it goes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import utc_now
from models.messages.attempt import Channel
from models.messages.compose import Draft, Reach, known, preview, write
from models.messages.message import BY_HAND, Audience, Message, MessageKind
from models.messages.sending import Mode, SendingRule
from models.people.staff import Staff
from models.refusal import Refusal

GONE = "Chỗ ghi trong sổ đã sửa hoặc xóa trước khi gửi."


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a family is told: of which pupil, on which day, in whose words and name."""

    kind: MessageKind
    key: str
    year_id: int
    class_id: int
    pupil_id: int
    author_id: int
    day: date
    said: str


def rules(session: Session) -> dict[MessageKind, SendingRule]:
    """Return the school's rules that do anything, by kind."""
    query = select(SendingRule).where(SendingRule.mode != Mode.OFF)
    return {rule.kind: rule for rule in session.scalars(query)}


def announce(
    session: Session,
    event: Event,
    rule: SendingRule,
    reach: Reach,
    installed: Collection[Channel],
) -> Message | None:
    """Send or propose an event's message by its rule; None when it has one, or nobody to go to."""
    if rule.mode is Mode.OFF or known(session, event.key):
        return None
    author = session.get_one(Staff, event.author_id)
    draft = Draft(
        kind=event.kind,
        audience=Audience.PUPILS,
        year_id=event.year_id,
        class_id=event.class_id,
        pupil_ids=(event.pupil_id,),
        subject=rule.subject,
        text=rule.text,
        day=event.day,
        event_key=event.key,
        said=event.said,
    )
    try:
        lines = preview(session, draft, author, reach, installed)
        return write(session, draft, author, lines, queue=rule.mode is Mode.SEND)
    except Refusal:
        return None


def drop_gone(session: Session, kind: MessageKind, since: date, keys: Collection[str]) -> int:
    """Drop proposals since a day whose event isn't there any more; return how many."""
    gone = [
        message
        for message in session.scalars(
            select(Message).where(
                Message.kind == kind,
                Message.event_key.is_not(None),
                Message.event_key.not_like(f"{BY_HAND}%"),
                Message.queued_at.is_(None),
                Message.stopped_at.is_(None),
            )
        )
        if message.event_key not in keys and _day_of(message.event_key or "") >= since
    ]
    for message in gone:
        message.stopped_at, message.stop_reason = utc_now(), GONE
    session.flush()
    return len(gone)


def key_of(kind: MessageKind, day: date, *rest: object) -> str:
    """Return an event's key: "absence:2026-11-24:12:morning"."""
    return ":".join([kind.value, day.isoformat(), *map(str, rest)])


def _day_of(key: str) -> date:
    return date.fromisoformat(key.split(":")[1])
