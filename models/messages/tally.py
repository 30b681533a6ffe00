"""How many messages each colleague sent in a time, for the sheet before a meeting (Điều 7.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import case, distinct, func, select
from sqlalchemy.orm import Session

from models.clock import SCHOOL_TIME
from models.messages.again import UNDONE
from models.messages.attempt import AttemptState, DeliveryAttempt
from models.messages.deliver import newest
from models.messages.message import Message
from models.messages.recipient import Recipient


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one colleague: messages sent, recipients whom the last try didn't reach, families reached.

    A family is a pupil's; told twice, or father and mother, it counts once.
    """

    messages: int = 0
    failed: int = 0
    families: int = 0


def tally(
    session: Session, staff_ids: Collection[int], from_date: date, to_date: date
) -> dict[int, Tally]:
    """Count what was queued from a day to a day, both included, as far as the actor reads it.

    One statement. Stopped messages count for the recipients whom they reached. Staff without any
    have an empty tally.
    """
    begin = datetime.combine(from_date, time(), SCHOOL_TIME)
    end = datetime.combine(to_date + timedelta(days=1), time(), SCHOOL_TIME)
    reached = DeliveryAttempt.state == AttemptState.SENT
    rows = session.execute(
        select(
            Message.author_id,
            func.count(distinct(Message.id)),
            func.count(
                distinct(case((DeliveryAttempt.state.in_(UNDONE), DeliveryAttempt.recipient_id)))
            ),
            func.count(distinct(case((reached, DeliveryAttempt.pupil_id)))),
        )
        .join(Recipient, Recipient.message_id == Message.id)
        .outerjoin(DeliveryAttempt, (DeliveryAttempt.recipient_id == Recipient.id) & newest())
        .where(
            Message.author_id.in_(staff_ids),
            Message.queued_at >= begin,
            Message.queued_at < end,
        )
        .group_by(Message.author_id)
    )
    return dict.fromkeys(staff_ids, Tally()) | {
        author: Tally(messages, failed, families) for author, messages, failed, families in rows
    }
