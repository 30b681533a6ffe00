"""A class's files: who lacks what, who has a proposal waiting; a name leads to the file (Đ4.1)."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from models.clock import school_today
from models.pupils import LegalChange, PupilBackground, PupilBirth
from models.pupils.required import missing_of
from models.pupils.roll import roll
from views.database import request_session
from views.profile.frame import class_of, classes, decides, for_readers, page, profile


@profile.get("/")
def start() -> Response:
    """Lead to the own class; without one to what waits for a decision."""
    for_readers()
    rooms = classes(request_session())
    own = [room for room in rooms if room.id in g.actor.homeroom] or rooms
    if (decides() and not g.actor.homeroom) or not own:
        return redirect(url_for("profile.changes"))  # type: ignore[return-value]
    url = url_for("profile.class_list", class_id=own[0].id)
    return redirect(url)  # type: ignore[return-value]


@profile.get("/lop/<int:class_id>")
def class_list(class_id: int) -> str:
    """List a class with what is missing in each file; ?thieu=1: only who lacks something."""
    for_readers()
    session, today = request_session(), school_today()
    room = class_of(session, class_id)
    pupils = roll(session, [room.id], today)[room.id]
    ids = [pupil.id for pupil in pupils]
    b, c = PupilBirth, LegalChange
    births = {one.pupil_id: one for one in session.scalars(select(b).where(b.pupil_id.in_(ids)))}
    home = select(PupilBackground.pupil_id, PupilBackground.address)
    homes = dict(session.execute(home.where(PupilBackground.pupil_id.in_(ids))).all())
    waiting = set(
        session.scalars(select(c.pupil_id).where(c.pupil_id.in_(ids), c.decision.is_(None)))
    )
    asked, lacks = missing_of(session, [room.id], today)
    missing = lacks.get(room.id, {})
    only = request.args.get("thieu") == "1"
    lines = [
        (pupil, births.get(pupil.id), homes.get(pupil.id), missing.get(pupil.id, []))
        for pupil in pupils
        if not only or missing.get(pupil.id)
    ]
    return render_template(
        "screens/profile/class_list.html",
        room=room,
        rooms=classes(session),
        lines=lines,
        waiting=waiting,
        only=only,
        total=len(pupils),
        lacking=sum(bool(found) for found in missing.values()),
        cells=sum(map(len, missing.values())),
        asked=asked,
        **page(session, "class"),
    )
