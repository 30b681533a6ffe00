"""The demo's attendance: every roll of the year so far, who was away, leave that was asked for."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from models.daily import Absence, HalfDay, Leave, RollCall
from models.school import SchoolDay
from permissions import guard
from seeds.demo.data import demo_school
from seeds.demo.pupils import Child
from seeds.demo.world import World

SEED = 42
HALVES = (HalfDay.MORNING, HalfDay.AFTERNOON)
#: a pupil is away for a day, and how often without leave
AWAY, WITHOUT = 0.012, 0.15
REASONS = ("sốt", "đau bụng", "nhà có giỗ", "đi khám răng", "về quê với ông bà", "mệt")
#: classes whose roll of today nobody has called yet
UNCALLED = ("3A", "1B", "5B")
#: classes in which the first pupil has been away without leave since yesterday
ALERTS = ("3A", "4B")
#: class → (place in the list, days from today, days long, who asks, why, granted)
LEAVES: dict[str, tuple[int, int, int, str, str, bool | None]] = {
    "3A": (4, 0, 2, "mẹ gọi điện", "sốt, đi khám ở trạm y tế", True),
    "3B": (2, 1, 6, "cha viết đơn", "về quê chịu tang ông nội", None),
}


def build_attendance(world: World, children: list[Child]) -> None:
    """Write the rolls of each class as its homeroom teacher."""
    rng = Random(SEED)  # noqa: S311
    with world.setup() as s:
        days = s.scalars(
            select(SchoolDay).where(SchoolDay.date <= world.days.today).order_by(SchoolDay.date)
        ).all()
    for room in demo_school()["classes"]:
        name = room["name"]
        here = [c for c in children if c.room == name]
        rolls: list[dict[str, Any]] = []
        away: list[dict[str, Any]] = []
        for day in days:
            present = [c for c in here if c.there(day.date)]
            if not (day.date == world.days.today and name in UNCALLED):
                rolls += _rolls(world, name, room["homeroom"], day)
                away += _away(world, name, day, present, rng)
        if name in ALERTS:
            away = _without(world, name, here[0], days, away)
        with world.acting(room["homeroom"]) as s:
            guard.write(s, Absence, creates=away)
            guard.write(s, RollCall, creates=rolls)
            if name in LEAVES:
                guard.write(s, Leave, creates=[_leave(world, name, room["homeroom"], here)])


def _rolls(world: World, name: str, homeroom: str, day: SchoolDay) -> list[dict[str, Any]]:
    halves = HALVES if day.date < world.days.today else HALVES[:1]
    return [
        _place(world, name, day)
        | {
            "half": half,
            "taken_at": world.days.at(day.date, 7 if half is HalfDay.MORNING else 13, 10),
            "taken_by": world.staff[homeroom],
        }
        for half in halves
    ]


def _away(
    world: World, name: str, day: SchoolDay, present: list[Child], rng: Random
) -> list[dict[str, Any]]:
    found = []
    for child in present:
        if rng.random() >= AWAY:
            continue
        excused, reason = rng.random() >= WITHOUT, rng.choice(REASONS)
        whole = rng.random() < 0.7  # noqa: PLR2004 - most are away the whole day
        for half in HALVES if whole and day.date < world.days.today else HALVES[:1]:
            place = _place(world, name, day) | {"half": half, "pupil_id": child.id}
            found.append(place | {"excused": excused, "reason": reason if excused else None})
    return found


def _without(
    world: World, name: str, child: Child, days: Any, away: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Let a pupil be away without leave for the whole last day that was called."""
    last = next(d for d in reversed(days) if d.date < world.days.today)
    kept = [a for a in away if (a["pupil_id"], a["date"]) != (child.id, last.date)]
    return kept + [
        _place(world, name, last)
        | {"half": half, "pupil_id": child.id, "excused": False, "reason": None}
        for half in HALVES
    ]


def _place(world: World, name: str, day: SchoolDay) -> dict[str, Any]:
    return {"class_id": world.classes[name], "date": day.date, "month_id": day.month_id}


def _leave(world: World, name: str, homeroom: str, here: list[Child]) -> dict[str, Any]:
    place, ahead, long, who, why, granted = LEAVES[name]
    first = world.days.today + timedelta(days=ahead)
    noted = world.days.at(world.days.today, 6, 48)
    decided = {"granted": granted, "decided_by": world.staff[homeroom], "decided_at": noted}
    return {
        "class_id": world.classes[name],
        "pupil_id": here[place].id,
        "from_date": first,
        "to_date": first + timedelta(days=long - 1),
        "reason": why,
        "asked_by": who,
        "noted_by": world.staff[homeroom],
        "noted_at": noted,
        **(decided if granted is not None else {}),
    }
