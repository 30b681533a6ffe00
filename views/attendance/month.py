"""A class's month at a glance: pupils × days, P and K by half-day, the sums of the books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template, request

from jobs.imports.kinds.attendance import CALLED, TITLE, halves, heads
from models.clock import school_today
from models.daily import Absence, HalfDay
from models.daily.month import month_of
from models.daily.roll import teaches_half
from models.school import PeriodKind
from models.school.days import begun
from permissions.errors import OutOfScope
from views.attendance.frame import (
    SLUGS,
    attendance,
    calls,
    classes,
    room_of,
    tabs,
    today_or_before,
)
from views.database import request_session
from views.grid_files import KEEPS, Sent, send

if TYPE_CHECKING:
    from flask import Response


NOTE = f"S sáng, C chiều. P có phép, K không phép, C có mặt. {KEEPS}"


@attendance.get("/<int:class_id>/thang")
def month(class_id: int) -> str:
    """Show a month (?thang=M10), else the one of today."""
    session = request_session()
    room, today = room_of(session, class_id), school_today()
    months = begun(session, room.year_id, PeriodKind.MONTH, today)
    if not months:
        raise OutOfScope("Năm học chưa bắt đầu, chưa có tháng nào để xem.")
    asked = request.args.get("thang")
    period = next((m for m in months if m.code == asked), months[-1])
    shown = month_of(session, room.id, period)
    return render_template(
        "screens/attendance/month.html",
        room=room,
        rooms=classes(session),
        months=months,
        period=period,
        month=shown,
        today=today,
        uncalled=sum(
            (day.date, half) not in shown.called
            for day in shown.days
            for half in HalfDay
            if day.date <= today and teaches_half(day, half)
        ),
        mine=calls(room),
        slugs=SLUGS,
        halves=tuple(HalfDay),
        tabs_=tabs(room, today_or_before(session), "month"),
    )


@attendance.post("/<int:class_id>/thang/<int:period_id>/excel")
def export(class_id: int, period_id: int) -> Response:
    """Send a month as Excel, a column per half-day; it comes back the same way."""
    session = request_session()
    room = room_of(session, class_id)
    months = begun(session, room.year_id, PeriodKind.MONTH, school_today())
    period = next((m for m in months if m.id == period_id), None)
    if period is None:
        raise OutOfScope
    shown = month_of(session, room.id, period)
    taught = [(day.date, half) for day, half in halves(shown.days)]
    rows: list[list[Any]] = [
        [n, line.pupil.code, line.pupil.full_name, *(line.away.get(one) for one in taught)]
        for n, line in enumerate(shown.lines, start=1)
    ]
    called = [None, None, CALLED, *("x" if one in shown.called else None for one in taught)]
    sent = Sent(Absence, TITLE, heads(shown.days), [*rows, called], "diem-danh", NOTE)
    return send(session, room, period, sent)
