"""A request to reopen: the second person's answer, what was changed under it, its end (Đ2.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.access import Closure, LockKind, Reopening
from models.access.reopening import (
    Asked,
    end_now,
    grant,
    refuse,
    request_of,
)
from models.access.under import changed_under
from models.base import utc_now
from models.clock import SCHOOL_TIME, school_today
from models.people import Staff
from models.pupils import Pupil
from models.refusal import Refusal, Unfit
from models.school import Period
from permissions import guard
from permissions.errors import OutOfScope
from permissions.session import GuardedSession, system_session
from views.database import engines, request_session
from views.locks.frame import BY, Frame, frame, moment, reopening, scope_words
from views.locks.rows import STATES, request_words

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

#: how long the second person lifts a closure: word of the form → (what it says, from now)
LASTS = {
    "2g": ("2 giờ", timedelta(hours=2)),
    "4g": ("4 giờ", timedelta(hours=4)),
    "nay": ("đến hết hôm nay", timedelta()),
    "1n": ("1 ngày", timedelta(days=1)),
    "2n": ("2 ngày", timedelta(days=2)),
    "3n": ("3 ngày", timedelta(days=3)),
    "7n": ("7 ngày", timedelta(days=7)),
}


def _request(session: GuardedSession, request_id: int) -> Asked:
    found = session.get(Reopening, request_id)
    if found is None:
        raise OutOfScope
    return request_of(session, found)


@reopening.get("/yeu-cau/<int:request_id>")
def show(request_id: int) -> Any:
    """Show a request, to the second person the answers, and what was changed under it."""
    return _show(request_session(), request_id)


def _show(session: GuardedSession, request_id: int, refusal: Refusal | None = None) -> Any:
    asked = _request(session, request_id)
    first = asked.first
    here = frame(session)
    fact = guard.facts(session, Reopening, [first.id])[first.id]
    ids = [i for i in (first.requested_by, first.granted_by, first.refused_by) if i]
    people = {s.id: s for s in session.scalars(select(Staff).where(Staff.id.in_(ids)))}
    with system_session(engines().read, "đọc lịch sử", capacities=frozenset()) as history:
        changed, hidden = changed_under(history, session, asked.rows)
    pupils = select(Pupil.full_name).where(Pupil.id.in_(asked.pupil_ids)).order_by(Pupil.sort_key)
    other = first.requested_by != g.actor.staff_id
    page = render_template(
        "screens/locks/request.html",
        asked=first,
        state=STATES[asked.state],
        closure=session.get(Closure, first.closure_id),
        words=request_words(here, asked, scope_words),
        pupils=list(session.scalars(pupils)) if asked.pupil_ids else [],
        people=people,
        lasts=LASTS,
        ahead=first.ends_at > utc_now(),
        may_answer=fact.may_update("granted_by") and other and asked.state in ("asked", "over")
        and first.granted_at is None,
        may_end=fact.may_update("ends_at") and asked.state == "granted",
        changed=changed,
        hidden=hidden,
        refusal=refusal,
        desk=_desk(here, first),
    )  # fmt: skip
    return page, refusal.status if refusal else 200


def _desk(here: Frame, asked: Reopening) -> str | None:
    """Lead to the entry desk where a request names a class and a term of it."""
    period: Period | None = here.period(asked.period_id)
    terms = (LockKind.RESULT, LockKind.TRAIT)
    if asked.class_id is None or period is None or BY[terms[0]][1] is not period.kind:
        return None
    if asked.kind not in (None, *terms):
        return None
    unit = next((u.code for u in here.units if u.id == asked.unit_id), None)
    part = "nang-luc" if asked.kind is LockKind.TRAIT else None
    return url_for("entry.desk", class_id=asked.class_id, period_id=period.id, mon=unit, phan=part)


def _until() -> datetime | None:
    """Read how long: as asked (None), one of LASTS, or a moment of its own."""
    word = request.form.get("han", "")
    if word in ("", "xin"):
        return None
    if word == "luc":
        return moment(request.form.get("until", ""), "until")
    if word not in LASTS:
        raise Unfit("Chọn mở lại trong bao lâu.", field="until")
    if word == "nay":
        return datetime.combine(school_today(), time(23, 59), SCHOOL_TIME)
    return utc_now() + LASTS[word][1]


def _answered(request_id: int, act: Callable[[GuardedSession, Reopening], None], said: str) -> Any:
    """Take the second person's answer; what is unfit is said on the page."""
    session = request_session()
    try:
        act(session, _request(session, request_id).first)
        session.commit()
    except Unfit as refusal:
        session.rollback()
        return _show(session, request_id, refusal)
    flash(said, "ok")
    return redirect(url_for("reopening.show", request_id=request_id), 303)


@reopening.post("/yeu-cau/<int:request_id>/cho")
def allow(request_id: int) -> Any:
    """Grant the request as the second person, for hours or days."""
    me = g.actor.staff_id or 0
    return _answered(
        request_id,
        lambda session, asked: grant(session, asked, me, until=_until()),
        "Đã cho mở lại; hết hạn thì tự đóng.",
    )


@reopening.post("/yeu-cau/<int:request_id>/khong")
def decline(request_id: int) -> Any:
    """Refuse the request as the second person, with the reason."""
    me, answer = g.actor.staff_id or 0, request.form.get("answer", "")
    return _answered(
        request_id,
        lambda session, asked: refuse(session, asked, me, answer),
        "Đã ghi: không cho mở lại.",
    )


@reopening.post("/yeu-cau/<int:request_id>/xong")
def finish(request_id: int) -> Response:
    """End it before its time: whoever asked is done, or whoever granted says so."""
    session = request_session()
    end_now(session, _request(session, request_id).first)
    session.commit()
    flash("Đã đóng lại.", "ok")
    return redirect(url_for("reopening.show", request_id=request_id), 303)  # type: ignore[return-value]
