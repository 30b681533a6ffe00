"""The school year's calendar: all read it; who keeps it is told first what an edit changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.clock import school_today
from models.plans.consequence import Consequence, consequence_of
from models.refusal import Refusal
from models.school import Period, PeriodKind, SchoolDay, SchoolYear
from models.school.calendar import Day, end_with, move_week, periods, set_day
from models.school.days import school_day
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.frame import current_year
from views.words import day_vi

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

    from permissions.actor import Actor

calendar = Blueprint("calendar", __name__, url_prefix="/lich-nam-hoc")
WEEK = 7
HALVES = {"ca": (True, True), "sang": (True, False), "chieu": (False, True), "nghi": (False, False)}
HALF_WORDS = {"ca": "Cả ngày", "sang": "Buổi sáng", "chieu": "Buổi chiều", "nghi": "Nghỉ"}
WEEKDAYS = {2: "Hai", 3: "Ba", 4: "Tư", 5: "Năm", 6: "Sáu", 7: "Bảy"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A date of a week; ``look``: taught, half, extra, free or rest (a week-end as usual)."""

    date: date
    word: str
    look: str


@dataclass(frozen=True, slots=True)
class Row:
    """A week with its seven days; ``begins``: the term that begins with it."""

    week: Period
    days: list[Cell]
    begins: Period | None
    current: bool


def _keeps(actor: Actor) -> bool:
    return can(actor, "update", SchoolDay)


def _year(session: GuardedSession) -> SchoolYear:
    year = current_year(session)
    if year is None:
        raise OutOfScope("Chưa có năm học nào. Nhập tệp đầu tiên thì năm học được tạo (Đ2.11).")
    return year


def _only_keepers() -> None:
    if not _keeps(g.actor):
        raise Forbidden("Lịch năm học do phó hiệu trưởng giữ (Đ7.2).")


def _cell(day: date, found: SchoolDay | None) -> Cell:
    if found is None:
        rest = day.weekday() >= WEEK - 2
        return Cell(day, "" if rest else "nghỉ", "rest" if rest else "free")
    if found.stands_for:
        return Cell(day, f"bù T{found.stands_for}", "extra")
    if found.morning and found.afternoon:
        return Cell(day, "", "taught")
    return Cell(day, "sáng" if found.morning else "chiều", "half")


@calendar.get("/")
def show() -> str:
    """Show the year week by week."""
    session = request_session()
    year, today = _year(session), school_today()
    taught = session.scalars(select(SchoolDay).where(SchoolDay.year_id == year.id))
    known = {day.date: day for day in taught}
    terms = periods(session, year, PeriodKind.TERM)
    rows = []
    for week in periods(session, year, PeriodKind.WEEK):
        monday = week.from_date - timedelta(days=week.from_date.weekday())
        dates = [monday + timedelta(days=n) for n in range(WEEK)]
        begins = next((t for t in terms if week.from_date <= t.from_date <= week.to_date), None)
        cells = [_cell(day, known.get(day)) for day in dates]
        rows.append(Row(week, cells, begins, dates[0] <= today <= dates[-1]))
    return render_template(
        "screens/calendar/show.html",
        year=year,
        rows=rows,
        days=len(known),
        today=today,
        keeps=_keeps(g.actor),
    )


def _edit(
    year: SchoolYear, touched: list[int], act: Callable[[], object], template: str, **page: Any
) -> Any:
    """Try an edit and tell what it changes; do it when exactly that was told and confirmed."""
    session = request_session()
    told: Consequence | None = None
    refusal, status = None, 200
    if request.method == "POST":
        try:
            told = consequence_of(session, year, touched, act)
        except Refusal as no:
            refusal, status = no, no.status
        if told is not None and request.form.get("viec") == _seal(told):
            session.reason = request.form.get("ly_do", "").replace("\x00", "").strip()[:300] or None
            session.commit()
            flash(f"Đã ghi lịch: {page['done']}.", "ok")
            return redirect(url_for("calendar.show"), 303)
        session.rollback()
    field = refusal.facts.get("field") if refusal else None
    seal = _seal(told) if told is not None else ""
    return (
        render_template(template, told=told, seal=seal, refusal=refusal, field=field, **page),
        status,
    )


def _seal(told: Consequence) -> str:
    """Return what names this very consequence: a confirmation holds for what was shown."""
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


@calendar.route("/ngay/<day>", methods=["GET", "POST"])
def edit_day(day: str) -> Any:
    """Make a day a holiday, half a day, or a make-up day."""
    _only_keepers()
    session = request_session()
    year = _year(session)
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise OutOfScope from None
    weeks = periods(session, year, PeriodKind.WEEK)
    week = next((w for w in weeks if w.from_date <= on <= w.to_date), None)
    if week is None:
        raise OutOfScope(f"Ngày {on:%d/%m/%Y} không thuộc tuần nào của năm học.")
    found = school_day(session, on)
    half = request.form.get("buoi", "")
    stands = request.form.get("thu", "")
    if half not in HALVES:
        now = (found.morning, found.afternoon) if found else (False, False)
        half = next(key for key, taught in HALVES.items() if taught == now)
        stands = str(found.stands_for or "") if found else ""
    wanted = Day(on, *HALVES[half], int(stands) if stands in map(str, WEEKDAYS) else None)
    return _edit(
        year,
        [week.id],
        lambda: set_day(session, year, wanted),
        "screens/calendar/day.html",
        on=on,
        week=week,
        found=found,
        half=half,
        stands=stands,
        halves=HALF_WORDS,
        weekdays=WEEKDAYS,
        done=f"{day_vi(on)} {HALF_WORDS[half].lower()}",
    )


@calendar.route("/tuan/<code>", methods=["GET", "POST"])
def edit_week(code: str) -> Any:
    """Let a week that hasn't begun begin on another Monday; the weeks after it follow."""
    _only_keepers()
    session = request_session()
    year = _year(session)
    weeks = periods(session, year, PeriodKind.WEEK)
    week = next((w for w in weeks if w.code == code), None)
    if week is None:
        raise OutOfScope
    begins = week.from_date
    try:
        monday = date.fromisoformat(request.form.get("thu_hai", ""))
    except ValueError:
        monday = begins
    later = [w.id for w in weeks[weeks.index(week) :]]
    return _edit(
        year,
        later,
        lambda: move_week(session, year, week, monday, school_today()),
        "screens/calendar/week.html",
        week=week,
        begins=begins,
        monday=monday,
        later=len(later) - 1,
        done=f"{week.name.lower()} bắt đầu {day_vi(monday)}",
    )


@calendar.route("/moc", methods=["GET", "POST"])
def edit_terms() -> Any:
    """Say with which weeks the terms and rounds end."""
    _only_keepers()
    session = request_session()
    year = _year(session)
    weeks = periods(session, year, PeriodKind.WEEK)
    spans = [*periods(session, year, PeriodKind.TERM), *periods(session, year, PeriodKind.ROUND)]
    ends = {
        span.code: next((w.code for w in weeks if w.to_date == span.to_date), "") for span in spans
    }
    ends |= {code: request.form[code] for code in ends if code in request.form}
    return _edit(
        year,
        [],
        lambda: end_with(session, year, ends),
        "screens/calendar/terms.html",
        spans=spans,
        weeks=[(w.code, f"{w.name} ({w.to_date:%d/%m/%Y})") for w in weeks],
        ends=ends,
        done="mốc các kì",
    )


def register(app: Flask, _admin: Admin) -> None:
    """Register the calendar."""
    app.register_blueprint(calendar)
