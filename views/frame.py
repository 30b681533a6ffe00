"""What stands around every page: school, year, the person's name and duties, the menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import g, has_request_context
from sqlalchemy import CompoundSelect, Select, func, literal, select, union_all
from sqlalchemy.orm import aliased

from models.clock import school_today
from models.people.duty import titles
from models.school import Department, Period, PeriodKind, School, SchoolClass, SchoolYear
from permissions.actor import Actor
from permissions.session import GuardedSession, system_session
from views.database import engines, request_session
from views.menu import MenuEntry, entries_of, home_url, menu_of
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
    years = session.scalars(select(SchoolYear).order_by(SchoolYear.first_day)).all()
    begun = [year for year in years if year.first_day <= school_today()]
    return begun[-1] if begun else next(iter(years), None)


def _year_of(day: date) -> Select[Any]:
    """Select the name of the year that ``current_year`` returns on a day."""
    begun, every = aliased(SchoolYear), aliased(SchoolYear)
    last = select(func.max(begun.first_day)).where(begun.first_day <= day)
    first_day = func.coalesce(
        last.scalar_subquery(), select(func.min(every.first_day)).scalar_subquery()
    )
    name = select(literal(0), literal("year"), SchoolYear.name)
    return name.where(SchoolYear.first_day == first_day)


def periods_of(session: GuardedSession, year: SchoolYear, kind: PeriodKind) -> list[Period]:
    """Return the year's periods of a kind in order; all kinds are read by one statement."""
    return periods_in(session, year.id, kind)


def periods_in(session: GuardedSession, year_id: int, kind: PeriodKind) -> list[Period]:
    """Return the periods of a kind in the year of that id, as ``periods_of``; no summer rounds."""
    query = select(Period).where(Period.year_id == year_id).order_by(Period.from_date, Period.id)
    every = once(("periods", year_id), lambda: session.scalars(query).all())
    return [period for period in every if period.kind is kind and not period.summer]


@dataclass(slots=True)
class Around:
    """What stands around a page: names of school, year and own duties, counts in the menu.

    ``counts``: endpoint of a word of the menu → how much waits behind it.
    """

    school: str = ""
    year: str = ""
    departments: list[str] = field(default_factory=list)
    rooms: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def around(session: GuardedSession) -> Around:
    """Read it by one statement, once a request."""
    return once("around", lambda: _around(session))


def _around(session: GuardedSession) -> Around:
    entries = tuple(entries_of(session.actor))
    asked, whole = _question(session.actor, school_today(), entries)
    more = [(e, e.queue(session)) for e in entries if e.queue]
    queues = [_counted(e, queue) for e, queue in more if queue is not None]
    found = Around()
    for number, what, name in session.execute(union_all(*asked, *queues) if queues else whole):
        if what == "school":
            found.school = name
        elif what == "year":
            found.year = name
        elif what == "menu":
            found.counts[name] = number
        else:
            (found.departments if what == "led" else found.rooms).append(name)
    return found


def _counted(entry: MenuEntry, waiting: Select[tuple[int]]) -> Select[Any]:
    return waiting.add_columns(literal("menu"), literal(entry.endpoint))


@lru_cache(maxsize=512)
def _question(
    actor: Actor, day: date, entries: tuple[MenuEntry, ...]
) -> tuple[list[Select[Any]], CompoundSelect[Any]]:
    """Put together once what stands around the pages of these rights on a day: parts and whole."""
    parts: list[Select[Any]] = [
        select(literal(0), literal("school"), School.name),
        _year_of(day),
    ]
    if actor.heads:
        led = Department.id.in_(actor.heads)
        parts.append(select(literal(0), literal("led"), Department.name).where(led))
    if actor.homeroom:
        own = SchoolClass.id.in_(actor.homeroom)
        parts.append(select(literal(0), literal("room"), SchoolClass.name).where(own))
    for entry in entries:
        waiting = entry.waiting(actor) if entry.waiting else None
        if waiting is not None:
            parts.append(_counted(entry, waiting))
    return parts, union_all(*parts)


def duty_words(actor: Actor, here: Around) -> str:
    """Say in a few words what the person does here: "GVCN 3A", "Tổ trưởng Tổ 3"."""
    words = titles(actor.functions, here.departments)
    if here.rooms:
        words.append(f"GVCN {', '.join(sorted(here.rooms))}")
    return ", ".join(words[:2]) or ("giáo viên" if actor.teaches else "")


def door_facts() -> dict[str, Any]:
    """Return school and year for the pages before sign-in."""
    with system_session(engines().read, "trang đăng nhập", capacities=frozenset()) as session:
        name = session.scalars(select(School.name)).first()
        year = current_year(session)
        return _place(name or "", year.name if year else "")


def _place(school: str, year: str) -> dict[str, Any]:
    return {"school_name": school, "year_name": year_vi(year) if year else ""}


def _frame() -> dict[str, Any]:
    actor = g.get("actor")
    if actor is None:
        return {"actor": None}
    session = request_session()
    here = around(session)
    return {
        "actor": actor,
        "menu": menu_of(actor, here.counts),
        "home_url": home_url(),
        "duty_words": duty_words(actor, here),
        **_place(here.school, here.year),
    }


def register(app: Flask, _admin: object) -> None:
    """Give the frame to every template."""
    app.context_processor(_frame)
