"""The round of reminders: what the rules ask for, and e-mail to colleagues who have an address.

Nothing goes out in the quiet hours. A line is marked as mailed before it is mailed: e-mail stands
on top of the inbox, so one that is lost is better than one that comes twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.channels.letter import Letter, NotSentError, Post, TryLaterError, UncertainError
from jobs.database import writer
from models.access import Reminder, Task
from models.access.by_rule import due, unwritten, write
from models.base import utc_now
from models.clock import school_date
from models.messages import Channel
from models.messages.sending import settings_of
from models.people import StaffParticulars
from permissions.errors import Invalid, Stale
from permissions.session import system_session

RULE = "nhắc theo quy tắc"
AT_ONCE = 50


def remind(engine: Engine, now: datetime | None = None) -> int:
    """Write the day's reminders that aren't written yet; return how many.

    Looking for them takes a while in a big school: nobody's writing waits for it.
    """
    moment = now or utc_now()
    with system_session(engine, RULE, capacities={"worker"}) as session:
        if settings_of(session).quiet(moment):
            return 0
        wanted = unwritten(session, due(session, school_date(moment)))
    if not wanted:
        return 0
    with system_session(writer(engine), RULE, capacities={"worker"}) as session:
        try:
            write(session, wanted)
            session.commit()
        except Invalid:
            # another worker wrote the same ones
            session.rollback()
            return 0
    return len(wanted)


def mail_inbox(
    engine: Engine, channels: Mapping[Channel, Post], now: datetime | None = None
) -> int:
    """E-mail what is new in the inboxes of those who have an address; return how many went.

    What certainly didn't go, because the mail server was busy or away, goes in a later round.
    """
    post, moment = channels.get(Channel.EMAIL), now or utc_now()
    if post is None:
        return 0
    with system_session(writer(engine), RULE, capacities={"worker"}) as session:
        if settings_of(session).quiet(moment):
            return 0
        letters = _letters(session, moment)
        try:
            session.commit()
        except Stale:
            session.rollback()
            return 0
    left = list(letters)
    sent = 0
    for letter in letters:
        try:
            sent += _sent(post, letter.letter)
        except TryLaterError:
            break
        left.remove(letter)
    if left:
        _put_back(engine, left)
    return sent


def _put_back(engine: Engine, left: list[_Marked]) -> None:
    with system_session(writer(engine), RULE, capacities={"worker"}) as session:
        for marked in left:
            line: Any = session.get_one(marked.model, marked.row_id)
            line.mailed_at = None
        session.commit()


@dataclass(frozen=True, slots=True)
class _Marked:
    """A letter, and the line of an inbox that was marked for it."""

    model: type[Reminder | Task]
    row_id: int
    letter: Letter


def _letters(session: Session, now: datetime) -> list[_Marked]:
    """Mark what is to be mailed; return the letters. People without an address have none."""
    reminders = session.execute(
        select(Reminder, StaffParticulars.email)
        .join(StaffParticulars, StaffParticulars.staff_id == Reminder.to_id)
        .where(
            Reminder.mailed_at.is_(None),
            Reminder.read_at.is_(None),
            StaffParticulars.email.is_not(None),
        )
        .order_by(Reminder.id.desc())
        .limit(AT_ONCE)
    )
    tasks = session.execute(
        select(Task, StaffParticulars.email)
        .join(StaffParticulars, StaffParticulars.staff_id == Task.to_id)
        .where(
            Task.mailed_at.is_(None),
            Task.done_at.is_(None),
            Task.withdrawn_at.is_(None),
            StaffParticulars.email.is_not(None),
        )
        .order_by(Task.id.desc())
        .limit(AT_ONCE)
    )
    letters = []
    for line, email in (*reminders, *tasks):
        line.mailed_at = now
        key = f"{type(line).__tablename__}-{line.id}"
        if isinstance(line, Reminder):
            letter = Letter(email, "Lời nhắc", line.text, key)
        else:
            words = [line.title, f"Hạn {line.due_on:%d/%m/%Y}", line.text or ""]
            letter = Letter(email, "Việc được giao", "\n".join(filter(None, words)), key)
        letters.append(_Marked(type(line), line.id, letter))
    return letters


def _sent(post: Post, letter: Letter) -> bool:
    """Send a letter; False when it never will, or may have gone; TryLaterError when it may go."""
    try:
        post.send(letter)
    except TryLaterError:
        raise
    except (NotSentError, UncertainError):
        return False
    return True
