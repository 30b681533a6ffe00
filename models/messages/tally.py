"""How many families' guardians each colleague's messages reached and missed (Điều 7.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from models.clock import moments
from models.messages.again import UNDONE
from models.messages.attempt import AttemptState, DeliveryAttempt
from models.messages.deliver import newest
from models.messages.message import Message
from models.messages.recipient import Recipient


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one colleague's messages: recipients whom the last try reached, and didn't reach."""

    sent: int = 0
    failed: int = 0


def tally(
    session: Session, staff_ids: Collection[int], from_date: date, to_date: date
) -> dict[int, Tally]:
    """Count what was queued from a day to a day, both included, as far as the actor reads it.

    One statement. A stopped message counts for the recipients whom it reached; nobody tries the
    others again. Staff without any have an empty tally.
    """
    starts, ends = moments(from_date, to_date)
    reached = DeliveryAttempt.state == AttemptState.SENT
    missed = DeliveryAttempt.state.in_(UNDONE) & Message.stopped_at.is_(None)
    rows = session.execute(
        select(Message.author_id, func.count(case((reached, 1))), func.count(case((missed, 1))))
        .join(Recipient, Recipient.message_id == Message.id)
        .join(DeliveryAttempt, DeliveryAttempt.recipient_id == Recipient.id)
        .where(
            newest(),
            Message.author_id.in_(staff_ids),
            Message.queued_at >= starts,
            Message.queued_at < ends,
        )
        .group_by(Message.author_id)
    )
    return dict.fromkeys(staff_ids, Tally()) | {
        author: Tally(sent, failed) for author, sent, failed in rows
    }
