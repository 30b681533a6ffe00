"""Year-end review of a class: steps, blocking cells, evidence, proposals, approval (Đ2.5, Đ4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from sqlalchemy import Select, func, select

from models.access import Reminder
from models.assessment import SubjectResult
from models.assessment.counted import Which, count_cells
from models.assessment.missing import by_person, owed_words, unit_label, units_of
from models.assessment.rules import Rule, why_not
from models.people import Staff
from models.pupils import Enrolment
from models.refusal import NotReady
from models.school import HomeroomAssignment, SchoolClass
from models.yearend import Dossier, DossierState, Proposal, Seen
from models.yearend.gate import blocking_cells
from models.yearend.lifted import awaits_decision
from models.yearend.outcomes import outcomes, rules_by_grade
from models.yearend.propose import (
    dossier_of,
    is_candidate,
    proposals_of,
)
from models.yearend.stage import seen_ids, stage
from permissions import guard
from permissions.actor import Actor
from permissions.errors import OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views import review_parts as parts
from views.database import request_session
from views.evidence import chip, why
from views.frame import current_year
from views.menu import MenuEntry
from views.review_lifting import reopening_of
from views.review_rows import FILTERS, LISTS, Listed, Row, grouped, rows_of, summary
from views.tabs import Tab

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

review = Blueprint("review", __name__, url_prefix="/tong-ket")
STATE_WORDS = {
    DossierState.DRAFT: ("Đang nhập", "", ""),
    DossierState.COMPLETE: ("Đủ ô, chờ đề nghị", "info", "tick"),
    DossierState.PROPOSED: ("Đã đề nghị, chờ duyệt", "info", "clock"),
    DossierState.REVIEWED: ("Ban quản trị đã xem, chờ duyệt", "info", "eye"),
    DossierState.RETURNED: ("Đã trả lại", "warn", "returned"),
    DossierState.APPROVED: ("Đã chốt", "ok", "ribbon"),
    DossierState.REOPENED: ("Đang mở lại", "warn", "open"),
}


@dataclass(frozen=True, slots=True)
class May:
    """What this person may do with this dossier."""

    propose: bool
    see: bool
    decide: bool
    remind: bool
    judge: bool
    lifted: bool


def opened(session: GuardedSession, class_id: int) -> tuple[SchoolClass, Dossier | None, May]:
    """Return class, dossier and own rights; OutOfScope when the dossier isn't this person's."""
    here = session.get(SchoolClass, class_id)
    if here is None:
        raise OutOfScope
    dossier = dossier_of(session, class_id)
    fact = (
        guard.facts(session, Dossier, [dossier.id])[dossier.id]
        if dossier is not None
        else guard.facts_new(session, Dossier, [{"class_id": class_id}])[0]
    )
    if not fact.capacities or not can(g.actor, "read", Enrolment):
        raise OutOfScope
    return (
        here,
        dossier,
        May(
            propose=fact.open and fact.may_update("proposed_at"),
            see=can(g.actor, "create", Seen),
            decide=fact.open and fact.may_update("approved_at"),
            remind=can(g.actor, "create", Reminder),
            judge=can(g.actor, "read", SubjectResult),
            lifted=fact.open,
        ),
    )


def _short_names(session: GuardedSession) -> dict[str, str]:
    return {u.code: unit_label(u, short=True) for u in units_of(session)}


def _teacher(session: GuardedSession, class_id: int) -> Staff | None:
    return session.scalars(
        select(Staff)
        .join(HomeroomAssignment, HomeroomAssignment.staff_id == Staff.id)
        .where(HomeroomAssignment.class_id == class_id)
        .order_by(HomeroomAssignment.from_date.desc())
        .limit(1)
    ).first()


@review.get("/")
def classes() -> Any:
    """List the classes whose dossiers this person reads; a single one is opened at once."""
    session = request_session()
    year = current_year(session)
    found = [] if year is None else _class_lines(session, year.id)
    if len(found) == 1:
        return redirect(found[0]["url"])
    return render_template(
        "screens/review/classes.html",
        lines=found,
        states=STATE_WORDS,
        may_approve=can(g.actor, "update", Dossier, "approved_at"),
    )


def _class_lines(session: GuardedSession, year_id: int) -> list[dict[str, Any]]:
    rooms = session.scalars(
        select(SchoolClass)
        .where(SchoolClass.year_id == year_id)
        .order_by(SchoolClass.grade, SchoolClass.name)
    ).all()
    facts = guard.facts_new(session, Dossier, [{"class_id": room.id} for room in rooms])
    mine = [room for room, fact in zip(rooms, facts, strict=True) if fact.capacities]
    dossiers = {d.class_id: d for d in session.scalars(select(Dossier))}
    stands = guard.facts(session, Dossier, [d.id for d in dossiers.values()])
    reviewed = seen_ids(session, stands)
    seen = dict(
        session.execute(
            select(Seen.class_id, func.count(Seen.staff_id.distinct())).group_by(Seen.class_id)
        ).all()
    )
    missing: dict[int, int] = {}
    if mine and can(g.actor, "read", SubjectResult):
        missing = dict.fromkeys((room.id for room in mine), 0)
        which = Which(year_id, class_ids=tuple(room.id for room in mine))
        for count in count_cells(session, which):
            missing[count.class_id] = missing.get(count.class_id, 0) + count.cells
    return [
        {
            "here": room,
            "dossier": dossiers.get(room.id),
            "state": stage(
                dossier := dossiers.get(room.id),
                missing=missing.get(room.id, 1) > 0,
                seen=dossier is not None and dossier.id in reviewed,
                lifted=dossier is not None and stands[dossier.id].open,
            ),
            "seen": seen.get(room.id, 0),
            "missing": missing.get(room.id),
            "url": _class_url(room.id),
        }
        for room in mine
    ]


def _class_url(class_id: int) -> str:
    """Return where a class is read: the register without names for who doesn't see the pupils."""
    if can(g.actor, "read", Enrolment):
        return url_for("review.show", class_id=class_id)
    return url_for("record_proposal.index_view", f_class_id=class_id)


@review.get("/<int:class_id>")
def show(class_id: int) -> str:
    """Show a class: who needs eyes first, what blocks, what the own step is."""
    session = request_session()
    here, dossier, may = opened(session, class_id)
    rows = _rows(session, here, may)
    blocking = blocking_cells(session, class_id, here.year_id) if may.judge else []
    asked, listed = request.args.get("loc", ""), LISTS.get(request.args.get("ds", ""))
    of_list = [row for row in rows if listed is None or listed.holds(row)]
    shown = [row for row in of_list if asked not in FILTERS or FILTERS[asked][1](row)]
    in_order = request.args.get("xem") == "stt" or asked in FILTERS
    looked = parts.seen(session, dossier)
    now = [at for line, _ in looked if (at := line.at) and dossier and dossier.proposed_at]
    lists = parts.frozen(session, dossier)
    reopening = reopening_of(session, dossier, lifted=may.lifted)
    return render_template(
        "screens/review/class.html",
        here=here,
        teacher=_teacher(session, class_id),
        dossier=dossier,
        state=stage(
            dossier,
            missing=bool(blocking) or not may.judge,
            seen=any(at >= dossier.proposed_at for at in now),
            lifted=may.lifted,
        ),
        words=STATE_WORDS,
        states=DossierState,
        waiting=(DossierState.PROPOSED, DossierState.REVIEWED),
        tabs=_tabs(here, rows, listed),
        listed=listed,
        summer_list=LISTS["bo-sung"].name,
        may=may,
        groups=[("", shown)] if in_order else grouped(shown),
        pupils=len(rows),
        in_order=in_order,
        asked=asked,
        filters=[(k, v[0], n) for k, v in FILTERS.items() if (n := len([*filter(v[1], of_list)]))],
        summary=summary(rows),
        owed=owed_words(by_person(blocking)),
        owing=len({cell.owner_id for cell in blocking} - {None}),
        blocking=parts.by_pupil(blocking),
        cells=sum(len(cell.fields) for cell in blocking),
        seen=looked,
        frozen=lists[0] if lists else None,
        former=lists[1:],
        reminded=parts.reminded(session, class_id, blocking),
        people=parts.people(session, dossier, [row for row, _ in reopening["requests"]]),
        **reopening,
    )


def _tabs(here: SchoolClass, rows: list[Row], chosen: Listed | None) -> list[Tab]:
    """Return the whole class and the four lists, each with its number."""
    lists = [("Cả lớp", None, None, len(rows))]
    lists += [(one.name, key, one, len([*filter(one.holds, rows)])) for key, one in LISTS.items()]
    return [
        Tab(f"{name} {n}", url_for("review.show", class_id=here.id, ds=key), of is chosen)
        for name, key, of, n in lists
    ]


def _rows(session: GuardedSession, here: SchoolClass, may: May) -> list[Row]:
    rule = _rule(session, here)
    pupils = outcomes(session, here.year_id, (here.id,))
    known = proposals_of(session, here.id)
    return rows_of(pupils, known, rule, _short_names(session), judged=may.judge)


def _rule(session: GuardedSession, here: SchoolClass) -> Rule:
    rules = rules_by_grade(session, here.year_id)
    if here.grade not in rules:
        raise NotReady(f"Khối {here.grade} chưa có bộ quy tắc đánh giá (Đ2.10).")
    return rules[here.grade]


@review.get("/<int:class_id>/em/<int:pupil_id>")
def pupil(class_id: int, pupil_id: int) -> str:
    """Answer "Vì sao không Xuất sắc?" for one pupil, and take a deviation with its reason."""
    session = request_session()
    here, _, may = opened(session, class_id)
    if not may.judge:
        raise OutOfScope
    rule = _rule(session, here)
    judged = outcomes(session, here.year_id, (class_id,))
    one = next((p for p in judged if p.pupil_id == pupil_id), None)
    if one is None:
        raise OutOfScope
    names = {u.code: unit_label(u) for u in units_of(session)}
    steps = rule.goals
    wanted = request.args.get("muc", steps[0].code)
    step = next((s for s in steps if s.code == wanted), steps[0])
    known = proposals_of(session, class_id)
    place = judged.index(one)
    return render_template(
        "screens/review/pupil.html",
        here=here,
        one=one,
        row=rows_of([one], known, rule, names)[0],
        proposal=known.get(pupil_id),
        steps=steps,
        every=rule.overall,
        step=step,
        circular=rule.circular,
        against=[
            (
                chip(cell, names) if cell.value is not None else names[cell.unit],
                why(cell, rule, step.code),
            )
            for cell in why_not(one.cells, rule, step.code)
        ],
        may_change=may.propose,
        candidate=is_candidate(one, rule),
        before=judged[place - 1] if place else None,
        after=judged[place + 1] if place + 1 < len(judged) else None,
    )


@review.get("/<int:class_id>/tieu-bieu")
def candidates(class_id: int) -> str:
    """List who may be recognised for Tiêu biểu by the class (TT 27/2020 Đ13)."""
    session = request_session()
    here, _, may = opened(session, class_id)
    if not may.judge:
        raise OutOfScope
    rule = _rule(session, here)
    known = proposals_of(session, class_id)
    found = [
        (one, one.pupil_id in known and known[one.pupil_id].recognised)
        for one in outcomes(session, here.year_id, (class_id,))
        if is_candidate(one, rule) or (one.pupil_id in known and known[one.pupil_id].recognised)
    ]
    return render_template(
        "screens/review/candidates.html",
        here=here,
        rule=rule,
        found=found,
        may_change=may.propose,
    )


def _waiting(actor: Actor) -> Select[tuple[int]] | None:
    """Select how many dossiers wait for this person's decision."""
    if not can(actor, "update", Dossier, "approved_at"):
        return None
    return select(func.count(Dossier.id)).where(awaits_decision())


MENU = MenuEntry(
    "Tổng kết năm",
    "review.classes",
    lambda actor: can(actor, "read", Proposal),
    order=14,
    waiting=_waiting,
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the screens."""
    app.register_blueprint(review)
