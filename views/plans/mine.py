"""The teacher's weeks: which lessons need a plan, when it is due, what came back; handing in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from models.clock import school_today
from models.plans import Decision, LessonPlan, PlanDraft
from models.plans.expected import Slot, SlotState, Tally, due_day, expected_slots, total
from models.plans.submit import HandIn, submit
from models.refusal import Unfit
from models.school import Period
from permissions import guard
from permissions.errors import Forbidden, OutOfScope
from permissions.facts import why_closed
from permissions.policy import can
from permissions.reach import accounts_since
from views.database import request_session
from views.frame import current_year
from views.ids import row_id
from views.menu import MenuEntry
from views.plans.rows import (
    Card,
    Group,
    cards,
    friday,
    groups,
    names_of,
    week_called,
    weeks_of,
)

if TYPE_CHECKING:
    from datetime import date

    from flask import Flask
    from flask_admin import Admin

    from permissions.actor import Actor
    from permissions.session import GuardedSession

plans = Blueprint("plans", __name__, url_prefix="/ke-hoach")
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the own page: its lessons by subject, what was handed in, what is still owed."""

    period: Period
    last_day: date
    due: date
    days_left: int
    count: Tally
    owed: list[Group]
    cards: list[Card]
    drafts: list[tuple[PlanDraft, str]]
    closed: str | None


@dataclass(frozen=True, slots=True)
class Glance:
    """What stands on top, in slots, each with the code of the week it leads to.

    Due next (until a day, None: nothing is left), late, sent back.
    """

    until: date | None
    due: tuple[int, str]
    late: tuple[int, str]
    returned: tuple[int, str]


def _glance(slots: list[Slot], weeks: list[Period], today: date) -> Glance:
    codes = {week.id: week.code for week in weeks}

    def counted(chosen: list[Slot]) -> tuple[int, str]:
        return len(chosen), codes[chosen[0].period_id] if chosen else ""

    to_come = [slot for slot in slots if slot.state is SlotState.OWED and slot.due >= today]
    until = min((slot.due for slot in to_come), default=None)
    return Glance(
        until,
        counted([slot for slot in to_come if slot.due == until]),
        counted([slot for slot in slots if slot.overdue(today)]),
        counted([slot for slot in slots if slot.state is SlotState.RETURNED]),
    )


def _own(actor: Actor) -> bool:
    return bool(actor.teaches) and can(actor, "create", LessonPlan)


def only_teachers() -> None:
    """Refuse whoever has no lessons of the own."""
    if not _own(g.actor):
        raise Forbidden("Trang này của người có tiết dạy trong thời khóa biểu (Đ4.7, Đ5.2).")


def closed_week(session: GuardedSession, period_id: int) -> str | None:
    """Say why plans of a week can't be handed in now, or nothing when they can."""
    row = {"staff_id": g.actor.staff_id, "period_id": period_id}
    fact = guard.facts_new(session, LessonPlan, [row])[0]
    return None if fact.open else why_closed(session, LessonPlan, row)


def own_slots(session: GuardedSession, weeks: list[Period]) -> list[Slot]:
    """List the own lessons of these weeks that need a plan."""
    return expected_slots(
        session,
        [week.id for week in weeks],
        staff_ids=[g.actor.staff_id],
        since=accounts_since(session),
    )


def _weeks(session: GuardedSession, shown: list[Period], slots: list[Slot]) -> list[Week]:
    names, today = names_of(session), school_today()
    own = select(LessonPlan).where(
        LessonPlan.staff_id == g.actor.staff_id,
        LessonPlan.period_id.in_([week.id for week in shown]),
    )
    handed = cards(session, list(session.scalars(own.order_by(LessonPlan.id))), names)
    drafts: dict[int, list[tuple[PlanDraft, str]]] = {}
    for draft in session.scalars(select(PlanDraft).order_by(PlanDraft.id)):
        rooms = [
            names.classes.get(room, "–") for room in dict.fromkeys(p[0] for p in draft.chosen())
        ]
        what = f"{names.units.get(draft.unit_id, '–')} {', '.join(rooms)}".strip()
        drafts.setdefault(draft.period_id, []).append((draft, what))
    found = []
    for week in shown:
        here = [slot for slot in slots if slot.period_id == week.id]
        due = here[0].due if here else due_day(week.from_date)
        found.append(
            Week(
                week,
                friday(week),
                due,
                (due - today).days,
                total(here, today),
                groups((s for s in here if s.state is SlotState.OWED), names),
                [c for c in handed if c.plan.period_id == week.id and not c.replaced],
                drafts.get(week.id, []),
                closed_week(session, week.id),
            )
        )
    return found


def _shown(weeks: list[Period], asked: Period | None) -> list[Period]:
    """Return the asked week, or this week and the next ones; the last ones after the year."""
    if asked is not None:
        return [asked]
    today = school_today()
    return [week for week in weeks if week.to_date >= today][:SHOWN] or weeks[-SHOWN:]


@plans.get("/")
def index() -> str:
    """Show this week and the next ones, and what is still owed from before."""
    only_teachers()
    session = request_session()
    weeks = weeks_of(session, current_year(session))
    asked = week_called(weeks, request.args.get("tuan"))
    shown = _shown(weeks, asked)
    slots = own_slots(session, weeks)
    today = school_today()
    late: dict[int, int] = {}
    for slot in slots:
        if slot.overdue(today) and all(slot.period_id != week.id for week in shown):
            late[slot.period_id] = late.get(slot.period_id, 0) + 1
    at = weeks.index(shown[0]) if shown else 0
    after = weeks.index(shown[-1]) + 1 if shown else 0
    return render_template(
        "screens/plans/index.html",
        weeks=_weeks(session, shown, slots),
        asked=asked,
        overdue=[(week, late[week.id]) for week in weeks if week.id in late],
        any_slots=bool(slots),
        glance=_glance(slots, weeks, today),
        before=weeks[at - 1] if at > 0 else None,
        after=weeks[after] if after < len(weeks) else None,
        today=today,
    )


@plans.route("/nop", methods=["GET", "POST"])
def hand_in() -> Any:
    """Show the form of a week, or take a plan (Điều 4.7, 5.2)."""
    only_teachers()
    session = request_session()
    weeks = weeks_of(session, current_year(session))
    week = week_called(weeks, request.values.get("tuan"))
    if week is None:
        raise OutOfScope
    before = _returned(session, week, request.values.get("thay"))
    refusal, status = None, 200
    if request.method == "POST":
        try:
            plan = submit(session, g.actor.staff_id, _given(week, before))
        except Unfit as no:
            session.rollback()
            refusal, status = no, 422
        else:
            session.commit()
            lessons = len(request.form.getlist("tiet"))
            flash(f"Đã nộp “{plan.title}”: {lessons} tiết, chờ duyệt.", "ok")
            return redirect(url_for("plans.index", tuan=week.code), 303)
    return _form(session, week, before, refusal), status


def _returned(session: GuardedSession, week: Period, asked: str | None) -> LessonPlan | None:
    """Return the plan that is to be handed in again, if one is named."""
    if not asked:
        return None
    plan = session.get(LessonPlan, row_id(asked))
    mine = plan is not None and plan.staff_id == g.actor.staff_id and plan.period_id == week.id
    if plan is None or not mine or plan.decision is not Decision.RETURNED:
        raise OutOfScope
    return plan


def places_given() -> tuple[tuple[int, int, int], ...]:
    """Return the lessons that a form names; Unfit for what is none."""
    places = []
    for value in request.form.getlist("tiet"):
        parts = [row_id(part) for part in value.split("-")]
        if len(parts) != 3 or None in parts:  # noqa: PLR2004
            raise Unfit("Có tiết không đọc được; tải lại trang rồi chọn lại.", field="slots")
        places.append((int(parts[0]), int(parts[1]), int(parts[2])))
    return tuple(places)


def _given(week: Period, before: LessonPlan | None) -> HandIn:
    upload = request.files.get("tep")
    places = places_given()
    return HandIn(
        period_id=week.id,
        places=places,
        title=request.form.get("ten", ""),
        file_name=(upload.filename or "") if upload else "",
        content=upload.read() if upload else b"",
        replaces_id=before.id if before else None,
        topics={
            place: (
                request.form.get(f"bai-{'-'.join(map(str, place))}", ""),
                request.form.get(f"dd-{'-'.join(map(str, place))}", ""),
            )
            for place in places
        },
    )


def _form(
    session: GuardedSession, week: Period, before: LessonPlan | None, refusal: Unfit | None
) -> str:
    names = names_of(session)
    own = own_slots(session, [week]) or expected_slots(
        session, [week.id], staff_ids=[g.actor.staff_id]
    )
    free = [s for s in own if s.state is SlotState.OWED]
    again = [s for s in own if before is not None and s.plan_id == before.id]
    number = week.number
    return render_template(
        "screens/plans/hand_in.html",
        week=week,
        last_day=friday(week),
        due=own[0].due if own else due_day(week.from_date),
        today=school_today(),
        before=cards(session, [before], names)[0] if before else None,
        groups=groups(again or free, names),
        chosen=set(request.form.getlist("tiet")) if refusal else None,
        title=request.form.get("ten") or (before.title if before else f"Kế hoạch tuần {number}"),
        refusal=refusal,
        field=refusal.facts.get("field") if refusal else None,
        closed=closed_week(session, week.id),
    )


def _came_back(actor: Actor) -> Select[tuple[int]]:
    """Select how many own plans were returned and not handed in again."""
    later = aliased(LessonPlan)
    again = select(later.id).where(later.replaces_id == LessonPlan.id).correlate(LessonPlan)
    return select(func.count(LessonPlan.id)).where(
        LessonPlan.staff_id == actor.staff_id,
        LessonPlan.decision == Decision.RETURNED,
        ~again.exists(),
    )


MENU = MenuEntry("Kế hoạch của tôi", "plans.index", _own, order=12, waiting=_came_back)


def register(app: Flask, _admin: Admin) -> None:
    """Register the screens of a teacher."""
    app.register_blueprint(plans)
