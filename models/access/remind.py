"""Reminding people of what they owe (Điều 2.1, 7.4): a line each, with a way there, once a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.access.reminder import Reminder
from models.assessment.missing import Debt, MissingCell, by_person
from models.base import utc_now
from models.clock import school_today

LONGEST = 500
NAMED = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A reminder to be sent: to whom, in which words, with the way to the place."""

    to_id: int
    text: str
    link: str | None

    @property
    def key(self) -> str:
        """Name the thing, the person and the day: the same never goes out twice in a day."""
        thing = sha256((self.link or self.text).encode()).hexdigest()[:40]
        return f"asked:{thing}:{self.to_id}:{school_today().isoformat()}"


def lines_of(
    cells: Iterable[MissingCell], sender_id: int, link: str | None, quote: str = ""
) -> list[Line]:
    """Return a line for each person who owes cells, never for the sender.

    Cells that nobody is assigned to have no recipient: they wait for an assignment. ``quote``:
    what the procedure says of it (models/access/procedure.py).
    """
    return [
        Line(debt.owner_id, f"{_text(debt)}{quote}", link)
        for debt in by_person(cells)
        if debt.owner_id is not None and debt.owner_id != sender_id
    ]


def send(
    session: Session, sender_id: int, lines: Iterable[Line], known: Collection[str] = ()
) -> list[Reminder]:
    """Send the lines whose keys aren't ``known``: whoever was reminded of it today isn't again."""
    sent = [
        Reminder(
            to_id=line.to_id,
            from_id=sender_id,
            text=line.text[:LONGEST],
            link=line.link,
            sent_at=utc_now(),
            rule_key=line.key,
        )
        for line in lines
        if line.key not in known
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
