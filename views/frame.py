"""What stands around every page: school, year, the person's name and duties, the menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import g, has_request_context
from sqlalchemy import select

from models.clock import school_today
from models.people.duty import titles
from models.school import Department, School, SchoolClass, SchoolYear
from permissions.actor import Actor
from permissions.session import GuardedSession, system_session
from views.database import engines, request_session
from views.menu import home_url, menu_of
from views.words import year_vi

if TYPE_CHECKING:
    from flask import Flask


def once(key: Any, make: Callable[[], Any]) -> Any:
    """Return what ``make`` gives, asked once a request (outside of one: each time)."""
    if not has_request_context():
        return make()
    found = g.setdefault("once", {})
    if key not in found:
        found[key] = make()
    return found[key]


def current_year(session: GuardedSession) -> SchoolYear | None:
    """Return the school year of today: the last one that has begun, else the first to come."""
    return once("current year", lambda: _current_year(session))


def _current_year(session: GuardedSession) -> SchoolYear | None:
    begun = select(SchoolYear).where(SchoolYear.first_day <= school_today())
    return (
        session.scalars(begun.order_by(SchoolYear.first_day.desc()).limit(1)).first()
        or session.scalars(select(SchoolYear).order_by(SchoolYear.first_day).limit(1)).first()
    )


def duty_words(session: GuardedSession, actor: Actor) -> str:
    """Say in a few words what the person does here: "GVCN 3A", "Tổ trưởng Tổ 3"."""
    led = select(Department.name).where(Department.id.in_(actor.heads))
    words = titles(actor.functions, session.scalars(led).all() if actor.heads else [])
    if actor.homeroom:
        rooms = select(SchoolClass.name).where(SchoolClass.id.in_(actor.homeroom))
        words.append(f"GVCN {', '.join(sorted(session.scalars(rooms)))}")
    return ", ".join(words[:2]) or ("giáo viên" if actor.teaches else "")


def door_facts() -> dict[str, Any]:
    """Return school and year for the pages before sign-in."""
    with system_session(engines().read, "trang đăng nhập", capacities=frozenset()) as session:
        return _school(session)


def _school(session: GuardedSession) -> dict[str, Any]:
    school = session.scalars(select(School).order_by(School.id).limit(1)).first()
    year = current_year(session)
    return {
        "school_name": school.name if school else "",
        "year_name": year_vi(year.name) if year else "",
    }


def _frame() -> dict[str, Any]:
    actor = g.get("actor")
    if actor is None:
        return {"actor": None}
    session = request_session()
    return {
        "actor": actor,
        "menu": menu_of(actor),
        "home_url": home_url(),
        "duty_words": duty_words(session, actor),
        **_school(session),
    }


def register(app: Flask, _admin: object) -> None:
    """Give the frame to every template."""
    app.context_processor(_frame)
