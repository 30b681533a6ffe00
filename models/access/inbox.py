"""What lies in a person's inbox, and how the tasks that somebody gave stand (Điều 2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.access.reminder import Reminder
from models.access.task import Task
from models.clock import school_date
from models.people.staff import Staff

OPEN = (Task.done_at.is_(None), Task.withdrawn_at.is_(None))


def days_late(task: Task, today: date) -> int:
    """Return by how many days a task is, or was done, after its date; 0: in time so far."""
    end = school_date(task.done_at) if task.done_at else today
    return max(0, (end - task.due_on).days)


def my_tasks(session: Session, staff_id: int, *, done: bool, most: int) -> Sequence[Task]:
    """Return a person's tasks: what is to be done, the most urgent first; or what is over."""
    query = select(Task).where(Task.to_id == staff_id)
    if done:
        query = query.where(Task.done_at.is_not(None) | Task.withdrawn_at.is_not(None))
        return session.scalars(query.order_by(Task.id.desc()).limit(most)).all()
    return session.scalars(query.where(*OPEN).order_by(Task.due_on, Task.id).limit(most)).all()


def my_reminders(
    session: Session, staff_id: int, *, read: bool, most: int
) -> Sequence[tuple[Reminder, Staff | None]]:
    """Return a person's reminders with their senders (None: by rule), the newest first."""
    which = Reminder.read_at.is_not(None) if read else Reminder.read_at.is_(None)
    rows = session.execute(
        select(Reminder, Staff)
        .outerjoin(Staff, Staff.id == Reminder.from_id)
        .where(Reminder.to_id == staff_id, which)
        .order_by(Reminder.sent_at.desc(), Reminder.id.desc())
        .limit(most)
    )
    return [(line, sender) for line, sender in rows]


def waiting(staff_id: int | None) -> Select[Any]:
    """Select how much waits in a person's inbox: unread reminders and open tasks."""
    to_do = select(func.count(Task.id)).where(Task.to_id == staff_id, *OPEN).scalar_subquery()
    unread = (Reminder.to_id == staff_id, Reminder.read_at.is_(None))
    return select(func.count(Reminder.id) + to_do).where(*unread)


@dataclass(frozen=True, slots=True)
class Batch:
    """One act of giving: what, to whom, and how many have done it."""

    batch: str
    title: str
    through: str
    given_at: datetime
    due_on: date
    people: int
    done: int
    withdrawn: int

    @property
    def open(self) -> int:
        """How many still have to do it."""
        return self.people - self.done - self.withdrawn

    def overdue(self, today: date) -> int:
        """How many haven't done it although its date is over."""
        return self.open if self.due_on < today else 0


def given(session: Session, most: int) -> list[Batch]:
    """Return what was given, as far as the session's actor reads it: first what is still open."""
    done, gone = func.count(Task.done_at), func.count(Task.withdrawn_at)
    everybody = func.count(Task.id)
    rows = session.execute(
        select(
            Task.batch,
            func.min(Task.title),
            func.min(Task.through),
            func.min(Task.assigned_at),
            func.max(Task.due_on),
            everybody,
            done,
            gone,
        )
        .group_by(Task.batch)
        .order_by((done + gone) >= everybody, func.max(Task.due_on), func.min(Task.id))
        .limit(most)
    )
    return [
        Batch(batch, title, through or "", at, due, people, finished, withdrawn)
        for batch, title, through, at, due, people, finished, withdrawn in rows
    ]
