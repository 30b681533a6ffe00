"""The weeks of the book: which of them have a plan, and last week's plan taken over (Đ4.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.homeroom.plan import WeekTask
from models.pupils.enrolment import Enrolment
from models.school.assignment import homeroom_teachers
from models.school.classes import SchoolClass
from models.school.year import Period


def weeks_owed(
    session: Session, week: Period, today: date
) -> dict[tuple[int, int | None], tuple[int, int]]:
    """Count plans of a week by (class, homeroom teacher): one expected once the week has begun.

    Only classes whose book the session's actor reads, and that have pupils. Three statements.
    """
    if week.from_date > today:
        return {}
    rooms = [room.id for room in booked_classes(session, week.year_id, with_pupils=True)]
    planned = dict(
        session.execute(
            select(WeekTask.class_id, func.count())
            .where(WeekTask.period_id == week.id, WeekTask.class_id.in_(rooms))
            .group_by(WeekTask.class_id)
        ).all()
    )
    owners = homeroom_teachers(session, rooms, min(week.to_date, today))
    return {(room, owners.get(room)): (1, int(room not in planned)) for room in rooms}


def booked_classes(
    session: Session, year_id: int, *, with_pupils: bool = False
) -> list[SchoolClass]:
    """List the classes of a year whose homeroom book the session's actor reads, by grade, name."""
    readable = cast("Callable[[Any, Any], Any]", session.info["readable"])
    place = SimpleNamespace(class_id=SchoolClass.id)
    query = select(SchoolClass).where(SchoolClass.year_id == year_id, readable(WeekTask, place))
    if with_pupils:
        query = query.join(Enrolment, Enrolment.class_id == SchoolClass.id).distinct()
    return list(session.scalars(query.order_by(SchoolClass.grade, SchoolClass.name)))


def carried_over(session: Session, class_id: int, before: Period, week: Period) -> list[WeekTask]:
    """Return the tasks of an earlier week as new ones of this week, results left out.

    Days move by as many days as the weeks lie apart; what this week already has isn't repeated.
    """
    both = select(WeekTask).where(
        WeekTask.class_id == class_id, WeekTask.period_id.in_([before.id, week.id])
    )
    rows = session.scalars(
        both.order_by(WeekTask.due_on.is_(None), WeekTask.due_on, WeekTask.id)
    ).all()
    here = {row.task for row in rows if row.period_id == week.id}
    apart = week.from_date - before.from_date
    return [
        WeekTask(
            class_id=class_id,
            period_id=week.id,
            task=row.task,
            due_on=row.due_on + apart if row.due_on else None,
        )
        for row in rows
        if row.period_id == before.id and row.task not in here
    ]
