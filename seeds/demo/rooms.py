"""The demo's classes: homeroom, who teaches what from when, and a timetable without clashes."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from models.school import (
    Campus,
    HomeroomAssignment,
    SchoolClass,
    TeachingAssignment,
    TimetableSlot,
)
from permissions import guard
from seeds.demo.data import demo_school, teachers
from seeds.demo.world import World

WEEKDAYS = (2, 3, 4, 5, 6)
LESSONS = (1, 2, 3, 4, 5, 6, 7)
Place = tuple[int, int]


def build_rooms(world: World) -> None:
    """Write the ten classes; the year and the staff stand already."""
    with world.setup() as s:
        places = {c.name: c.id for c in s.scalars(select(Campus))}
        main = demo_school()["campuses"][0]["name"]
        guard.write(
            s,
            SchoolClass,
            creates=[
                {
                    "year_id": world.year_id,
                    "grade": int(room["name"][0]),
                    "name": room["name"],
                    "campus_id": places[room.get("campus", main)],
                }
                for room in demo_school()["classes"]
            ],
        )
        s.commit()


def assign(world: World, rng: Random) -> None:
    """Write homeroom, teaching and timetable, all from the year's first day."""
    first = world.days.monday(1)
    with world.setup() as s:
        guard.write(
            s,
            HomeroomAssignment,
            creates=[
                {
                    "class_id": world.classes[room["name"]],
                    "staff_id": world.staff[room["homeroom"]],
                    "from_date": first,
                }
                for room in demo_school()["classes"]
            ],
        )
        guard.write(s, TeachingAssignment, creates=_teaching(world))
        guard.write(
            s,
            TimetableSlot,
            creates=[
                {
                    "class_id": world.classes[room],
                    "weekday": place[0],
                    "lesson": place[1],
                    "unit_id": world.units[unit],
                    "from_date": first,
                }
                for room, places in timetable(rng).items()
                for place, unit in sorted(places.items())
            ],
        )
        s.commit()


def _teaching(world: World) -> list[dict[str, Any]]:
    left, first = demo_school()["left"], world.days.monday(1)
    last = world.days.monday(left["to_week"]) + timedelta(days=6)
    rows = [
        {
            "class_id": world.classes[room],
            "unit_id": world.units[unit],
            "staff_id": world.staff[code],
            "from_date": first,
            "to_date": last if code == left["staff"] else None,
        }
        for (room, unit), code in teachers().items()
    ]
    for code, rooms in left["followed"].items():
        rows += [
            {
                "class_id": world.classes[room],
                "unit_id": world.units[left["unit"]],
                "staff_id": world.staff[code],
                "from_date": last + timedelta(days=1),
                "to_date": None,
            }
            for room in rooms
        ]
    return rows


def timetable(rng: Random) -> dict[str, dict[Place, str]]:
    """Return class → (weekday, lesson) → unit: nobody in two rooms at once, lessons spread out."""
    laid: dict[str, dict[Place, str]] = {}
    busy: dict[str, set[Place]] = {}
    school, who = demo_school(), teachers()
    homeroom = {room["name"]: room["homeroom"] for room in school["classes"]}
    # Teachers of many classes first: the homeroom teacher's lessons fit wherever room is left.
    lessons = sorted(
        (who[room, unit] == homeroom[room], room, unit, school["lessons"][unit][int(room[0])])
        for room, unit in who
    )
    for _, room, unit, count in lessons:
        mine = busy.setdefault(who[room, unit], set())
        grid = laid.setdefault(room, {})
        for _ in range(count):
            per_day = Counter(day for (day, _), other in grid.items() if other == unit)
            free = [
                (per_day[day], lesson, rng.random(), (day, lesson))
                for day in WEEKDAYS
                for lesson in LESSONS
                if (day, lesson) not in grid and (day, lesson) not in mine
            ]
            place = min(free)[-1]
            grid[place] = unit
            mine.add(place)
    return laid
