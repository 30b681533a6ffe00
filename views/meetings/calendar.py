"""The calendar of departments' meetings: those to come, those held; the head appoints (Đ7.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from models.clock import school_today
from models.school import Department, Period, PeriodKind
from models.supervision import Meeting, Minutes
from models.supervision.hold import Plan, appoint
from permissions.errors import Invalid, OutOfScope
from permissions.session import GuardedSession
from views.database import request_session
from views.frame import current_year, periods_of
from views.ids import row_id
from views.meetings.frame import departments, meetings, newest_month, writes_for

MOST = 200
#: a year is prepared before it begins and wound up after it ends
AROUND = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting of the calendar; ``state``: word, colour and glyph of where it stands."""

    meeting: Meeting
    department: Department
    period: Period
    state: tuple[str, str, str]


def stands(meeting: Meeting, *, closed: bool, today: date) -> tuple[str, str, str]:
    """Say where a meeting stands."""
    if closed:
        return "Đã khép biên bản", "ok", "tick"
    days = (meeting.held_on - today).days
    if days < 0:
        return "Chưa có biên bản", "warn", "alert"
    return ("Hôm nay" if days == 0 else f"Còn {days} ngày"), "", "clock"


@meetings.get("")
def index() -> str:
    """Show the year's meetings: the next ones first, then those held, the newest first."""
    session = request_session()
    mine = departments(session)
    chosen = next((d for d in mine if d.id == row_id(request.args.get("to"))), None)
    held = _held(session, [chosen] if chosen else mine)
    today = school_today()
    own = [d for d in mine if writes_for(d.id)]
    return render_template(
        "screens/meetings/index.html",
        departments=mine,
        chosen=chosen,
        coming=sorted(
            (h for h in held if h.meeting.held_on >= today), key=lambda h: h.meeting.held_on
        ),
        past=[h for h in held if h.meeting.held_on < today],
        own=own,
        periods=choices(session),
        about=newest_month(session),
        today=today,
    )


def choices(session: GuardedSession) -> list[Period]:
    """Return the months and terms that a meeting may be about, the newest first."""
    year = current_year(session)
    if year is None:
        return []
    every = [
        *periods_of(session, year, PeriodKind.MONTH),
        *periods_of(session, year, PeriodKind.TERM),
    ]
    return sorted(every, key=lambda period: (period.to_date, period.from_date), reverse=True)


def _held(session: GuardedSession, of: list[Department]) -> list[Held]:
    year = current_year(session)
    rows = session.execute(
        select(Meeting, Department, Period, Minutes.id)
        .join(Department, Department.id == Meeting.department_id)
        .join(Period, Period.id == Meeting.period_id)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(
            Period.year_id == (year.id if year else 0),
            Meeting.department_id.in_([d.id for d in of]),
        )
        .order_by(Meeting.held_on.desc(), Department.name)
        .limit(MOST)
    )
    today = school_today()
    return [
        Held(meeting, department, period, stands(meeting, closed=bool(closed), today=today))
        for meeting, department, period, closed in rows
    ]


def plan_asked(session: GuardedSession) -> Plan:
    """Read day, period and title of the form; Invalid beside the field that is wrong."""
    try:
        day = date.fromisoformat(request.form.get("held_on", ""))
    except ValueError as error:
        raise Invalid("Chọn ngày họp.", field="held_on") from error
    year = current_year(session)
    if year is None or not year.first_day - AROUND <= day <= year.last_day + AROUND:
        raise Invalid("Ngày họp phải ở trong năm học này.", field="held_on")
    wanted = row_id(request.form.get("period_id"))
    period = next((p for p in choices(session) if p.id == wanted), None)
    if period is None:
        raise Invalid("Chọn tháng hoặc thời điểm để xem xét.", field="period_id")
    return Plan(day, period.id, request.form.get("title", ""))


@meetings.post("")
def add() -> Response:
    """Appoint a meeting of an own department."""
    session = request_session()
    own = [d for d in departments(session) if writes_for(d.id)]
    wanted = row_id(request.form.get("to"))
    here = next((d for d in own if d.id == wanted), None)
    if here is None:
        raise OutOfScope("Buổi họp do người phụ trách tổ hẹn (Đ7.4).")
    meeting = appoint(session, here.id, plan_asked(session))
    session.commit()
    flash(f"Đã hẹn buổi họp ngày {meeting.held_on:%d/%m/%Y}.", "ok")
    return redirect(url_for("meetings.show", meeting_id=meeting.id), 303)  # type: ignore[return-value]
