"""The page "what may I do here, and why": from the policy table, duties and assignments (Đ2.9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, g, render_template, url_for
from sqlalchemy import select

from models.assessment import Unit
from models.base import Base
from models.clock import in_force, school_today
from models.names import fold
from models.people import Delegation, Duty, SignIn, Staff
from models.school import HomeroomAssignment, SchoolClass, TeachingAssignment
from permissions.actor import Actor
from permissions.policy import POLICY, can
from permissions.session import GuardedSession
from views.database import request_session

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

#: how many sign-ins of one's own are shown
PLACES = 8

rights = Blueprint("rights", __name__)


@dataclass(frozen=True)
class Reason:
    """A duty with its source and dates."""

    what: str
    source: str
    from_date: date
    to_date: date | None


def reasons(session: GuardedSession, me: int | None, day: date) -> list[Reason]:
    """Return everything that a person's rights follow from on a day."""

    def _today(model: Any, staff: Any) -> Any:
        return select(model).where(staff, in_force(model, day))

    found = [
        Reason(duty.title, duty.source, duty.from_date, duty.to_date)
        for duty in session.scalars(_today(Duty, Duty.staff_id == me))
        if duty.confirmed_at is not None
    ]
    rooms = {c.id: c.name for c in session.scalars(select(SchoolClass))}
    units = {u.id: u.name for u in session.scalars(select(Unit))}
    h = HomeroomAssignment
    found += [
        Reason(f"GVCN {rooms.get(a.class_id, '')}", "phân công chủ nhiệm", a.from_date, a.to_date)
        for a in session.scalars(_today(h, h.staff_id == me))
    ]
    t, taught = TeachingAssignment, {}
    for a in session.scalars(_today(t, t.staff_id == me)):
        taught.setdefault((a.unit_id, a.from_date, a.to_date), []).append(rooms.get(a.class_id, ""))
    found += [
        Reason(
            f"Dạy {units.get(unit, '')} {', '.join(sorted(names))}", "phân công chuyên môn", a, b
        )
        for (unit, a, b), names in sorted(
            taught.items(), key=lambda pair: units.get(pair[0][0], "")
        )
    ]
    for d in session.scalars(_today(Delegation, Delegation.stand_in_id == me)):
        absent = session.get(Staff, d.absent_id)
        name = f"{absent.address} {absent.full_name}" if absent else ""
        found.append(Reason(f"Làm thay {name}", d.reason, d.from_date, d.to_date))
    return found


def _book(actor: Actor, model: type[Base]) -> dict[str, Any]:
    columns = [c for c in model.__table__.columns if c.name not in ("id", "version")]
    hidden = {"sort_key", "folded"}
    updates = [
        str(c.info.get("label", c.name)).lower()
        for c in columns
        if c.name not in hidden and can(actor, "update", model, c.name)
    ]
    every = len(updates) == len([c for c in columns if c.name not in hidden])
    endpoint = f"record_{model.__tablename__}.index_view"
    return {
        "label": model.label[:1].upper() + model.label[1:],
        "url": url_for(endpoint) if endpoint in current_app.view_functions else None,
        "adds": can(actor, "create", model),
        "changes": ["mọi mục"] if every and updates else updates,
        "removes": can(actor, "delete", model),
        "article": f"Đ{POLICY[model].article}" if POLICY[model].article else "",
    }


def books_of(actor: Actor) -> list[dict[str, Any]]:
    """Return what a person does with each kind of book that they read, by name."""
    books = [_book(actor, model) for model in POLICY if can(actor, "read", model)]
    return sorted(books, key=lambda book: fold(book["label"]))


@rights.get("/quyen-cua-toi")
def mine() -> str:
    """Show duties with their sources, then each kind of book with its article."""
    actor = g.actor
    return render_template(
        "screens/signin/rights.html",
        reasons=reasons(request_session(), actor.staff_id, school_today()),
        books=books_of(actor),
        places=_places(request_session()),
    )


def _places(session: GuardedSession) -> list[SignIn]:
    """Return where the person was signed in last, the newest first."""
    s = SignIn
    mine = select(s).where(s.account_id == g.actor.account_id)
    return list(session.scalars(mine.order_by(s.seen_at.desc(), s.id.desc()).limit(PLACES)))


def register(app: Flask, _admin: Admin) -> None:
    """Register the page."""
    app.register_blueprint(rights)
