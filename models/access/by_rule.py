"""Reminders that nobody writes: a window that closes over empty cells, plans that are late (Đ2.1).

Each has a key of rule, thing, person and day, so that the same thing comes once a day at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.access.closing import Scope, what_if
from models.access.lock import Closure
from models.access.reminder import Reminder
from models.access.task import Task
from models.assessment.missing import by_person
from models.base import utc_now
from models.clock import SCHOOL_TIME, school_today
from models.plans.expected import expected_slots
from models.school.year import Period, PeriodKind

#: plans are asked for so long before their week
AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that a rule asks for; ``link`` leads to the very place."""

    key: str
    to_id: int
    text: str
    link: str | None


def due(session: Session, days: int, today: date | None = None) -> list[Due]:
    """Return what is to be reminded of today; ``days``: how long before a window closes."""
    day = today or school_today()
    return [*_closing(session, days, day), *_late_plans(session, day), *_tasks(session, day)]


def remind_by_rule(session: Session, wanted: list[Due]) -> list[Reminder]:
    """Write the reminders that weren't written today; a second round writes none."""
    keys = [one.key for one in wanted]
    known = set(session.scalars(select(Reminder.rule_key).where(Reminder.rule_key.in_(keys))))
    made = [
        Reminder(
            to_id=one.to_id,
            text=one.text[:500],
            link=one.link,
            sent_at=utc_now(),
            rule_key=one.key,
        )
        for one in {one.key: one for one in wanted}.values()
        if one.key not in known
    ]
    session.add_all(made)
    session.flush()
    return made


def _closing(session: Session, days: int, day: date) -> Iterator[Due]:
    """Owners of empty cells under a closure that is appointed for the next days."""
    now = utc_now()
    closures = session.scalars(
        select(Closure).where(
            Closure.starts_at > now, Closure.starts_at <= now + timedelta(days=days)
        )
    ).all()
    for closure in closures:
        scope = Scope(
            closure.year_id,
            period_id=closure.period_id,
            kind=closure.kind,
            grade=closure.grade,
            class_id=closure.class_id,
            unit_id=closure.unit_id,
        )
        ends = f"{closure.starts_at.astimezone(SCHOOL_TIME):%H:%M ngày %d/%m}"
        for debt in by_person(what_if(session, scope)):
            if debt.owner_id is not None:
                yield Due(
                    f"closing:{closure.id}:{debt.owner_id}:{day.isoformat()}",
                    debt.owner_id,
                    f"Sổ đóng lúc {ends}, còn {debt.cells} ô trống: {'; '.join(debt.places[:3])}.",
                    "/hom-nay/",
                )


def _late_plans(session: Session, day: date) -> Iterator[Due]:
    """Teachers whose lessons of this week and the next want a plan that is overdue (Điều 4.7)."""
    weeks = {
        p.id: p
        for p in session.scalars(
            select(Period).where(
                Period.kind == PeriodKind.WEEK,
                Period.to_date >= day,
                Period.from_date <= day + AHEAD,
            )
        )
    }
    late: dict[tuple[int, int], int] = {}
    for slot in expected_slots(session, list(weeks)) if weeks else []:
        if slot.overdue(day):
            key = slot.period_id, slot.staff_id
            late[key] = late.get(key, 0) + 1
    for (week_id, staff_id), slots in late.items():
        week = weeks[week_id]
        yield Due(
            f"plans:{week_id}:{staff_id}:{day.isoformat()}",
            staff_id,
            f"Kế hoạch bài dạy {week.name} đã quá hạn nộp: còn {slots} tiết (Đ4.7).",
            f"/ke-hoach/?tuan={week.code}",
        )


def _tasks(session: Session, day: date) -> Iterator[Due]:
    """Whoever has a task that is due tomorrow, today, or was due (Điều 2.1)."""
    open_tasks = session.scalars(
        select(Task).where(
            Task.done_at.is_(None),
            Task.withdrawn_at.is_(None),
            Task.due_on <= day + timedelta(days=1),
        )
    )
    for task in open_tasks:
        left = (task.due_on - day).days
        when = {1: "hạn ngày mai", 0: "hạn hôm nay"}.get(left, f"quá hạn {-left} ngày")
        yield Due(
            f"task:{task.id}:{task.to_id}:{day.isoformat()}",
            task.to_id,
            f"Việc được giao, {when}: {task.title}.",
            "/viec-duoc-giao/",
        )
