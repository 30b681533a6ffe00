"""The first page: what waits for this person, what comes next, and where results are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, g, redirect, render_template, request, url_for

from models.access import Reminder, Reopening
from models.assessment import SubjectResult
from models.base import utc_now
from models.clock import school_today
from models.school import Period, PeriodKind, SchoolYear
from permissions.actor import Actor
from permissions.errors import OutOfScope
from permissions.policy import can, sees_all
from permissions.session import GuardedSession
from views import tasks
from views.attendance.waiting import away, rolls_to_call
from views.awards.waiting import to_settle
from views.conduct.waiting import to_rule
from views.database import request_session
from views.frame import current_year, periods_of
from views.handing.waiting import to_sign
from views.heat import heat_map
from views.menu import MenuEntry
from views.messages.waiting import to_approve
from views.profile.waiting import decided, to_decide
from views.rulesets.waiting import unanswered
from views.transfers.waiting import going_on

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin
    from werkzeug.wrappers import Response

today = Blueprint("today", __name__, url_prefix="/hom-nay")


def oversees(actor: Actor) -> bool:
    """Tell whether the person watches over others' entries: may remind, or decides with others."""
    return can(actor, "create", Reminder) or can(actor, "update", Reopening, "granted_by")


def whole_school(actor: Actor) -> bool:
    """Tell whether the state of the whole school is this person's to see.

    Head, deputy and board see all of it; an inspector the part that was granted.
    """
    return bool(actor.inspects) or (oversees(actor) and sees_all(actor, SubjectResult))


@today.get("/")
def show() -> str | Response:
    """Show the person's day; who only looks on has none and gets the school's."""
    if g.actor.looks_on:
        return redirect(url_for("board.show"))  # type: ignore[return-value]
    session = request_session()
    year = current_year(session)
    if year is None:
        return render_template("screens/today/empty.html")
    terms = periods_of(session, year, PeriodKind.TERM)
    period = _asked(terms)
    heat = heat_map(session, period) if period is not None and oversees(g.actor) else None
    return render_template(
        "screens/today/show.html",
        day=school_today(),
        week=_week(session, year),
        title=_title(g.actor),
        decisions=[
            *tasks.decisions(session),
            *to_decide(session),
            *to_approve(session),
            *to_rule(session),
            *to_sign(session),
            *to_settle(session),
            *tasks.overdue_given(session),
        ],
        own=[
            *rolls_to_call(session),
            *away(session),
            *tasks.given_to_me(session),
            *unanswered(session),
            *going_on(session),
            *tasks.own_gaps(session, year),
            *tasks.own_plans(session, year),
        ],
        done=[*decided(session), *tasks.decided_plans(session)],
        reminders=tasks.reminders(session),
        files=tasks.files(session),
        deadlines=tasks.deadlines(session, year),
        heat=heat,
        period=period,
        terms=terms,
        whole_school=whole_school(g.actor),
    )


def _asked(terms: list[Period]) -> Period | None:
    """Return the term that the address names, else the one that today lies in."""
    wanted = request.args.get("ky", "")
    begun = [term for term in terms if term.from_date <= school_today()]
    named = next((term for term in terms if term.code == wanted), None)
    return named or (begun[-1] if begun else terms[0] if terms else None)


def _week(session: GuardedSession, year: SchoolYear) -> int | None:
    weeks = periods_of(session, year, PeriodKind.WEEK)
    return next((w.number for w in weeks if w.from_date <= school_today() <= w.to_date), None)


def _title(actor: Actor) -> str:
    return "Hôm nay" if oversees(actor) and not actor.homeroom else "Việc của tôi"


@today.post("/da-doc/<int:reminder_id>")
def read(reminder_id: int) -> Response:
    """Mark a reminder as read and go where it leads."""
    session = request_session()
    line: Any = session.get(Reminder, reminder_id)
    if line is None or line.to_id != g.actor.staff_id:
        raise OutOfScope
    if line.read_at is None:
        line.read_at = utc_now()
        session.commit()
    target = line.link if line.link and line.link.startswith("/") else url_for("today.show")
    return redirect(target, 303)  # type: ignore[return-value]


MENU = MenuEntry(
    _title,
    "today.show",
    lambda actor: actor.staff_id is not None and not actor.looks_on,
    order=0,
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the page."""
    app.register_blueprint(today)
