"""The approval queue: members' plans for the head, heads' own for whoever stands above (Đ4.7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from models.clock import school_today
from models.people import Staff
from models.plans import Decision, LessonPlan
from models.plans.decide import decide
from models.plans.expected import Tally, due_day, expected_slots, tally, total
from models.refusal import NotReady, Unfit
from models.school import Period
from permissions import guard
from permissions.errors import Forbidden
from permissions.facts import why_closed
from permissions.policy import can
from permissions.reach import accounts_since, staff_for
from views.database import request_session
from views.frame import around, current_year, once
from views.ids import row_id
from views.menu import MenuEntry
from views.plans.one import page_of
from views.plans.rows import (
    Card,
    cards,
    friday,
    names_of,
    week_being_due,
    week_called,
    weeks_of,
)

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

    from permissions.actor import Actor
    from permissions.session import GuardedSession

queue = Blueprint("plan_queue", __name__, url_prefix="/duyet-ke-hoach")
MOST = 60
AT_ONCE = 20
RECENT = timedelta(days=28)
TABS = {"cho": "Chờ duyệt", "tra": "Đã trả", "duyet": "Đã duyệt"}
DECISIONS = {"cho": None, "tra": Decision.RETURNED, "duyet": Decision.APPROVED}
REMARKS = (
    ("Thiếu phân hóa", "Cần có việc riêng cho em cần hỗ trợ và bài thêm cho em làm xong sớm."),
    ("Thời lượng", "Thời lượng các hoạt động chưa khớp với tiết học, cần chia lại."),
    ("Yêu cầu chưa đo được", "Yêu cầu cần đạt cần viết thành việc học sinh làm được."),
    ("Sai tiết", "Bài chưa khớp với tiết trong thời khóa biểu và kế hoạch môn học."),
    ("Thiếu tiết", "Tệp chưa đủ kế hoạch của các tiết đã chọn."),
)


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


def _reached(session: GuardedSession) -> frozenset[int]:
    """Return whose plans this person decides on; menu and page ask once a request."""
    return once("plan authors", lambda: staff_for(session, LessonPlan, "decision"))


def _authors(session: GuardedSession) -> frozenset[int]:
    """Return whose plans this person decides on; refuse who decides on nobody's."""
    if not _decides(g.actor):
        raise Forbidden("Duyệt kế hoạch là việc của người phụ trách tổ (Đ4.7).")
    return _reached(session)


def _standing(query: Select[Any], authors: Collection[int], year_id: int) -> Select[Any]:
    """Narrow to these authors' plans of a year; one handed in again gives way to its successor."""
    later = aliased(LessonPlan)
    again = select(later.id).where(later.replaces_id == LessonPlan.id).correlate(LessonPlan)
    return query.join(Period, Period.id == LessonPlan.period_id).where(
        LessonPlan.staff_id.in_(authors), Period.year_id == year_id, ~again.exists()
    )


def _counts(session: GuardedSession, authors: Collection[int], year_id: int) -> dict[str, int]:
    """Count the plans of each tab."""
    query = select(LessonPlan.decision, func.count(LessonPlan.id)).group_by(LessonPlan.decision)
    found = dict(session.execute(_standing(query, authors, year_id)).all())
    return {tab: found.get(decision, 0) for tab, decision in DECISIONS.items()}


def _list(session: GuardedSession, tab: str, authors: Collection[int], year_id: int) -> list[Card]:
    """Dress the plans of a tab: waiting ones by week and moment, decided ones newest first."""
    query = _standing(select(LessonPlan), authors, year_id)
    if tab == "cho":
        query = query.where(LessonPlan.decision.is_(None)).order_by(
            Period.from_date, LessonPlan.submitted_at, LessonPlan.id
        )
    else:
        query = query.where(LessonPlan.decision == DECISIONS[tab]).order_by(
            LessonPlan.decided_at.desc(), LessonPlan.id.desc()
        )
    return cards(session, session.scalars(query.limit(MOST)).all(), names_of(session))


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


def _whose(session: GuardedSession) -> str:
    """Say whose plans these are: the departments led, or their heads."""
    if not g.actor.heads:
        return "kế hoạch của tổ trưởng các tổ"
    return ", ".join(sorted(around(session).departments))


def _before(session: GuardedSession, card: Card) -> LessonPlan | None:
    """Return the author's approved plan of the week before that, to compare with."""
    earlier = (
        select(LessonPlan)
        .join(Period, Period.id == LessonPlan.period_id)
        .where(
            LessonPlan.staff_id == card.plan.staff_id,
            LessonPlan.decision == Decision.APPROVED,
            Period.from_date < card.week.from_date,
        )
        .order_by(Period.from_date.desc(), LessonPlan.id.desc())
    )
    return session.scalars(earlier.limit(1)).first()


def _closed(session: GuardedSession, card: Card) -> str | None:
    fact = guard.facts(session, LessonPlan, [card.plan.id])[card.plan.id]
    return None if fact.open else why_closed(session, LessonPlan, fact.values)


@queue.get("/")
def index() -> str:
    """Show the queue: the list, the chosen plan, the decision."""
    session = request_session()
    authors = _authors(session)
    year = current_year(session)
    tab = request.args.get("muc", "cho")
    tab = tab if tab in TABS else "cho"
    year_id = year.id if year else 0
    counts = _counts(session, authors, year_id)
    listed = _list(session, tab, authors, year_id)
    chosen = row_id(request.args.get("chon"))
    at = next((n for n, card in enumerate(listed) if card.plan.id == chosen), 0)
    card = listed[at] if listed else None
    return render_template(
        "screens/plans/queue.html",
        tabs=[(key, word, counts[key]) for key, word in TABS.items()],
        tab=tab,
        listed=listed,
        card=card,
        at=at,
        page=page_of(session, card) if card else None,
        before=_before(session, card) if card else None,
        closed=_closed(session, card) if card else None,
        figures=_figures(session, weeks_of(session, year), authors),
        waiting_lessons=(
            sum(c.lessons for c in listed) if tab == "cho" and len(listed) < MOST else None
        ),
        whose=_whose(session),
        remarks=REMARKS,
        at_once=AT_ONCE,
        most=MOST,
    )


@queue.post("/quyet-dinh")
def settle() -> Any:
    """Approve or return the named plans as they were shown, all or none; lead to the next one."""
    session = request_session()
    _authors(session)
    tab = request.form.get("muc", "cho")
    tab = tab if tab in TABS else "cho"
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
            session, g.actor.staff_id, seen, decision, remark=request.form.get("nhan_xet")
        )
    except (Unfit, NotReady) as no:
        session.rollback()
        flash(str(no), "bad")
        return redirect(url_for("plan_queue.index", muc=tab, chon=stay), 303)
    session.commit()
    done = "Đã duyệt" if decision is Decision.APPROVED else "Đã trả lại"
    what = f"“{plans[0].title}”" if len(plans) == 1 else f"{len(plans)} bản"
    flash(f"{done} {what}.", "ok")
    after = request.form.get("ke_tiep") or None
    return redirect(url_for("plan_queue.index", muc=tab, chon=after), 303)


@queue.get("/tiet")
def lessons() -> str:
    """Show who covered how many slots of a week, on time or late (Đ7.4)."""
    session = request_session()
    authors = _authors(session)
    weeks = weeks_of(session, current_year(session))
    today = school_today()
    week = week_called(weeks, request.args.get("tuan")) or week_being_due(weeks, today)
    slots = (
        expected_slots(session, [week.id], staff_ids=authors, since=accounts_since(session))
        if week
        else []
    )
    people = session.scalars(select(Staff).where(Staff.id.in_(authors)).order_by(Staff.sort_key))
    counted = tally(slots, today, lambda slot: slot.staff_id)
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
        whose=_whose(session),
    )


def _waiting(session: GuardedSession) -> Select[tuple[int]] | None:
    """Select how many plans wait for this person."""
    authors, year = _reached(session), current_year(session)
    if year is None or not authors:
        return None
    query = select(func.count(LessonPlan.id)).where(LessonPlan.decision.is_(None))
    return _standing(query, authors, year.id)


MENU = MenuEntry("Duyệt kế hoạch", "plan_queue.index", _decides, order=8, waiting=_waiting)


def register(app: Flask, _admin: Admin) -> None:
    """Register the queue."""
    app.register_blueprint(queue)
