"""Ai còn ghi được gì: for any moment, each record kind and time unit with who can write (Đ2.3).

Open or closed comes from the guard's own expression, the capacities from the policy table; here
stands only how it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import render_template, request
from sqlalchemy import select

from models.access import LockKind
from models.access.lock import LOCK_KIND_LABEL
from models.clock import SCHOOL_TIME, in_force, school_today
from models.names import small_first
from models.people import Duty, Staff
from models.refusal import Unfit
from models.school import HomeroomAssignment, Period, TeachingAssignment
from permissions.session import GuardedSession
from permissions.writers import Place, places_at, writers_of
from views.database import request_session
from views.history import held_as
from views.locks.frame import BY, Frame, asked_year, frame, lock_tabs, locks, years_of

NOON = "12:00"
#: so many names stand in a line before the rest is counted
NAMED = 6
_SUBJECT, _HOMEROOM, _AUTHOR = "subject", "homeroom", "author"


@dataclass(frozen=True, slots=True)
class Line:
    """Periods in a row that stand alike: how much of them is open, and who writes there."""

    periods: str
    state: tuple[str, str, str]
    where: str
    duties: list[tuple[str, list[str]]]


class People:
    """Who holds what on a day: subjects, classes, functions; three statements."""

    def __init__(self, session: GuardedSession, here: Frame, day: datetime) -> None:
        """Read the assignments in force on the day of a moment."""
        on = day.astimezone(SCHOOL_TIME).date()
        t, h, d, s = TeachingAssignment, HomeroomAssignment, Duty, Staff
        rooms = {room.id for room in here.classes}
        teaching = select(t.class_id, t.unit_id, s).join(s, s.id == t.staff_id)
        keeping = select(h.class_id, s).join(s, s.id == h.staff_id)
        holding = select(d.function, s).join(s, s.id == d.staff_id)
        self.pairs = {
            (room, unit): staff
            for room, unit, staff in session.execute(teaching.where(in_force(t, on)))
            if room in rooms
        }
        self.homeroom = {
            room: staff
            for room, staff in session.execute(keeping.where(in_force(h, on)))
            if room in rooms
        }
        self.functions: dict[str, list[Staff]] = {}
        held = holding.where(in_force(d, on), d.confirmed_at.is_not(None))
        for function, staff in session.execute(held):
            self.functions.setdefault(function.value, []).append(staff)

    def of(self, capacity: str, places: Sequence[Place]) -> list[str]:
        """Name whoever writes in a capacity at these places, as names sort."""
        if capacity == _SUBJECT:
            found = {self.pairs.get((p.class_id or 0, p.unit_id or 0)) for p in places}
        elif capacity == _HOMEROOM:
            found = {self.homeroom.get(p.class_id or 0) for p in places}
        elif capacity == _AUTHOR:
            found = set(self.pairs.values())
        else:
            found = set(self.functions.get(capacity, ()))
        people = {s.id: s for s in found if s is not None}.values()
        return [f"{s.address} {s.full_name}" for s in sorted(people, key=lambda s: s.sort_key)]


def _asked_moment() -> datetime:
    """Read ?ngay= and ?gio= (noon without it): a moment of the school's clock."""
    day, hour = request.args.get("ngay", ""), request.args.get("gio", "") or NOON
    if not day:
        day = school_today().isoformat()
    try:
        return datetime.strptime(f"{day} {hour}", "%Y-%m-%d %H:%M").replace(tzinfo=SCHOOL_TIME)
    except ValueError:
        raise Unfit("Ngày này chưa đúng; chọn ngày và giờ.", field="ngay") from None


@locks.get("/ai-con-ghi")
def writable() -> str:
    """Show what is open at a moment, and for whom."""
    session = request_session()
    here = frame(session, asked_year(session))
    at = _asked_moment()
    places = places_at(session, here.year.id, at, {kind: of for kind, (_, of) in BY.items()})
    people = People(session, here, at)
    return render_template(
        "screens/locks/writable.html",
        here=here,
        years=years_of(session),
        at=at,
        day=f"{at:%Y-%m-%d}",
        hour=f"{at:%H:%M}",
        kinds=[
            (LOCK_KIND_LABEL[kind], by, _lines(kind, here, places, people))
            for kind, (by, _) in BY.items()
        ],
        named=NAMED,
        tabs_=lock_tabs("writable", here.year),
    )


def _lines(kind: LockKind, here: Frame, places: Iterable[Place], people: People) -> list[Line]:
    """Put periods together that stand alike, one after the other."""
    by_period: dict[int, list[Place]] = {}
    for place in places:
        if place.kind is kind:
            by_period.setdefault(place.period_id, []).append(place)
    periods = [p for p in here.periods if p.id in by_period]

    def stands(period: Period) -> frozenset[tuple[int | None, int | None]]:
        return frozenset((p.class_id, p.unit_id) for p in by_period[period.id] if p.open)

    return [
        _line(kind, here, alike := list(group), by_period[alike[0].id], people)
        for _, group in groupby(periods, key=stands)
    ]


def _line(
    kind: LockKind,
    here: Frame,
    periods: list[Period],
    every: list[Place],
    people: People,
) -> Line:
    open_ = [place for place in every if place.open]
    first, last = periods[0], periods[-1]
    name = first.name
    if first is not last:
        name += f" đến {small_first(last.name)}"
    if not open_:
        return Line(name, ("Đóng", "", "closed"), "", [])
    whole = len(open_) == len(every)
    state = ("Mở", "info", "open") if whole else ("Mở một phần", "warn", "open")
    duties = [(held_as(c) or c, people.of(c, open_)) for c in writers_of(kind)]
    return Line(name, state, "" if whole else _where(here, every, open_), duties)


def _where(here: Frame, every: list[Place], open_: list[Place]) -> str:
    """Say which classes and units are open: whole classes by name, else the units of a class."""
    units = {u.id: u.short_name for u in here.units}
    parts = []
    for room in here.classes:
        of_room = [p for p in every if p.class_id == room.id]
        mine = [p for p in open_ if p.class_id == room.id]
        if mine and len(mine) == len(of_room):
            parts.append(room.name)
        elif mine:
            named = ", ".join(units[p.unit_id] for p in mine if p.unit_id in units)
            parts.append(f"{room.name} ({named})")
    return ", ".join(parts)
