"""Reopening: a request that names the closure, and the second person who grants it (Đ2.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from models.access import Closure, Reopening
from models.access.closing import Scope, grant, request_reopening
from models.base import utc_now
from models.clock import SCHOOL_TIME
from models.people import Staff
from models.refusal import Unfit
from permissions import guard
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.locks import Frame, frame, moment, scope_words

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin
    from werkzeug.wrappers import Response

reopening = Blueprint("reopening", __name__, url_prefix="/dong-mo")
USUAL_TIME = timedelta(days=2)


def _closure(session: GuardedSession, here: Frame, closure_id: int) -> Closure:
    found = session.get(Closure, closure_id)
    if found is None or found.year_id != here.year.id:
        raise OutOfScope
    if not can(g.actor, "create", Reopening):
        raise Forbidden("Xin mở lại là việc của Trưởng ban và Phó ban quản trị (Đ2.3).")
    return found  # type: ignore[no-any-return]


def _places(here: Frame, closure: Closure) -> list[tuple[str, str]]:
    """Offer places within the closure: all of it, or a class of it."""
    rooms = [
        (f"l{room.id}", f"Lớp {room.name}")
        for room in here.classes
        if closure.class_id in (None, room.id) and closure.grade in (None, room.grade)
    ]
    return [("", scope_words(here, closure)[2]), *rooms]


@reopening.get("/mo-lai/<int:closure_id>")
def ask(closure_id: int) -> str:
    """Show the form: for which class, why, until when."""
    session = request_session()
    here = frame(session)
    closure = _closure(session, here, closure_id)
    until = (utc_now() + USUAL_TIME).astimezone(SCHOOL_TIME).replace(hour=12, minute=0)
    return render_template(
        "screens/locks/ask.html",
        closure=closure,
        words=scope_words(here, closure),
        places=_places(here, closure),
        until=f"{until:%Y-%m-%dT%H:%M}",
    )


@reopening.post("/mo-lai/<int:closure_id>")
def send(closure_id: int) -> Response:
    """Write the request; it lifts nothing until a second person grants it."""
    session = request_session()
    here = frame(session)
    closure = _closure(session, here, closure_id)
    place = request.form.get("pv", "")
    if place not in dict(_places(here, closure)):
        raise Unfit("Chọn phạm vi trong phần đã đóng.", field="pv")
    scope = Scope(
        closure.year_id,
        period_id=closure.period_id,
        kind=closure.kind,
        grade=None if place else closure.grade,
        class_id=int(place[1:]) if place else closure.class_id,
        unit_id=closure.unit_id,
    )
    made = request_reopening(
        session,
        scope,
        closure,
        g.actor.staff_id or 0,
        reason=request.form.get("reason", ""),
        until=moment(request.form.get("until", ""), "until"),
    )
    session.commit()
    flash("Đã xin mở lại; chờ người thứ hai trong Ban quản trị.", "ok")
    return redirect(url_for("reopening.show", request_id=made.id), 303)  # type: ignore[return-value]


def _request(session: GuardedSession, request_id: int) -> Reopening:
    found = session.get(Reopening, request_id)
    if found is None:
        raise OutOfScope
    return found  # type: ignore[no-any-return]


@reopening.get("/yeu-cau/<int:request_id>")
def show(request_id: int) -> str:
    """Show a request, and to the second person the button that grants it."""
    session = request_session()
    asked = _request(session, request_id)
    here = frame(session)
    fact = guard.facts(session, Reopening, [asked.id])[asked.id]
    return render_template(
        "screens/locks/request.html",
        asked=asked,
        closure=session.get(Closure, asked.closure_id),
        words=scope_words(here, asked),
        asker=session.get(Staff, asked.requested_by),
        second=session.get(Staff, asked.granted_by),
        over=asked.ends_at <= utc_now(),
        may_grant=fact.may_update("granted_by") and asked.requested_by != g.actor.staff_id,
    )


@reopening.post("/yeu-cau/<int:request_id>/cho")
def allow(request_id: int) -> Response:
    """Grant the request as the second person."""
    session = request_session()
    asked = _request(session, request_id)
    grant(session, asked, g.actor.staff_id or 0)
    session.commit()
    flash("Đã cho mở lại; hết hạn thì tự đóng.", "ok")
    return redirect(url_for("reopening.show", request_id=asked.id), 303)  # type: ignore[return-value]


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(reopening)
