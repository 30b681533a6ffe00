"""Leave: noted by the homeroom teacher, granted there or, when it is long, above (Đ4.2, Đ7.1)."""

from __future__ import annotations

from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from models.base import utc_now
from models.clean import one_line
from models.clock import school_today
from models.daily import Leave
from models.daily.alerts import rule_on
from models.pupils.roll import roll
from permissions import guard
from permissions.errors import Forbidden, Invalid, OutOfScope
from permissions.session import GuardedSession
from views.attendance.frame import (
    attendance,
    calls,
    classes,
    room_of,
    tabs,
    today_or_before,
)
from views.database import request_session
from views.ids import row_id

MOST = 200
LONGEST = 60


@attendance.get("/<int:class_id>/don-nghi")
def leaves(class_id: int) -> str:
    """List the leave of a class, that which waits first, and the form to note one."""
    session = request_session()
    room = room_of(session, class_id)
    rows = session.scalars(
        select(Leave)
        .where(Leave.class_id == room.id)
        .options(joinedload(Leave.pupil), joinedload(Leave.decider))
        .order_by(Leave.granted.is_not(None), Leave.from_date.desc(), Leave.id)
        .limit(MOST)
    ).all()
    facts = guard.facts(session, Leave, [row.id for row in rows])
    day = today_or_before(session)
    return render_template(
        "screens/attendance/leaves.html",
        room=room,
        rooms=classes(session),
        lines=[(row, facts[row.id].may_update("granted")) for row in rows],
        pupils=roll(session, [room.id], school_today())[room.id],
        mine=calls(room),
        limit=rule_on(session, school_today()).leave_days,
        today=school_today(),
        tabs_=tabs(room, day, "leave"),
    )


@attendance.post("/<int:class_id>/don-nghi")
def ask(class_id: int) -> Response:
    """Note leave; within the limit the homeroom teacher grants it in the same act."""
    session = request_session()
    room = room_of(session, class_id)
    pupils = {p.id: p for p in roll(session, [room.id], school_today())[room.id]}
    pupil = pupils.get(row_id(request.form.get("pupil")))
    if pupil is None:
        raise Invalid("Chọn em xin nghỉ.", field="pupil")
    first, last = _day("from_date"), _day("to_date")
    if last < first:
        raise Invalid("Ngày cuối phải từ ngày đầu trở đi.", field="to_date")
    if (last - first).days >= LONGEST:
        raise Invalid(
            f"Đơn nghỉ dài nhất {LONGEST} ngày; lâu hơn thì ghi hai đơn.", field="to_date"
        )
    leave = Leave(
        class_id=room.id,
        pupil_id=pupil.id,
        from_date=first,
        to_date=last,
        reason=_words("reason", 200, "Ghi lí do xin nghỉ."),
        asked_by=_words("asked_by", 100, "Ghi ai xin nghỉ cho em."),
        noted_by=g.actor.staff_id,
        noted_at=utc_now(),
    )
    short = leave.days <= rule_on(session, first).leave_days
    if short and calls(room):
        _decide(leave, granted=True)
    session.add(leave)
    session.commit()
    flash(
        f"Đã cho em {pupil.full_name} nghỉ {leave.days} ngày; các buổi ấy tự ghi sẵn P."
        if leave.granted
        else f"Đã ghi đơn của em {pupil.full_name}. {leave.days} ngày thì hiệu trưởng cho (Đ7.1).",
        "ok",
    )
    return redirect(url_for("attendance.leaves", class_id=room.id), 303)


@attendance.post("/don-nghi/<int:leave_id>")
def decide(leave_id: int) -> Response:
    """Grant or refuse leave."""
    session = request_session()
    leave = _leave(session, leave_id)
    answer = request.form.get("granted", "")
    if answer not in ("1", "0"):
        raise Invalid("Chọn cho nghỉ hoặc không.", field="granted")
    if leave.granted is not None:
        raise Forbidden("Đơn này đã có quyết định.")
    _decide(leave, granted=answer == "1")
    session.commit()
    flash("Đã cho nghỉ." if leave.granted else "Đã ghi không cho nghỉ.", "ok")
    return redirect(url_for("attendance.leaves", class_id=leave.class_id), 303)


def _leave(session: GuardedSession, leave_id: int) -> Leave:
    found = session.get(Leave, leave_id)
    if found is None:
        raise OutOfScope
    return found  # type: ignore[no-any-return]


def _decide(leave: Leave, *, granted: bool) -> None:
    leave.granted, leave.decided_by, leave.decided_at = granted, g.actor.staff_id, utc_now()


def _day(name: str) -> date:
    text = request.form.get(name, "").strip()
    parts = text.split("/")
    try:
        if len(parts) == 3:  # noqa: PLR2004 - dd/mm/yyyy
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("Ngày viết như 24/11/2026.", field=name) from None


def _words(name: str, longest: int, missing: str) -> str:
    text = one_line(request.form.get(name, ""))
    if not text:
        raise Invalid(missing, field=name)
    if len(text) > longest:
        raise Invalid(f"Dài quá {longest} chữ cái.", field=name)
    return text
