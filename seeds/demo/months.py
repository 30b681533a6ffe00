"""The demo's monthly comments: the last months whole, the month of today as far as it has come."""

from __future__ import annotations

from random import Random
from typing import Any

from models.assessment import MonthlyComment
from models.school import PeriodKind
from permissions import guard
from seeds.demo.comments import Pen
from seeds.demo.data import demo_school
from seeds.demo.pupils import Child
from seeds.demo.world import World

SEED = 47
MONTHS = 3
#: how much of the current month is written
WRITTEN = 0.6


def build_months(world: World, children: list[Child]) -> None:
    """Write as each homeroom teacher; classes differ in how far they are this month."""
    rng = Random(SEED)  # noqa: S311
    today = world.days.today
    begun = [p for p in world.periods.values() if p.kind is PeriodKind.MONTH]
    begun = sorted((p for p in begun if p.from_date <= today), key=lambda p: p.from_date)
    for room in demo_school()["classes"]:
        rows: list[dict[str, Any]] = []
        for month in begun[-MONTHS:]:
            day, pen = min(month.to_date, today), Pen(rng)
            here = [c for c in children if c.room == room["name"] and c.there(day)]
            if month is begun[-1]:
                here = here[: round(len(here) * WRITTEN * rng.uniform(0.5, 1.5))]
            rows += [
                {
                    "class_id": world.classes[room["name"]],
                    "period_id": month.id,
                    "pupil_id": child.id,
                    "comment": pen.month(child, room["homeroom"]),
                }
                for child in here
            ]
        with world.acting(room["homeroom"]) as s:
            guard.write(s, MonthlyComment, creates=rows)
