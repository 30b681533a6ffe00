"""The watch list: what is followed, since when; settled with one tap."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from models.clock import school_today
from models.health import FollowUp, FollowUpState
from models.health.visiting import joined, settle
from models.pupils import Pupil
from models.refusal import Unfit
from permissions.errors import OutOfScope
from permissions.policy import can
from views.database import request_session
from views.health.frame import behind_the_wall, health, page, pupil_of, rooms_by_pupil
from views.values import word

MOST_SETTLED = 20


@health.get("/theo-doi")
def follow() -> str:
    """List open cases, the oldest first; what was settled last stands below."""
    behind_the_wall(FollowUp)
    session = request_session()
    f = FollowUp
    cases = select(f, Pupil).join(Pupil, Pupil.id == f.pupil_id)
    open_ = session.execute(
        cases.where(f.state != FollowUpState.SETTLED).order_by(f.from_date, f.id)
    ).all()
    done = session.execute(
        cases.where(f.state == FollowUpState.SETTLED)
        .order_by(f.to_date.desc(), f.id)
        .limit(MOST_SETTLED)
    ).all()
    rooms = rooms_by_pupil(session, [p.id for _, p in (*open_, *done)])
    return render_template(
        "screens/health/follow.html",
        groups=[
            (title, [(case, pupil, rooms.get(pupil.id), word(case.state)) for case, pupil in rows])
            for title, rows in (("Đang theo dõi", open_), ("Đã xong gần đây", done))
        ],
        states=FollowUpState,
        may_write=can(g.actor, "update", f, "state"),
        **page("follow"),
    )


@health.post("/em/<int:pupil_id>/theo-doi")
def watch(pupil_id: int) -> Response:
    """Put a pupil on the list."""
    session = request_session()
    pupil, _ = pupil_of(session, pupil_id)
    what = joined([request.form.get("what", "")])
    if not what:
        raise Unfit("Ghi điều cần theo dõi.", field="what")
    session.add(FollowUp(pupil_id=pupil.id, what=what[:200], from_date=school_today()))
    session.commit()
    flash(f"Đã đưa em {pupil.full_name} vào danh sách theo dõi.", "ok")
    return redirect(url_for("health.pupil", pupil_id=pupil.id), 303)


@health.post("/theo-doi/<int:case_id>")
def move_on(case_id: int) -> Response:
    """Move a case on: referred, settled, or taken up again."""
    session = request_session()
    case = session.get(FollowUp, case_id)
    state = request.form.get("state", "")
    if case is None or state not in set(FollowUpState):
        raise OutOfScope
    settle(case, FollowUpState(state), school_today())
    session.commit()
    return redirect(url_for("health.follow"), 303)
