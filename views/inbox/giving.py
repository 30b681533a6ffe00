"""Giao việc: to whom, what, until when; who it reaches before it is given; how each stands."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.access import Task
from models.access.assign import (
    Given,
    assign,
    check,
    give_newcomers,
    newcomers,
    put_off,
    tasks_of,
    withdraw,
)
from models.access.remind import Line
from models.access.target import people_of, targets, words_of
from models.clock import school_today
from models.people import Staff
from models.refusal import Unfit
from models.typed import Day, UnfitError
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.reach import accounts_since
from permissions.session import GuardedSession
from views.database import request_session
from views.inbox.page import standing
from views.remind import send_new
from views.words import date_vi

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask
    from flask_admin import Admin

giving = Blueprint("giving", __name__, url_prefix="/viec-duoc-giao")
NOT_YOURS = "Giao việc là của hiệu trưởng, Trưởng ban quản trị (Đ2.1)."
USUAL = timedelta(days=7)
FURTHEST = timedelta(days=730)
NONCE = 32


def _giver() -> int:
    """Return the giver's id; Forbidden for whoever gives no tasks."""
    if not can(g.actor, "create", Task) or g.actor.staff_id is None:
        raise Forbidden(NOT_YOURS)
    return int(g.actor.staff_id)


def _form(session: GuardedSession, given: Any, problem: Unfit | None = None) -> str:
    today = school_today()
    return render_template(
        "screens/inbox/give.html",
        groups=targets(session, today),
        given=given,
        bad={problem.facts.get("field", "title"): str(problem)} if problem else {},
    )


@giving.get("/giao")
def new() -> str:
    """Show the form."""
    _giver()
    due = date_vi(school_today() + USUAL)
    given = {"target": "homeroom", "due_on": due, "lan": secrets.token_hex(8)}
    return _form(request_session(), given)


def _asked() -> Given:
    form = request.form
    nonce = form.get("lan", "")
    if not nonce.isalnum() or len(nonce) > NONCE:
        raise Unfit("Trang giao việc đã cũ; mở lại rồi giao.", field="title")
    return Given(
        form.get("target", ""),
        form.get("title", "").replace("\x00", ""),
        form.get("text", "").replace("\x00", "").replace("\r\n", "\n"),
        _day(form.get("due_on", "")),
        nonce,
    )


def _day(text: str) -> date:
    """Read a day as people write it, 05/09/2026; Unfit for anything else."""
    try:
        day = Day(date(2000, 1, 1), school_today() + FURTHEST).value(text)
    except UnfitError as error:
        raise Unfit(str(error), field="due_on") from None
    if day is None:
        raise Unfit("Ghi ngày phải xong, như 05/09/2026.", field="due_on")
    return day


@giving.post("/giao/xem")
def look() -> Any:
    """Show whom the task reaches; nothing is written."""
    me, session = _giver(), request_session()
    if request.form.get("sua"):
        return _form(session, request.form)
    try:
        given = _asked()
        check(given, school_today())
        to = words_of(session, given.target, school_today())
        if to is None:
            raise Unfit("Chọn giao cho ai.", field="target")
    except Unfit as problem:
        return _form(session, request.form, problem), 422
    people = people_of(session, given.target, school_today(), me)
    known = accounts_since(session)
    return render_template(
        "screens/inbox/look.html",
        given=given,
        to=to,
        people=people,
        without=[person for person in people if person.id not in known],
    )


@giving.post("/giao")
def give() -> Any:
    """Give it; the same form sent twice gives once."""
    me, session = _giver(), request_session()
    made = assign(session, me, _asked())
    session.commit()
    flash(f"Đã giao cho {len(made)} người.", "ok")
    return redirect(url_for("giving.show", batch=made[0].batch), 303)


def _batch(session: GuardedSession, batch: str) -> Sequence[Task]:
    tasks = tasks_of(session, batch)
    if not tasks:
        raise OutOfScope
    return tasks


@giving.get("/dot/<batch>")
def show(batch: str) -> str:
    """Show one act of giving: who has done it, who hasn't, with their remarks."""
    session = request_session()
    tasks, today = _batch(session, batch), school_today()
    ids = {task.to_id for task in tasks} | {tasks[0].assigned_by}
    names = {s.id: s for s in session.scalars(select(Staff).where(Staff.id.in_(ids)))}
    mine = can(g.actor, "create", Task) and tasks[0].assigned_by == g.actor.staff_id
    return render_template(
        "screens/inbox/batch.html",
        task=tasks[0],
        giver=names[tasks[0].assigned_by],
        due=max(task.due_on for task in tasks),
        rows=[(task, names[task.to_id], standing(task, today)) for task in tasks],
        done=sum(task.done_at is not None for task in tasks),
        left=sum(task.done_at is None and task.withdrawn_at is None for task in tasks),
        newcomers=newcomers(session, tasks) if mine else [],
        mine=mine,
    )


def _own(session: GuardedSession, batch: str) -> Sequence[Task]:
    me, tasks = _giver(), _batch(session, batch)
    if tasks[0].assigned_by != me:
        raise Forbidden(NOT_YOURS)
    return tasks


def _back(batch: str, said: str) -> Any:
    flash(said, "ok")
    return redirect(url_for("giving.show", batch=batch), 303)


@giving.post("/dot/<batch>/nhac")
def remind(batch: str) -> Any:
    """Remind those who haven't done it, each once a day."""
    session = request_session()
    tasks = _own(session, batch)
    link = url_for("giving.show", batch=batch)
    lines = [
        Line(task.to_id, f"Việc được giao, hạn {date_vi(task.due_on)}: {task.title}.", link)
        for task in tasks
        if task.done_at is None and task.withdrawn_at is None
    ]
    sent = send_new(session, lines)
    session.commit()
    return _back(batch, f"Đã nhắc {len(sent)} người." if sent else "Hôm nay đã nhắc rồi.")


@giving.post("/dot/<batch>/han")
def move(batch: str) -> Any:
    """Put the date off for those who haven't done it."""
    session = request_session()
    tasks, day = _own(session, batch), _day(request.form.get("due_on", ""))
    put_off(tasks, day)
    session.commit()
    return _back(batch, f"Hạn mới: {date_vi(day)}.")


@giving.post("/dot/<batch>/thoi")
def take_back(batch: str) -> Any:
    """Take the task back from those who haven't done it."""
    session = request_session()
    left = withdraw(_own(session, batch))
    session.commit()
    return _back(batch, f"Đã thôi giao với {left} người chưa xong.")


@giving.post("/dot/<batch>/them")
def add(batch: str) -> Any:
    """Give the task to whoever holds the duty by now and didn't then."""
    session = request_session()
    added = give_newcomers(session, _own(session, batch), _giver())
    session.commit()
    return _back(batch, f"Đã giao thêm cho {added} người.")


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(giving)
