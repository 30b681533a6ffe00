"""Reminding people of their empty cells (Điều 2.1, 7.4): one line each, with a way there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.access.reminder import Reminder
from models.assessment.missing import Debt, MissingCell, by_person
from models.base import utc_now
from models.clock import SCHOOL_TIME, school_today

LONGEST = 500
NAMED = 3


def remind(
    session: Session, sender_id: int, cells: Iterable[MissingCell], *, link: str | None = None
) -> list[Reminder]:
    """Send one reminder to each person who owes cells, never to the sender, never twice a day.

    Cells that nobody is assigned to have no recipient: they wait for an assignment.
    """
    words = {
        debt.owner_id: _text(debt)
        for debt in by_person(cells)
        if debt.owner_id is not None and debt.owner_id != sender_id
    }
    return send(session, sender_id, words, link)


def send(
    session: Session, sender_id: int, words: Mapping[int, str], link: str | None
) -> list[Reminder]:
    """Send each person their words, but nobody whom the sender reminded of this link today."""
    midnight = datetime.combine(school_today(), time(), SCHOOL_TIME)
    told = set(
        session.scalars(
            select(Reminder.to_id).where(
                Reminder.from_id == sender_id,
                Reminder.link == link,
                Reminder.to_id.in_(words),
                Reminder.sent_at >= midnight,
            )
        )
    )
    sent = [
        Reminder(to_id=to_id, from_id=sender_id, text=text[:LONGEST], link=link, sent_at=utc_now())
        for to_id, text in words.items()
        if to_id not in told
    ]
    session.add_all(sent)
    session.flush()
    return sent


def waiting(session: Session, sender_id: int, link: str) -> Reminder | None:
    """Return the sender's reminder with this link that hasn't been read yet, if there is one."""
    mine = select(Reminder).where(
        Reminder.from_id == sender_id, Reminder.link == link, Reminder.read_at.is_(None)
    )
    return session.scalars(mine.order_by(Reminder.id.desc()).limit(1)).first()


def _text(debt: Debt) -> str:
    named = "; ".join(debt.places[:NAMED])
    more = len(debt.places) - NAMED
    rest = f" và {more} nơi khác" if more > 0 else ""
    return f"Còn {debt.cells} ô trống: {named}{rest}."
