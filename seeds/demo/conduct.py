"""The demo's conduct: the last weeks as the committee noted them, and three objections."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from models.conduct import ConductDispute, ConductEntry, ConductItem, ConductTarget, Measure, Ruling
from models.school import SchoolDay
from permissions import guard
from seeds.demo.data import demo_school
from seeds.demo.pupils import Child
from seeds.demo.world import World

SEED = 61
WEEKS = 4
COMMITTEE = "CB007"
#: class → (what was noted, why it objects, the answer, or None while it waits)
DISPUTED: dict[str, tuple[str, str, tuple[Ruling, str] | None]] = {
    "3A": ("Trực nhật trễ", "Lớp trực nhật xong lúc 6:50, sổ trực ghi nhầm lớp bên cạnh.", None),
    "4A": (
        "Đi học trễ",
        "Em đi trễ vì xe đưa rước hỏng, cả xe đều trễ.",
        (Ruling.WITHDRAWN, "Đã hỏi bác tài, rút lại."),
    ),
    "5A": (
        "Chạy nhảy trên cầu thang",
        "Giờ ra chơi lớp không ở hành lang đó.",
        (Ruling.UPHELD, "Hai thành viên cùng thấy, giữ nguyên."),
    ),
}


def build_conduct(world: World, children: list[Child]) -> None:
    """Note some faults and praise a day and class as the committee, then object to a few."""
    rng = Random(SEED)  # noqa: S311
    weeks = [p for c, p in world.periods.items() if c.startswith("T")]
    with world.setup() as s:
        items = s.scalars(select(ConductItem).order_by(ConductItem.position)).all()
        first = max(w.number for w in weeks if w.from_date <= world.days.today) - WEEKS + 1
        shown = [w.id for w in weeks if w.number >= first]
        days = s.scalars(
            select(SchoolDay)
            .where(SchoolDay.week_id.in_(shown), SchoolDay.date <= world.days.today)
            .order_by(SchoolDay.date)
        ).all()
    rows = [
        _entry(world, room, day, rng.choice(items), children, rng)
        for day in days
        for room in world.classes
        for _ in range(rng.choice((0, 0, 1, 1, 2)))
    ]
    last = days[-1]
    named = {item.name: item for item in items}
    rows += [
        _entry(world, room, last, named[what], children, rng)
        for room, (what, *_) in DISPUTED.items()
    ]
    with world.acting(COMMITTEE) as s:
        ids = guard.write(s, ConductEntry, creates=rows)
    disputed = zip(ids[-len(DISPUTED) :], rows[-len(DISPUTED) :], DISPUTED, strict=True)
    _object(world, list(disputed))


def _entry(
    world: World,
    room: str,
    day: SchoolDay,
    item: ConductItem,
    children: list[Child],
    rng: Random,
) -> dict[str, Any]:
    here = [c for c in children if c.room == room and c.there(day.date)]
    pupil = rng.choice(here).id if item.target is ConductTarget.PUPIL else None
    fault = item.signed < 0
    return {
        "class_id": world.classes[room],
        "date": day.date,
        "week_id": day.week_id,
        "item_id": item.id,
        "pupil_id": pupil,
        "points": item.signed,
        "measure": Measure.REMINDER if fault and pupil else None,
        "made_by": world.staff[COMMITTEE],
        "made_at": world.days.at(day.date, 7, rng.randint(0, 40)),
    }


def _object(world: World, disputed: list[tuple[int, dict[str, Any], str]]) -> None:
    homeroom = {room["name"]: room["homeroom"] for room in demo_school()["classes"]}
    ruled = {}
    for entry_id, entry, room in disputed:
        _, why, answer = DISPUTED[room]
        raised = {
            "entry_id": entry_id,
            "class_id": entry["class_id"],
            "week_id": entry["week_id"],
            "raised_by": world.staff[homeroom[room]],
            "raised_at": entry["made_at"],
            "reason": why,
        }
        with world.acting(homeroom[room]) as s:
            (dispute_id,) = guard.write(s, ConductDispute, creates=[raised])
        if answer is not None:
            ruled[dispute_id] = {
                "ruling": answer[0],
                "answer": answer[1],
                "ruled_by": world.staff[COMMITTEE],
                "ruled_at": entry["made_at"] + timedelta(minutes=5),
            }
    with world.acting(COMMITTEE) as s:
        guard.write(s, ConductDispute, updates=ruled)
