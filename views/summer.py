"""Supplementary assessment in summer: the rounds, whom it is about and in what, results (Đ2.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.assessment.missing import unit_label
from models.assessment.rules import Rule
from models.clock import school_today
from models.refusal import Refusal, Unfit
from models.school import Period, SchoolClass
from models.yearend import FrozenList, Proposal, SupplementaryResult
from models.yearend.outcomes import rules_by_grade
from models.yearend.summer import Given, Item, Owed, add_round, give, owed, round_now, summer_rounds
from permissions import guard
from permissions.actor import Actor
from permissions.errors import OutOfScope
from permissions.policy import can, sees_all
from permissions.session import GuardedSession
from views.database import request_session
from views.frame import current_year
from views.ids import row_id
from views.menu import MenuEntry

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

summer = Blueprint("summer", __name__, url_prefix="/tong-ket")


@dataclass(frozen=True, slots=True)
class Box:
    """An item as the page shows it: its name, and whether this person writes it now."""

    item: Item
    name: str
    scale: tuple[str, ...]
    mine: bool

    @property
    def unit_id(self) -> int:
        """The unit."""
        return self.item.unit.id


def _rooms(session: GuardedSession) -> list[SchoolClass]:
    """Return this year's classes whose summer results this person reads."""
    year = current_year(session)
    if year is None:
        return []
    query = select(SchoolClass).where(SchoolClass.year_id == year.id)
    rooms = session.scalars(query.order_by(SchoolClass.grade, SchoolClass.name)).all()
    if sees_all(g.actor, SupplementaryResult):
        return list(rooms)
    mine = {*g.actor.homeroom, *(class_id for class_id, _ in g.actor.teaches)}
    return [room for room in rooms if room.id in mine]


@summer.get("/bo-sung")
def overview(refusal: Refusal | None = None) -> Any:
    """List the rounds, and the classes whose lists are frozen."""
    session = request_session()
    year = current_year(session)
    rooms = _rooms(session)
    if not rooms and not can(g.actor, "read", SupplementaryResult):
        raise OutOfScope
    frozen = set(session.scalars(select(FrozenList.class_id)))
    rounds = summer_rounds(session, year.id) if year else []
    page = render_template(
        "screens/review/summer.html",
        rounds=rounds,
        now=round_now(rounds),
        rooms=[(room, room.id in frozen) for room in rooms],
        knows=can(g.actor, "read", FrozenList),
        may_add=can(g.actor, "create", Period),
        refusal=refusal,
        given=request.form,
    )
    return page, refusal.status if refusal else 200


@summer.post("/bo-sung")
def new_round() -> Any:
    """Set up the next round with its days."""
    session = request_session()
    year = current_year(session)
    if year is None:
        raise OutOfScope
    try:
        made = add_round(session, year, g.actor.staff_id or 0, _day("from_date"), _day("to_date"))
        session.commit()
    except Unfit as refusal:
        session.rollback()
        return overview(refusal)
    flash(f"Đã mở {made.name.lower()}.", "ok")
    return redirect(url_for("summer.overview"), 303)


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as error:
        raise Unfit("Chọn ngày.", field=name) from error


def _opened(session: GuardedSession, class_id: int) -> tuple[SchoolClass, Rule, list[Owed]]:
    here = next((room for room in _rooms(session) if room.id == class_id), None)
    if here is None:
        raise OutOfScope
    proposed = select(Proposal.pupil_id).where(Proposal.class_id == class_id)
    support = set(session.scalars(proposed.where(Proposal.summer_support)))
    rule = rules_by_grade(session, here.year_id).get(here.grade)
    if rule is None:
        raise OutOfScope
    return here, rule, owed(session, here, support)


@summer.get("/<int:class_id>/bo-sung")
def show(class_id: int, refusal: Refusal | None = None) -> Any:
    """Show a class: who is assessed again in what, what each round gave, and own boxes."""
    session = request_session()
    here, rule, pupils = _opened(session, class_id)
    rounds = summer_rounds(session, here.year_id)
    now = round_now(rounds)
    boxes = _boxes(session, here, rule, pupils, now)
    page = render_template(
        "screens/review/summer_class.html",
        here=here,
        rounds=rounds,
        now=now,
        pupils=[(one, boxes[one.pupil.pupil_id]) for one in pupils],
        writes=any(box.mine for own in boxes.values() for box in own),
        day=min(school_today(), now.to_date) if now else None,
        refusal=refusal,
        given=request.form,
        reads=can(g.actor, "read", Proposal),
    )
    return page, refusal.status if refusal else 200


def _boxes(
    session: GuardedSession,
    here: SchoolClass,
    rule: Rule,
    pupils: list[Owed],
    now: Period | None,
) -> dict[int, list[Box]]:
    items = [(one, item) for one in pupils for item in one.items]
    mine = [False] * len(items)
    if now is not None and items:
        rows = [
            {
                "class_id": here.id,
                "unit_id": item.unit.id,
                "period_id": now.id,
                "pupil_id": one.pupil.pupil_id,
            }
            for one, item in items
        ]
        facts = guard.facts_new(session, SupplementaryResult, rows)
        mine = [f.open and any(f.create_fields(name) for name in f.capacities) for f in facts]
    found: dict[int, list[Box]] = {one.pupil.pupil_id: [] for one in pupils}
    for (one, item), own in zip(items, mine, strict=True):
        scale = rule.scale(item.failing[0].kind)
        found[one.pupil.pupil_id].append(Box(item, unit_label(item.unit), scale, own))
    return found


@summer.post("/<int:class_id>/bo-sung")
def save(class_id: int) -> Any:
    """Write the results of the round that is open now."""
    session = request_session()
    here, _, pupils = _opened(session, class_id)
    now = round_now(summer_rounds(session, here.year_id))
    try:
        if now is None:
            raise Unfit("Hiện không có đợt đánh giá bổ sung nào đang mở.", field="held_on")
        changed = give(session, here, now, g.actor.staff_id or 0, _day("held_on"), _given(), pupils)
        session.commit()
    except Unfit as refusal:
        session.rollback()
        return show(class_id, refusal)
    flash(f"Đã ghi {changed} kết quả của {now.name.lower()}.", "ok")
    return redirect(url_for("summer.show", class_id=class_id), 303)


def _given() -> list[Given]:
    """Read muc-<pupil>-<unit> and diem-<pupil>-<unit> of the form."""
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for name, text in request.form.items():
        what, _, place = name.partition("-")
        pupil, _, unit = place.partition("-")
        ids = row_id(pupil), row_id(unit)
        if what not in ("muc", "diem") or ids[0] is None or ids[1] is None:
            continue
        value = text.strip() or None
        if what == "diem" and value is not None and not (value.isdecimal() and value.isascii()):
            raise Unfit("Điểm là số nguyên từ 1 đến 10.", field="score")
        found.setdefault((ids[0], ids[1]), {})[what] = value
    return [
        Given(*key, values.get("muc"), int(values["diem"][:4]) if values.get("diem") else None)
        for key, values in found.items()
    ]


def _only_teaches(actor: Actor) -> bool:
    own = can(actor, "create", SupplementaryResult)
    return own and not can(actor, "read", Proposal)


MENU = MenuEntry("Đánh giá bổ sung", "summer.overview", _only_teaches, order=34)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(summer)
