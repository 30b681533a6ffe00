"""A week of classes in points: what it starts from, less faults, plus praise. Never by pupil."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from models.conduct.dispute import ConductDispute, Ruling
from models.conduct.entry import ConductEntry


@dataclass(frozen=True, slots=True)
class ClassWeek:
    """A class's week; ``minus`` and ``plus`` without sign, ``open`` disputes not ruled on yet."""

    class_id: int
    start: int
    minus: int = 0
    plus: int = 0
    open: int = 0

    @property
    def points(self) -> int:
        """What the week comes to."""
        return self.start - self.minus + self.plus


def class_weeks(
    session: Session, class_ids: Iterable[int], week_id: int, start: int
) -> dict[int, ClassWeek]:
    """Return the week of each class; entries that were withdrawn don't count."""
    e, d = ConductEntry, ConductDispute
    waiting = case((d.id.is_not(None) & d.ruling.is_(None), 1), else_=0)
    rows = session.execute(
        select(
            e.class_id,
            func.coalesce(func.sum(case((e.points < 0, -e.points), else_=0)), 0),
            func.coalesce(func.sum(case((e.points > 0, e.points), else_=0)), 0),
            func.coalesce(func.sum(waiting), 0),
        )
        .outerjoin(d, d.entry_id == e.id)
        .where(e.week_id == week_id, or_(d.ruling.is_(None), d.ruling != Ruling.WITHDRAWN))
        .group_by(e.class_id)
    )
    counted = {
        class_id: ClassWeek(class_id, start, int(minus), int(plus), int(open_))
        for class_id, minus, plus, open_ in rows
    }
    return {i: counted.get(i, ClassWeek(i, start)) for i in class_ids}


def ranked(weeks: Iterable[ClassWeek]) -> list[tuple[int, ClassWeek]]:
    """Return (rank, week), the most points first; equal points share a rank (1, 1, 3)."""
    ordered = sorted(weeks, key=lambda week: -week.points)
    places: dict[int, int] = {}
    for place, week in enumerate(ordered, start=1):
        places.setdefault(week.points, place)
    return [(places[week.points], week) for week in ordered]
