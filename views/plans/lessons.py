"""Who covered how many lessons, on time or late: of a week, and of a month or term (Đ7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from models.clock import school_today
from models.plans.expected import due_day, expected_slots, tally, total
from models.plans.on_time import OnTime, due_slots, on_time_counts
from models.school import Period, PeriodKind
from permissions.reach import accounts_since
from views.database import request_session
from views.frame import current_year, periods_of
from views.plans.queue import authors_here, people_of, whose_plans
from views.plans.rows import friday, week_being_due, week_called, weeks_of

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

lessons = Blueprint("plan_lessons", __name__, url_prefix="/duyet-ke-hoach/tiet")


def _sum(counts: list[OnTime]) -> OnTime:
    return OnTime(
        sum(n.expected for n in counts),
        sum(n.on_time for n in counts),
        sum(n.late for n in counts),
        sum(n.missing for n in counts),
    )


@lessons.get("/")
def show() -> str:
    """Show the lessons of a week, and who was on time in a period, in slots covered."""
    session = request_session()
    authors = authors_here(session)
    year = current_year(session)
    weeks = weeks_of(session, year)
    today = school_today()
    since = accounts_since(session)
    week = week_called(weeks, request.args.get("tuan")) or week_being_due(weeks, today)
    slots = expected_slots(session, [week.id], staff_ids=authors, since=since) if week else []
    people = people_of(session, authors)
    counted = tally(slots, today, lambda slot: slot.staff_id)
    begun: list[Period] = []
    if year is not None:
        spans = periods_of(session, year, PeriodKind.MONTH) + periods_of(
            session, year, PeriodKind.TERM
        )
        begun = [span for span in spans if span.from_date <= today]
    months = [span for span in begun if span.kind is PeriodKind.MONTH]
    usual = months[-1] if months else None
    span = next((s for s in begun if s.code == request.args.get("ky")), usual)
    ended = min(span.to_date, today) if span else today
    due = due_slots(session, authors, span.from_date, ended, since=since) if span else []
    kept = on_time_counts(due, authors, today) if span else {}
    at = weeks.index(week) if week else 0
    return render_template(
        "screens/plans/lessons.html",
        week=week,
        last_day=friday(week) if week else None,
        due=due_day(week.from_date) if week else None,
        rows=[(person, counted[person.id]) for person in people if person.id in counted],
        all=total(slots, today),
        before=weeks[at - 1] if at > 0 else None,
        after=weeks[at + 1] if at + 1 < len(weeks) else None,
        whose=whose_plans(session),
        spans=begun,
        span=span,
        kept=[(person, kept[person.id]) for person in people if person.id in kept],
        kept_all=_sum(list(kept.values())),
    )


def register(app: Flask, _admin: Admin) -> None:
    """Register the sheet."""
    app.register_blueprint(lessons)
