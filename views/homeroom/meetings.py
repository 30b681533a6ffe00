"""Sections 10 and 11: pupils watched one by one, meetings with parents, who was reached."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from models.clock import school_today
from models.homeroom import MeetingFamily, ParentMeeting, PupilSupport
from models.pupils import Pupil
from models.pupils.roll import roll
from models.school import SchoolClass
from permissions import guard
from permissions.errors import OutOfScope
from permissions.reach import last_reached
from permissions.session import GuardedSession
from views.database import request_session
from views.doors import door
from views.homeroom.frame import behind, hand, homeroom, page, room_of, whole_book
from views.ids import row_id
from views.names import Names
from views.values import word


@homeroom.get("/<int:class_id>/theo-doi-rieng")
def care(class_id: int) -> str:
    """Show the pupils who need something of their own, those still watched first."""
    session = request_session()
    room, s = room_of(session, class_id), PupilSupport
    behind(session, room)
    rows = session.scalars(
        select(s).where(s.class_id == room.id).order_by(s.to_date.is_not(None), s.kind, s.id)
    ).all()
    names = Names(session)
    names.learn_rows(s, rows, ("pupil_id",))
    return render_template(
        "screens/homeroom/care.html",
        lines=[
            (row, names.of(Pupil, row.pupil_id), word(row.kind), word(row.status)) for row in rows
        ],
        may=hand(session, room, s),
        **page(session, room, "homeroom.care"),
    )


@homeroom.get("/<int:class_id>/hop-cmhs")
def meetings(class_id: int) -> str:
    """Show the meetings with how many families came, and the way to what families were told."""
    session = request_session()
    room, m, f = room_of(session, class_id), ParentMeeting, MeetingFamily
    rows = session.scalars(select(m).where(m.class_id == room.id).order_by(m.held_on.desc())).all()
    whole = whole_book(session, room)
    counts = select(f.meeting_id, func.count(f.id)).where(f.class_id == room.id)
    came = dict(session.execute(counts.group_by(f.meeting_id)).all()) if whole else {}
    return render_template(
        "screens/homeroom/meetings.html",
        lines=[(row, word(row.occasion), came.get(row.id, 0)) for row in rows],
        whole=whole,
        contacts=_contacts(session, room) if whole else None,
        may=hand(session, room, m),
        **page(session, room, "homeroom.meetings"),
    )


def _contacts(session: GuardedSession, room: SchoolClass) -> dict[str, Any]:
    """Return the families of the class with the day on which a message last reached them."""
    here = roll(session, [room.id], school_today())[room.id]
    reached = last_reached(session, [pupil.id for pupil in here])
    return {
        "lines": [
            (pupil, reached.get(pupil.id), door("message_list.family", pupil_id=pupil.id))
            for pupil in here
        ],
        "silent": sum(pupil.id not in reached for pupil in here),
        "all": door("message_list.index", lop=room.id),
    }


def _meeting(session: GuardedSession, room: SchoolClass, meeting_id: int) -> ParentMeeting:
    found = session.get(ParentMeeting, meeting_id)
    if found is None or found.class_id != room.id:
        raise OutOfScope
    return found  # type: ignore[no-any-return]


def _came(session: GuardedSession, meeting: ParentMeeting) -> dict[int, int]:
    """Map the pupils whose family came to the row that says so."""
    f = MeetingFamily
    rows = session.execute(select(f.pupil_id, f.id).where(f.meeting_id == meeting.id))
    return dict(rows.all())


@homeroom.get("/<int:class_id>/hop-cmhs/<int:meeting_id>")
def meeting(class_id: int, meeting_id: int) -> str:
    """Show a meeting: its minutes, and family by family who was there."""
    session = request_session()
    room = room_of(session, class_id)
    found = _meeting(session, room, meeting_id)
    whole = whole_book(session, room)
    came = _came(session, found) if whole else {}
    here = roll(session, [room.id], found.held_on)[room.id] if whole else []
    return render_template(
        "screens/homeroom/meeting.html",
        meeting=found,
        occasion=word(found.occasion),
        people=[(pupil, pupil.id in came) for pupil in here],
        came=len(came),
        whole=whole,
        may=hand(session, room, ParentMeeting),
        **page(session, room, "homeroom.meetings"),
    )


@homeroom.post("/<int:class_id>/hop-cmhs/<int:meeting_id>")
def families(class_id: int, meeting_id: int) -> Response:
    """Save which families were at a meeting."""
    session = request_session()
    room = room_of(session, class_id)
    found = _meeting(session, room, meeting_id)
    came = _came(session, found)
    here = {pupil.id for pupil in roll(session, [room.id], found.held_on)[room.id]}
    ticked = {row_id(text) for text in request.form.getlist("em")}
    key = {"meeting_id": found.id, "class_id": room.id, "period_id": found.period_id}
    guard.write(
        session,
        MeetingFamily,
        creates=[key | {"pupil_id": pupil} for pupil in sorted(ticked & here - came.keys())],
        deletes=[came[pupil] for pupil in sorted(here & came.keys() - ticked)],
    )
    session.commit()
    flash(f"Đã ghi {len(ticked & here)} gia đình dự họp.", "ok")
    return redirect(url_for("homeroom.meeting", class_id=room.id, meeting_id=found.id), 303)
