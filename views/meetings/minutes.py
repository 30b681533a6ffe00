"""The minutes: closed by the head with the sheet frozen into them, and as a paper (Điều 7.4)."""

from __future__ import annotations

from flask import Response, flash, g, redirect, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from jobs.printing.minutes import Paper, minutes_pdf
from models.base import utc_now
from models.people import Staff
from models.refusal import NotReady
from models.school import School
from models.supervision.hold import CLOSED, Closing, close_minutes, take_notes
from permissions.errors import OutOfScope
from views.database import request_session
from views.meetings.frame import counted, departments, frame_of, meeting_of, meetings
from views.meetings.one import minutes_of, own_meeting


@meetings.post("/<int:meeting_id>/bien-ban")
def close(meeting_id: int) -> BaseResponse:
    """Close the minutes: notes and sheet stay as they are now."""
    session = request_session()
    meeting, department, period, closed = own_meeting(session, meeting_id)
    if closed is not None:
        raise NotReady(CLOSED)
    take_notes(meeting, closed, request.form.get("notes", ""), request.form.get("attended", ""))
    found = counted(session, frame_of(session, department.id, period))
    stead = g.actor.on_behalf({"department_id": department.id})
    closing = Closing(g.actor.staff_id, utc_now(), stead)
    close_minutes(session, meeting, period, found, closing)
    session.commit()
    flash("Đã khép biên bản. Số liệu trong đó không đổi nữa.", "ok")
    return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)


@meetings.get("/<int:meeting_id>/bien-ban.pdf")
def document(meeting_id: int) -> Response:
    """Give the minutes as a paper; OutOfScope while they aren't closed."""
    session = request_session()
    departments(session)
    meeting, department, _ = meeting_of(session, meeting_id)
    closed = minutes_of(session, meeting)
    if closed is None:
        raise OutOfScope("Biên bản buổi họp này chưa khép nên chưa có bản in.")
    school = session.scalars(select(School).order_by(School.id).limit(1)).first()
    writer = session.get(Staff, closed.written_by)
    paper = Paper.of(closed, department.name, school, writer.full_name if writer else "")
    name = f"bien-ban-hop-to-{meeting.held_on:%Y-%m-%d}.pdf"
    return Response(
        minutes_pdf(paper),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
