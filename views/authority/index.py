"""The first page of Phân quyền: stand-ins, duties that wait, and the ways to each act (Đ2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, render_template
from sqlalchemy import func, or_, select

from models.clock import school_today
from models.people import DelegatedDuty, Delegation, Duty, SharedSign, Staff
from permissions.actor import Actor
from permissions.policy import can
from views.authority import duties, leaving, person, pupil, sharing, stead, teachers
from views.authority.frame import assigns, authority, gives_duties, managed, manages, tabs_of
from views.menu import MenuEntry
from views.values import WORDS

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin
    from sqlalchemy import Select

__all__ = ["duties", "leaving", "person", "pupil", "sharing", "stead", "teachers"]


@authority.get("")
def index() -> str:
    """Show who stands in for whom, now and to come, and which duties aren't confirmed."""
    session, today = managed(), school_today()
    standing = session.scalars(
        select(Delegation).where(Delegation.to_date >= today).order_by(Delegation.from_date)
    ).all()
    open_yet = or_(Duty.to_date.is_(None), Duty.to_date >= today)
    given = session.scalars(select(Duty).where(open_yet).order_by(Duty.function, Duty.from_date))
    held = list(given)
    waiting = [duty for duty in held if duty.confirmed_at is None]
    ids = {d.absent_id for d in standing} | {d.stand_in_id for d in standing}
    ids |= {d.staff_id for d in held}
    names = {s.id: s for s in session.scalars(select(Staff).where(Staff.id.in_(ids)))}
    return render_template(
        "screens/authority/index.html",
        standing=standing,
        waiting=waiting,
        held=[duty for duty in held if duty.confirmed_at is not None],
        names=names,
        duties=WORDS[DelegatedDuty],
        today=today,
        current_staff=g.actor.staff_id,
        gives=gives_duties(),
        confirms=can(g.actor, "update", Duty, "confirmed_at"),
        assigns=assigns(),
        tabs_=tabs_of("index"),
    )


def _unconfirmed(actor: Actor) -> Select[tuple[int]] | None:
    if not can(actor, "update", Duty, "confirmed_at"):
        return None
    return select(func.count()).select_from(Duty).where(Duty.confirmed_at.is_(None))


def _waiting(actor: Actor) -> Select[tuple[int]] | None:
    """Select how many duties to confirm and signs to ask about wait for this person."""
    duties, signs = _unconfirmed(actor), sharing.unasked(actor)
    if duties is None or signs is None:
        return signs if duties is None else duties
    return signs.with_only_columns(func.count(SharedSign.id) + duties.scalar_subquery())


MENU = MenuEntry("Phân quyền", "authority.index", manages, order=61, waiting=_waiting)


def register(app: Flask, _admin: Admin) -> None:
    """Register the room."""
    app.register_blueprint(authority)
