"""The approval queue: members' plans for the head, heads' own for whoever stands above (Đ4.7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from models.base import utc_now
from models.clock import school_today
from models.people import Staff
from models.plans import Decision, LessonPlan, PlanSeen, PlanSlot, RemarkTemplate
from models.plans.decide import decide
from models.plans.expected import Tally, due_day, expected_slots, total
from models.refusal import NotReady, Unfit
from models.school import Period
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.reach import accounts_since
from views.database import request_session
from views.frame import around, current_year
from views.ids import row_id
from views.menu import MenuEntry
from views.plans.asked import TABS, Asked, counts, listed, standing
from views.plans.compare import comparison
from views.plans.one import after_of, closed_plan, page_of
from views.plans.rows import (
    Card,
    by_id,
    cards,
    friday,
    names_of,
    plan_authors,
    week_being_due,
    weeks_of,
)

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

    from permissions.actor import Actor
    from permissions.session import GuardedSession

queue = Blueprint("plan_queue", __name__, url_prefix="/duyet-ke-hoach")
AT_ONCE = 20
RECENT = timedelta(days=28)
LOOKED_AHEAD = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands on top: the week that is due, and what came late in the last four weeks."""

    week: Period | None
    last_day: date | None
    due: date | None
    count: Tally
    recent: Tally


def _decides(actor: Actor) -> bool:
    return can(actor, "update", LessonPlan, "decision")


def authors_here(session: GuardedSession) -> frozenset[int]:
    """Return whose plans this person decides on; refuse who decides on nobody's."""
    if not _decides(g.actor):
        raise Forbidden("Duyệt kế hoạch là việc của người phụ trách tổ (Đ4.7).")
    return plan_authors(session)


def _figures(session: GuardedSession, weeks: list[Period], authors: Collection[int]) -> Figures:
    today = school_today()
    week = week_being_due(weeks, today)
    recent = [w.id for w in weeks if today - RECENT < due_day(w.from_date) <= today]
    asked = {*recent, *([week.id] if week else [])}
    slots = expected_slots(session, asked, staff_ids=authors, since=accounts_since(session))
    return Figures(
        week,
        friday(week) if week else None,
        due_day(week.from_date) if week else None,
        total((s for s in slots if week and s.period_id == week.id), today),
        total((s for s in slots if s.period_id in recent), today),
    )


def whose_plans(session: GuardedSession) -> str:
    """Say whose plans these are: the departments led, or their heads."""
    if not g.actor.heads:
        return "kế hoạch của tổ trưởng các tổ"
    return ", ".join(sorted(around(session).departments))


def _before(session: GuardedSession, card: Card) -> LessonPlan | None:
    """Return the author's approved plan before this one for the same unit, to compare with."""
    own = aliased(PlanSlot)
    taught = select(own.unit_id).where(own.plan_id == card.plan.id)
    same = (
        select(PlanSlot.id)
        .where(PlanSlot.plan_id == LessonPlan.id, PlanSlot.unit_id.in_(taught))
        .correlate(LessonPlan)
    )
    earlier = (
        select(LessonPlan)
        .join(Period, Period.id == LessonPlan.period_id)
        .where(
            LessonPlan.staff_id == card.plan.staff_id,
            LessonPlan.decision == Decision.APPROVED,
            LessonPlan.id != card.plan.id,
            Period.from_date <= card.week.from_date,
            LessonPlan.submitted_at <= card.plan.submitted_at,
            same.exists(),
        )
        .order_by(Period.from_date.desc(), LessonPlan.id.desc())
    )
    return session.scalars(earlier.limit(1)).first()


def _beside(session: GuardedSession, card: Card, before: LessonPlan | None) -> dict[str, Any]:
    """Return what stands beside the plan: the changes since it came back, or the one before."""
    old = session.get(LessonPlan, card.plan.replaces_id) if card.plan.replaces_id else None
    if old is not None:
        return {"changed": comparison(session, old, card.plan)}
    if before is None:
        return {}
    dressed = cards(session, [before], names_of(session))[0]
    return {"earlier": dressed, "earlier_page": page_of(session, dressed)}


@queue.get("/")
def index() -> str:
    """Show the queue: the list, the chosen plan, the decision; or the plan beside another."""
    session = request_session()
    authors = authors_here(session)
    year = current_year(session)
    asked = Asked.of(request.args)
    year_id = year.id if year else 0
    count = counts(session, authors, year_id)
    weeks, people = weeks_of(session, year), people_of(session, authors)
    found, follows = listed(session, asked, authors, year_id)
    chosen = row_id(request.args.get("chon"))
    at = next((n for n, card in enumerate(found) if card.plan.id == chosen), 0)
    card = found[at] if found else None
    before = _before(session, card) if card else None
    return render_template(
        "screens/plans/queue.html",
        tabs=[(key, word, count[key]) for key, word in TABS.items()],
        asked=asked,
        tab=asked.tab,
        people=people,
        weeks=[week for week in weeks if due_day(week.from_date) <= school_today() + LOOKED_AHEAD],
        listed=found,
        card=card,
        at=at,
        page=page_of(session, card) if card else None,
        after=after_of(session, card.plan.id) if card else None,
        before=before,
        beside=_beside(session, card, before) if card and request.args.get("so") else None,
        closed=closed_plan(session, card) if card else None,
        figures=_figures(session, weeks, authors),
        waiting_lessons=sum(c.lessons for c in found) if asked == Asked() and not follows else None,
        first_url=asked.but() if asked.after else None,
        next_url=replace(asked, after=follows).url() if follows else None,
        whose=whose_plans(session),
        stands_for=_stands_for(),
        remarks=_remarks(session) if card and card.plan.decision is None else (),
        at_once=AT_ONCE,
    )


def _remarks(session: GuardedSession) -> Sequence[RemarkTemplate]:
    ordered = select(RemarkTemplate).order_by(RemarkTemplate.position, RemarkTemplate.id)
    return session.scalars(ordered).all()


def people_of(session: GuardedSession, authors: Collection[int]) -> list[Staff]:
    """Return these people by name."""
    known = by_id(session, Staff, authors)
    return sorted((known[i] for i in authors if i in known), key=lambda person: person.sort_key)


def _on_behalf(staff_id: int) -> str | None:
    """Return the absent head in whose stead this person decides on somebody's plans."""
    return g.actor.on_behalf({"staff_id": staff_id})


def _stands_for() -> str | None:
    """Return for whom the queue is worked, when it is somebody else's."""
    return next((name for key, name in g.actor.stands_in if key[0] == "department"), None)


@queue.post("/da-mo")
def opened() -> Any:
    """Remember that this content was opened; bulk approval names what never was."""
    session = request_session()
    authors_here(session)
    given = request.get_json(silent=True)
    token = given.get("ban") if isinstance(given, dict) else None
    plan_id, _, digest = token.partition(":") if isinstance(token, str) else ("", "", "")
    plan = session.get(LessonPlan, row_id(plan_id))
    if plan is None or plan.staff_id not in plan_authors(session):
        raise OutOfScope
    card = cards(session, [plan], names_of(session))[0]
    known = select(PlanSeen.id).where(
        PlanSeen.plan_id == plan.id,
        PlanSeen.reader_id == g.actor.staff_id,
        PlanSeen.sha256 == card.sha256,
    )
    if card.sha256 == digest and session.scalars(known).first() is None:
        session.add(
            PlanSeen(
                plan_id=plan.id,
                staff_id=plan.staff_id,
                period_id=plan.period_id,
                reader_id=g.actor.staff_id,
                sha256=digest,
                seen_at=utc_now(),
            )
        )
        session.commit()
    return jsonify(seen=card.sha256 == digest)


@queue.post("/quyet-dinh")
def settle() -> Any:
    """Approve or return the named plans as they were shown, all or none; lead to the next one."""
    session = request_session()
    authors_here(session)
    asked = Asked.of(request.form)
    given = request.form.getlist("ban")
    decision = Decision.APPROVED if request.form.get("viec") == "duyet" else Decision.RETURNED
    stay = given[0].partition(":")[0] if len(given) == 1 else None
    try:
        if not given or len(given) > AT_ONCE:
            raise Unfit(f"Chọn từ 1 đến {AT_ONCE} bản mỗi lần.")
        seen = {
            row_id(i) or 0: digest for i, _, digest in (token.partition(":") for token in given)
        }
        plans = decide(
            session,
            g.actor.staff_id,
            seen,
            decision,
            remark=request.form.get("nhan_xet"),
            on_behalf=_on_behalf,
        )
    except (Unfit, NotReady) as no:
        session.rollback()
        flash(str(no), "bad")
        return redirect(asked.url(chon=stay), 303)
    session.commit()
    done = "Đã duyệt" if decision is Decision.APPROVED else "Đã trả lại"
    what = f"“{plans[0].title}”" if len(plans) == 1 else f"{len(plans)} bản"
    flash(f"{done} {what}.", "ok")
    return redirect(asked.url(chon=request.form.get("ke_tiep") or None), 303)


def _waiting(session: GuardedSession) -> Select[tuple[int]] | None:
    """Select how many plans wait for this person."""
    authors, year = plan_authors(session), current_year(session)
    if year is None or not authors:
        return None
    query = select(func.count(LessonPlan.id)).where(LessonPlan.decision.is_(None))
    return standing(query, authors, year.id)


MENU = MenuEntry("Duyệt kế hoạch", "plan_queue.index", _decides, order=8, queue=_waiting)


def register(app: Flask, _admin: Admin) -> None:
    """Register the queue."""
    app.register_blueprint(queue)
