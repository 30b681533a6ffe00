"""Giving a task: one row for each person whom its target means today (Điều 2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.access.target import people_of, words_of
from models.access.task import Task
from models.base import utc_now
from models.clock import school_today
from models.people.staff import Staff
from models.refusal import NotReady, Unfit

LONGEST_TITLE, LONGEST_TEXT = 200, 1000


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be done, by whom and until when; ``batch`` names the act of giving."""

    target: str
    title: str
    text: str
    due_on: date
    batch: str


def check(given: Given, today: date) -> None:
    """Refuse (Unfit) a task without words, or one that is due before it is given."""
    if not given.title.strip():
        raise Unfit("Chưa ghi việc gì.", field="title")
    for field, value, longest in (
        ("title", given.title, LONGEST_TITLE),
        ("text", given.text, LONGEST_TEXT),
    ):
        if len(value.strip()) > longest:
            raise Unfit(f"Dài quá {longest} kí tự.", field=field)
    if given.due_on < today:
        raise Unfit("Hạn đã qua; chọn từ hôm nay trở đi.", field="due_on")


def assign(session: Session, giver_id: int, given: Given) -> Sequence[Task]:
    """Write one task a person; the same act sent twice gives once. Unfit, NotReady with nobody."""
    today = school_today()
    check(given, today)
    before = tasks_of(session, given.batch)
    if before:
        return before
    words = words_of(session, given.target, today)
    people = people_of(session, given.target, today, giver_id)
    if words is None or not people:
        raise NotReady("Hôm nay không có ai giữ nhiệm vụ này, nên chưa giao được cho ai.")
    made = _rows(people, giver_id, given, words)
    session.add_all(made)
    session.flush()
    return made


def _rows(people: Sequence[Staff], giver_id: int, given: Given, through: str | None) -> list[Task]:
    now = utc_now()
    return [
        Task(
            to_id=person.id,
            assigned_by=giver_id,
            assigned_at=now,
            batch=given.batch,
            target=given.target,
            through=through,
            title=given.title.strip(),
            text=given.text.strip() or None,
            due_on=given.due_on,
        )
        for person in people
    ]


def tasks_of(session: Session, batch: str) -> Sequence[Task]:
    """Return the rows of one act of giving, as far as the session's actor reads them."""
    query = (
        select(Task)
        .join(Staff, Staff.id == Task.to_id)
        .where(Task.batch == batch)
        .order_by(Staff.sort_key)
    )
    return session.scalars(query).all()


def newcomers(session: Session, tasks: Sequence[Task]) -> list[Staff]:
    """Return who holds the duty of these tasks by now and wasn't given them yet."""
    first = tasks[0]
    have = {task.to_id for task in tasks}
    people = people_of(session, first.target, school_today(), first.assigned_by)
    return [person for person in people if person.id not in have]


def give_newcomers(session: Session, tasks: Sequence[Task], giver_id: int) -> int:
    """Give the same task to whoever holds the duty by now; return to how many."""
    first, people = tasks[0], newcomers(session, tasks)
    like = Given(first.target, first.title, first.text or "", first.due_on, first.batch)
    session.add_all(_rows(people, giver_id, like, first.through))
    session.flush()
    return len(people)


def withdraw(tasks: Sequence[Task]) -> int:
    """Take back what isn't done yet; return from how many people."""
    left = [task for task in tasks if task.done_at is None and task.withdrawn_at is None]
    for task in left:
        task.withdrawn_at = utc_now()
    return len(left)


def put_off(tasks: Sequence[Task], due_on: date) -> None:
    """Give another date to what isn't done yet; Unfit for a day that is over."""
    if due_on < school_today():
        raise Unfit("Hạn đã qua; chọn từ hôm nay trở đi.", field="due_on")
    for task in tasks:
        if task.done_at is None and task.withdrawn_at is None:
            task.due_on = due_on


def finish(task: Task, remark: str, *, done: bool) -> None:
    """Mark a task as done, or as not done after all, with what the person says of it."""
    if task.withdrawn_at is not None:
        raise NotReady("Việc này đã thôi giao, không cần làm nữa.")
    if done and task.done_at is None:
        task.done_at = utc_now()
    if not done:
        task.done_at = None
    task.remark = remark.strip()[:500] or None
