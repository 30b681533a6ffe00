"""A class's month at a glance: pupils × days, P and K by half-day, the sums of the books."""

from __future__ import annotations

from flask import render_template, request

from models.clock import school_today
from models.daily import HalfDay
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
