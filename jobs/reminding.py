"""The round of reminders: what the rules ask for, and e-mail to colleagues who have an address.

Nothing goes out in the quiet hours. A line is marked as mailed before it is mailed: e-mail stands
on top of the inbox, so one that is lost is better than one that comes twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.channels.letter import Letter, NotSentError, Post, UncertainError
from jobs.database import writer
from models.access import Reminder, Task
from models.access.by_rule import due, remind_by_rule
from models.base import utc_now
from models.messages import Channel
from models.messages.sending import settings_of
from models.people import StaffParticulars
from permissions.errors import Invalid, Stale
from permissions.session import system_session

RULE = "nhắc theo quy tắc"
AT_ONCE = 50


def remind(engine: Engine, now: datetime | None = None) -> int:
    """Write the day's reminders that aren't written yet; return how many."""
    with system_session(writer(engine), RULE, capacities={"worker"}) as session:
        settings = settings_of(session)
        if settings.quiet(now or utc_now()):
            return 0
        try:
            made = remind_by_rule(session, due(session, settings.remind_days))
            if made:
                session.commit()
        except Invalid:
            # another worker wrote the same ones
            session.rollback()
            return 0
    return len(made)


def mail_inbox(
    engine: Engine, channels: Mapping[Channel, Post], now: datetime | None = None
) -> int:
    """E-mail what is new in the inboxes of those who have an address; return how many went."""
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
    return sum(_sent(post, letter) for letter in letters)


def _letters(session: Session, now: datetime) -> list[Letter]:
    """Mark what is to be mailed; return the letters. People without an address have none."""
    reminders = session.execute(
        select(Reminder, StaffParticulars.email)
        .join(StaffParticulars, StaffParticulars.staff_id == Reminder.to_id)
        .where(
            Reminder.mailed_at.is_(None),
            Reminder.read_at.is_(None),
            StaffParticulars.email.is_not(None),
        )
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
        .limit(AT_ONCE)
    )
    letters = []
    for line, email in (*reminders, *tasks):
        line.mailed_at = now
        key = f"{type(line).__tablename__}-{line.id}"
        if isinstance(line, Reminder):
            letters.append(Letter(email, "Lời nhắc", line.text, key))
        else:
            words = f"{line.title}\nHạn {line.due_on:%d/%m/%Y}"
            letters.append(Letter(email, "Việc được giao", words, key))
    return letters


def _sent(post: Post, letter: Letter) -> bool:
    try:
        post.send(letter)
    except (NotSentError, UncertainError):
        return False
    return True
