"""A meeting: its sheet, live until the minutes are closed, then as it stood; notes, minutes."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from models.clock import school_today
from models.people import Staff
from models.supervision import Meeting, Minutes
from models.supervision.hold import move, take_notes
from models.supervision.sheet import Sheet
from permissions.errors import Forbidden, OutOfScope, Stale
from permissions.session import GuardedSession
from views.database import request_session
from views.meetings.calendar import choices, plan_asked, stands
from views.meetings.frame import (
    NOT_YOURS,
    counted,
    departments,
    frame_of,
    meeting_of,
    meetings,
    writes_for,
)
from views.meetings.table import dressed


def minutes_of(session: GuardedSession, meeting: Meeting) -> Minutes | None:
    """Return the closed minutes of a meeting, if there are any."""
    found = select(Minutes).where(Minutes.meeting_id == meeting.id)
    return session.scalars(found).one_or_none()


@meetings.get("/<int:meeting_id>")
def show(meeting_id: int) -> str:
    """Show a meeting with its sheet."""
    session = request_session()
    departments(session)
    meeting, department, period = meeting_of(session, meeting_id)
    closed = minutes_of(session, meeting)
    found = (
        Sheet.of(closed.sheet)
        if closed
        else counted(session, frame_of(session, department.id, period))
    )
    writer = session.get(Staff, closed.written_by) if closed else None
    return render_template(
        "screens/meetings/one.html",
        meeting=meeting,
        department=department,
        period=period,
        minutes=closed,
        writer=writer,
        table=dressed(found, department, period, live=closed is None),
        state=stands(meeting, closed=closed is not None, today=school_today()),
        may_write=closed is None and writes_for(department.id),
        may_close=meeting.held_on <= school_today(),
        periods=choices(session),
    )


def own_meeting(session: GuardedSession, meeting_id: int) -> tuple[Any, Any, Any, Minutes | None]:
    """Return a meeting that this person holds, with its minutes; refuse everybody else."""
    departments(session)
    meeting, department, period = meeting_of(session, meeting_id)
    if not writes_for(department.id):
        raise Forbidden(NOT_YOURS)
    if request.form.get("version") != str(meeting.version):
        raise Stale("Người khác vừa sửa buổi họp này. Mở lại trang rồi ghi tiếp.")
    return meeting, department, period, minutes_of(session, meeting)


@meetings.post("/<int:meeting_id>")
def change(meeting_id: int) -> Response:
    """Move the meeting, or keep what was written of it so far."""
    session = request_session()
    meeting, _, _, closed = own_meeting(session, meeting_id)
    if "notes" in request.form:
        take_notes(meeting, closed, request.form["notes"], request.form.get("attended", ""))
        said = "Đã lưu ghi chép."
    elif "title" in request.form:
        move(meeting, closed, plan_asked(session))
        said = f"Đã đổi buổi họp sang ngày {meeting.held_on:%d/%m/%Y}."
    else:
        raise OutOfScope
    session.commit()
    flash(said, "ok")
    return redirect(url_for("meetings.show", meeting_id=meeting.id), 303)  # type: ignore[return-value]
