"""Đóng, mở sổ: the timeline, what closing would leave, closing, opening (Đ2.3)."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.access import Closure, LockKind, Reminder, Reopening
from models.access.closing import Scope, close, closures_over, open_scope, what_if
from models.access.remind import lines_of
from models.assessment.missing import by_person, owed_words
from models.base import utc_now
from models.clock import school_today
from models.people import Staff
from models.refusal import Unfit
from models.school import PeriodKind
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.locks.frame import (
    KINDS,
    Frame,
    asked_scope,
    frame,
    lock_tabs,
    locks,
    moment,
    scope_words,
)
from views.locks.rows import lines
from views.locks.timeline import rows_of, timeline
from views.remind import send_new

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

USUAL_HOUR = time(17, 0)


@locks.get("/")
def show() -> str:
    """Show the timeline, what is in force, and the panel before closing."""
    session = request_session()
    here = frame(session)
    rows = rows_of(session, here.year)
    people = {s.id: f"{s.address} {s.full_name}" for s in session.scalars(select(Staff))}
    scope = asked_scope(here, request.args)
    acts = can(g.actor, "create", Closure)
    cells = what_if(session, scope) if scope is not None and acts else []
    return render_template(
        "screens/locks/show.html",
        here=here,
        line=timeline(here.year, here.periods, rows),
        lines=lines(here, rows, people, scope_words),
        now=utc_now(),
        kinds=KINDS,
        choices=_choices(here),
        grades=here.grades,
        asked={k: request.args.get(k, "") for k in ("loai", "ky", "pv", "mon")},
        tabs_=lock_tabs("now"),
        scope=scope,
        words=scope_words(here, scope) if scope else None,
        standing=closures_over(session, scope) if scope else [],
        debts=by_person(cells),
        owed=owed_words(by_person(cells)),
        owing=len({cell.owner_id for cell in cells} - {None}),
        cells=sum(len(cell.fields) for cell in cells),
        friday=_next_friday(),
        acts=acts,
        may_ask=can(g.actor, "create", Reopening),
        may_remind=can(g.actor, "create", Reminder),
    )


def _choices(here: Frame) -> list[tuple[str, str]]:
    """Offer the terms, then the weeks from now on."""
    terms = [(p.code, p.name) for p in here.periods if p.kind is PeriodKind.TERM]
    weeks = [
        (p.code, p.name)
        for p in here.periods
        if p.kind is PeriodKind.WEEK and p.to_date >= school_today() - timedelta(days=14)
    ]
    return terms + weeks


def _next_friday() -> str:
    day = school_today() + timedelta(days=(4 - school_today().weekday()) % 7 or 7)
    return f"{day.isoformat()}T{USUAL_HOUR:%H:%M}"


def _wanted(session: GuardedSession) -> tuple[Frame, Scope]:
    here = frame(session)
    scope = asked_scope(here, request.form)
    if scope is None:
        raise Unfit("Chọn loại sổ và thời gian.", field="loai")
    return here, scope


def _back(sentence: str) -> Response:
    flash(sentence, "ok")
    return redirect(url_for("locks.show"), 303)  # type: ignore[return-value]


@locks.post("/dong")
def close_now() -> Response:
    """Close a scope now, or remind and set the hour."""
    session = request_session()
    here, scope = _wanted(session)
    me, later = g.actor.staff_id or 0, request.form.get("cach") == "hen"
    at = moment(request.form.get("at", ""), "at") if later else None
    reason = request.form.get("reason", "").strip() or None
    left = what_if(session, scope)
    close(session, scope, me, at=at, reason=reason)
    told = send_new(session, lines_of(left, me, _gaps(here, scope))) if later else []
    session.commit()
    kind, period, place = scope_words(here, scope)
    when = f"hẹn đóng {at:%H:%M ngày %d/%m/%Y}" if at else "đã đóng"
    reminded = f"; đã nhắc {len(told)} người" if told else ""
    return _back(f"{kind}, {period}, {place}: {when}{reminded}.")


def _gaps(here: Frame, scope: Scope) -> str:
    code = next((p.code for p in here.periods if p.id == scope.period_id), None)
    kind = scope.kind.value if scope.kind in (LockKind.RESULT, LockKind.TRAIT) else None
    return url_for("gaps.show", ky=code, loai=kind, khoi=scope.grade, lop=scope.class_id)


@locks.post("/mo")
def open_now() -> Response:
    """Open a scope that no closure covers."""
    session = request_session()
    here, scope = _wanted(session)
    until = request.form.get("until", "")
    open_scope(
        session,
        scope,
        g.actor.staff_id or 0,
        until=moment(until, "until") if until else None,
        reason=request.form.get("reason", "").strip() or None,
    )
    session.commit()
    kind, period, place = scope_words(here, scope)
    return _back(f"Đã mở: {kind}, {period}, {place}.")
