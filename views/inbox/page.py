"""Hộp việc: what one was asked to do and reminded of, marked as done and read here (Điều 2.1)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.access import Reminder, Task
from models.access.assign import finish
from models.access.inbox import days_late, given, my_reminders, my_tasks, waiting
from models.base import utc_now
from models.clock import school_today
from models.people import Staff
from permissions.errors import OutOfScope
from permissions.policy import can, sees_all
from permissions.session import GuardedSession
from views.database import request_session
from views.menu import MenuEntry
from views.tabs import Tab
from views.words import date_vi

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin
    from werkzeug.wrappers import Response

inbox = Blueprint("inbox", __name__, url_prefix="/viec-duoc-giao")
MOST = 100


def standing(task: Task, today: date) -> tuple[str, str, str]:
    """Say in a badge how a task stands: (word, kind, glyph)."""
    late = days_late(task, today)
    if task.withdrawn_at is not None:
        return "Thôi giao", "", ""
    if task.done_at is not None:
        return (f"Xong muộn {late} ngày", "warn", "tick") if late else ("Xong", "ok", "tick")
    if late:
        return f"Quá hạn {late} ngày", "bad", "alert"
    left = (task.due_on - today).days
    words = {0: "Hạn hôm nay", 1: "Hạn ngày mai"}.get(left, f"Còn {left} ngày")
    return words, "warn" if left <= 1 else "", "clock"


def tabs_of(tab: str) -> list[Tab]:
    """Return the words above the inbox; what was given is for those who read all tasks."""
    words = [("", f"Chờ {g.actor.address}"), ("xong", "Đã xong, đã đọc")]
    if sees_all(g.actor, Task):
        words.append(("da-giao", "Việc đã giao"))
    return [
        Tab(text, url_for("inbox.index", muc=code or None), code == tab) for code, text in words
    ]


@inbox.get("/")
def index() -> str:
    """Show what waits, what is over, or what was given (muc)."""
    session = request_session()
    tab = request.args.get("muc", "")
    if tab == "da-giao" and sees_all(g.actor, Task):
        return _given(session)
    me, over = g.actor.staff_id or 0, tab == "xong"
    tasks = my_tasks(session, me, done=over, most=MOST)
    givers = {task.assigned_by for task in tasks}
    names = {s.id: s for s in session.scalars(select(Staff).where(Staff.id.in_(givers)))}
    today = school_today()
    return render_template(
        "screens/inbox/index.html",
        tabs_=tabs_of("xong" if over else ""),
        over=over,
        tasks=[(task, names.get(task.assigned_by), standing(task, today)) for task in tasks],
        reminders=my_reminders(session, me, read=over, most=MOST),
        may_give=can(g.actor, "create", Task),
    )


def _given(session: GuardedSession) -> str:
    today = school_today()
    return render_template(
        "screens/inbox/given.html",
        tabs_=tabs_of("da-giao"),
        rows=[(one, one.overdue(today)) for one in given(session, MOST)],
        may_give=can(g.actor, "create", Task),
        today=today,
    )


@inbox.post("/<int:task_id>/xong")
def done(task_id: int) -> Response:
    """Mark an own task as done (xong=1) or not, with a remark."""
    session = request_session()
    task: Task | None = session.get(Task, task_id)
    if task is None or task.to_id != g.actor.staff_id:
        raise OutOfScope
    over = request.form.get("xong") == "1"
    remark = request.form.get("remark", task.remark or "").replace("\x00", "")
    finish(task, remark, done=over)
    session.commit()
    said = f"Đã ghi xong “{task.title}”. Người giao thấy ngay." if over else "Đã ghi."
    flash(said, "ok")
    return redirect(url_for("inbox.index"), 303)  # type: ignore[return-value]


@inbox.post("/da-doc")
def read() -> Response:
    """Mark all of one's reminders as read."""
    session = request_session()
    me = g.actor.staff_id or 0
    unread = session.scalars(
        select(Reminder).where(Reminder.to_id == me, Reminder.read_at.is_(None))
    ).all()
    for line in unread:
        line.read_at = utc_now()
    session.commit()
    flash(f"Đã đánh dấu {len(unread)} lời nhắc là đã đọc.", "ok")
    return redirect(url_for("inbox.index"), 303)  # type: ignore[return-value]


def urgent(session: GuardedSession, most: int) -> list[tuple[Task, tuple[str, str, str], str]]:
    """Return one's open tasks with badge and date in words, for the first page."""
    today = school_today()
    return [
        (task, standing(task, today), f"hạn {date_vi(task.due_on)}")
        for task in my_tasks(session, g.actor.staff_id or 0, done=False, most=most)
    ]


MENU = MenuEntry(
    "Hộp việc",
    "inbox.index",
    lambda actor: actor.staff_id is not None and not actor.looks_on,
    order=2,
    waiting=lambda actor: waiting(actor.staff_id),
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(inbox)
