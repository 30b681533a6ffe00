"""Section 7: the plan of year and months by theme, and the week as one page of tasks."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm.attributes import set_committed_value
from werkzeug.wrappers import Response

from models.clean import one_line
from models.clock import school_today
from models.homeroom import ClassPlan, WeekTask
from models.homeroom.weeks import carried_over
from models.refusal import NotReady, Unfit
from models.school import Period, PeriodKind, SchoolClass
from permissions.errors import OutOfScope
from permissions.session import GuardedSession
from views.database import request_session
from views.homeroom.frame import hand, homeroom, page, periods, room_of, whole_year

#: empty lines below a week's tasks
SPARE = 3
LONGEST = 300


@homeroom.get("/<int:class_id>/ke-hoach")
def plan(class_id: int) -> str:
    """Show year and months with their themes, and which weeks have tasks."""
    session = request_session()
    room, p, t = room_of(session, class_id), ClassPlan, WeekTask
    plans = {row.period_id: row for row in session.scalars(select(p).where(p.class_id == room.id))}
    counts = select(t.period_id, func.count(t.id), func.count(t.result))
    tasks = {
        period: (n, done)
        for period, n, done in session.execute(
            counts.where(t.class_id == room.id).group_by(t.period_id)
        )
    }
    weeks = periods(session, room, PeriodKind.WEEK)
    year, today = whole_year(session, room), school_today()
    return render_template(
        "screens/homeroom/plan.html",
        year=(year, plans.get(year.id)),
        months=[
            (
                month,
                plans.get(month.id),
                [(week, tasks.get(week.id)) for week in weeks if _in(week, month)],
            )
            for month in periods(session, room, PeriodKind.MONTH)
        ],
        today=today,
        may=hand(session, room, p),
        **page(session, room, "homeroom.plan"),
    )


def _in(week: Period, month: Period) -> bool:
    return month.from_date <= week.from_date <= month.to_date


def _week(session: GuardedSession, room: SchoolClass, week_id: int) -> tuple[list[Period], int]:
    """Return the year's weeks and the place of the asked one, or refuse as not there."""
    weeks = periods(session, room, PeriodKind.WEEK)
    found = next((n for n, week in enumerate(weeks) if week.id == week_id), None)
    if found is None:
        raise OutOfScope
    return weeks, found


def _tasks(session: GuardedSession, room: SchoolClass, period_ids: list[int]) -> list[WeekTask]:
    t = WeekTask
    query = select(t).where(t.class_id == room.id, t.period_id.in_(period_ids))
    return list(session.scalars(query.order_by(t.due_on.is_(None), t.due_on, t.id)))


def _source(weeks: list[Period], at: int, tasks: list[WeekTask]) -> Period | None:
    """Return the nearest earlier week with tasks."""
    planned = {task.period_id for task in tasks}
    return next((week for week in reversed(weeks[:at]) if week.id in planned), None)


@homeroom.get("/<int:class_id>/tuan/<int:week_id>")
def week(class_id: int, week_id: int) -> str:
    """Show a week's tasks to be written."""
    session = request_session()
    room = room_of(session, class_id)
    weeks, at = _week(session, room, week_id)
    one = weeks[at]
    tasks = _tasks(session, room, [week.id for week in weeks[: at + 1]])
    month = next((m for m in periods(session, room, PeriodKind.MONTH) if _in(one, m)), None)
    p = ClassPlan
    themed = select(p).where(p.class_id == room.id, p.period_id == (month.id if month else 0))
    return render_template(
        "screens/homeroom/week.html",
        week=one,
        days=[one.from_date + timedelta(days=n) for n in range(6)],
        before_week=weeks[at - 1] if at else None,
        after_week=weeks[at + 1] if at + 1 < len(weeks) else None,
        month=month,
        theme=session.scalars(themed).first(),
        tasks=[task for task in tasks if task.period_id == one.id],
        spare=range(1, SPARE + 1),
        source=_source(weeks, at, tasks),
        longest=LONGEST,
        may=hand(session, room, WeekTask, one),
        **page(session, room, "homeroom.plan"),
    )


@homeroom.post("/<int:class_id>/tuan/<int:week_id>")
def save_week(class_id: int, week_id: int) -> Response:
    """Save the whole week: changed and new tasks; a task whose words were emptied goes."""
    session = request_session()
    room = room_of(session, class_id)
    weeks, at = _week(session, room, week_id)
    one = weeks[at]
    for task in _tasks(session, room, [one.id]):
        if f"viec-{task.id}" not in request.form:
            continue
        values = _typed(str(task.id), one)
        set_committed_value(task, "version", _version(task.id))
        if values["task"]:
            for name, value in values.items():
                setattr(task, name, value)
        else:
            session.delete(task)
    for number in range(1, SPARE + 1):
        values = _typed(f"moi{number}", one)
        if values["task"]:
            session.add(WeekTask(class_id=room.id, period_id=one.id, **values))
    session.commit()
    flash(f"Đã ghi kế hoạch {one.name.lower()}.", "ok")
    return redirect(url_for("homeroom.week", class_id=room.id, week_id=one.id), 303)


def _version(task_id: int) -> int:
    text = request.form.get(f"ban-{task_id}", "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _typed(key: str, one: Period) -> dict[str, Any]:
    """Read a line of the form: words cleaned, the day inside the week."""
    task, result = (_words(request.form.get(f"{name}-{key}", "")) for name in ("viec", "kq"))
    day = request.form.get(f"ngay-{key}", "")
    try:
        due = date.fromisoformat(day) if day else None
    except ValueError:
        raise Unfit("Chọn một ngày trong tuần.", field="due_on") from None
    if due is not None and not one.from_date <= due <= one.from_date + timedelta(days=6):
        raise Unfit(f"Ngày {due:%d/%m/%Y} không ở trong {one.name.lower()}.", field="due_on")
    if result and not task:
        raise Unfit("Có kết quả thì ghi cả việc.", field="task")
    return {"task": task, "due_on": due, "result": result or None}


def _words(text: str) -> str:
    return one_line(text)[:LONGEST]


@homeroom.post("/<int:class_id>/tuan/<int:week_id>/chep")
def copy_week(class_id: int, week_id: int) -> Response:
    """Take the tasks of the nearest earlier week over into this one, results left out."""
    session = request_session()
    room = room_of(session, class_id)
    weeks, at = _week(session, room, week_id)
    source = _source(weeks, at, _tasks(session, room, [week.id for week in weeks[:at]]))
    new = carried_over(session, room.id, source, weeks[at]) if source else []
    if source is None or not new:
        raise NotReady("Không có việc nào của tuần trước để chép sang tuần này.")
    session.add_all(new)
    session.commit()
    flash(f"Đã chép {len(new)} việc từ {source.name.lower()}; sửa lại cho hợp tuần này.", "ok")
    return redirect(url_for("homeroom.week", class_id=room.id, week_id=weeks[at].id), 303)
