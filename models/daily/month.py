"""A class's month: every pupil × half-day, with the sums that the books ask for (DOMAIN §2.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Select, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from models.daily.absence import Absence, HalfDay, RollCall
from models.pupils.enrolment import Enrolment, EnrolmentInterval
from models.pupils.pupil import Pupil
from models.school.assignment import homeroom_teachers
from models.school.classes import SchoolClass
from models.school.day import SchoolDay
from models.school.year import Period

HALVES = (HalfDay.MORNING, HalfDay.AFTERNOON)


@dataclass(frozen=True, slots=True)
class Sums:
    """Half-days away with leave (P) and without (K)."""

    excused: int = 0
    unexcused: int = 0


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A pupil's month: marks by day ("", "P", "K", or both halves as "P·K"), and the sums.

    ``away``: P or K by day and half.
    """

    pupil: Pupil
    marks: tuple[str, ...]
    sums: Sums
    away: Mapping[tuple[date, HalfDay], str]


@dataclass(frozen=True, slots=True)
class Month:
    """The month of a class; ``called``: which (date, half) have been called."""

    days: tuple[SchoolDay, ...]
    lines: tuple[MonthLine, ...]
    called: frozenset[tuple[date, HalfDay]]

    @property
    def sums(self) -> Sums:
        """The class's sums."""
        return Sums(
            sum(line.sums.excused for line in self.lines),
            sum(line.sums.unexcused for line in self.lines),
        )


def month_of(session: Session, class_id: int, month: Period) -> Month:
    """Read the month of a class, four statements."""
    days = tuple(
        session.scalars(
            select(SchoolDay).where(SchoolDay.month_id == month.id).order_by(SchoolDay.date)
        )
    )
    away: dict[tuple[int, date], dict[HalfDay, str]] = {}
    rows = session.scalars(
        select(Absence).where(Absence.class_id == class_id, Absence.month_id == month.id)
    )
    for row in rows:
        marks = away.setdefault((row.pupil_id, row.date), {})
        marks[row.half] = "P" if row.excused else "K"
    called = session.execute(
        select(RollCall.date, RollCall.half).where(
            RollCall.class_id == class_id, RollCall.month_id == month.id
        )
    )
    stay = EnrolmentInterval
    pupils = session.scalars(
        select(Pupil)
        .join(stay, stay.pupil_id == Pupil.id)
        .where(
            stay.class_id == class_id,
            stay.from_date <= month.to_date,
            func.coalesce(stay.to_date, month.to_date) >= month.from_date,
        )
        .distinct()
        .order_by(Pupil.sort_key, Pupil.code)
    )
    return Month(
        days,
        tuple(_line(pupil, days, away) for pupil in pupils),
        frozenset((day, half) for day, half in called),
    )


def _line(
    pupil: Pupil, days: tuple[SchoolDay, ...], away: dict[tuple[int, date], dict[HalfDay, str]]
) -> MonthLine:
    marks = [away.get((pupil.id, day.date), {}) for day in days]
    flat = [mark for day in marks for mark in day.values()]
    by_half = {
        (day.date, half): mark
        for day, halves in zip(days, marks, strict=True)
        for half, mark in halves.items()
    }
    return MonthLine(pupil, tuple(_shown(day) for day in marks), _sums(flat), by_half)


def _shown(day: dict[HalfDay, str]) -> str:
    """Write a day: one letter when both halves agree, else "P·" or "·K" by the half."""
    halves = [day.get(half, "") for half in HALVES]
    if not any(halves):
        return ""
    return halves[0] if halves[0] == halves[1] else "·".join(halves)


def _sums(marks: list[str]) -> Sums:
    return Sums(marks.count("P"), marks.count("K"))


def rolls_owed(
    session: Session, month: Period, until: date
) -> dict[tuple[int, int | None], tuple[int, int]]:
    """Count the rolls of a month by (class, homeroom teacher): expected until a day, missing.

    Only classes whose rolls the session's actor reads, and that have pupils. Four statements.
    """
    days = session.scalars(
        select(SchoolDay).where(SchoolDay.month_id == month.id, SchoolDay.date <= until)
    ).all()
    halves = sum(day.morning + day.afternoon for day in days)
    readable = cast("Callable[[Any, Any], Any]", session.info["readable"])
    place = SimpleNamespace(class_id=SchoolClass.id, pupil_id=null(), month_id=null())
    rooms = session.scalars(
        select(SchoolClass.id)
        .join(Enrolment, Enrolment.class_id == SchoolClass.id)
        .where(SchoolClass.year_id == month.year_id, readable(RollCall, place))
        .distinct()
    ).all()
    called = dict(
        session.execute(
            select(RollCall.class_id, func.count())
            .where(RollCall.month_id == month.id, RollCall.date <= until)
            .group_by(RollCall.class_id)
        ).all()
    )
    owners = homeroom_teachers(session, rooms, until)
    return {
        (room, owners.get(room)): (halves, max(0, halves - called.get(room, 0))) for room in rooms
    }


def uncalled(session: Session, day: SchoolDay) -> Select[Any]:
    """Select (class_id, name, grade, half) of a day's rolls that nobody has called yet.

    The same rolls as ``rolls_owed`` counts by month.
    """
    readable = cast("Callable[[Any, Any], Any]", session.info["readable"])
    place = SimpleNamespace(class_id=SchoolClass.id, pupil_id=null(), month_id=null())
    taught = [half for half in HALVES if getattr(day, half.value)]
    parts = [
        select(
            SchoolClass.id.label("class_id"),
            SchoolClass.name,
            SchoolClass.grade,
            literal(half.value).label("half"),
        ).where(
            SchoolClass.year_id == day.year_id,
            readable(RollCall, place),
            SchoolClass.id.in_(select(Enrolment.class_id)),
            SchoolClass.id.not_in(
                select(RollCall.class_id).where(RollCall.date == day.date, RollCall.half == half)
            ),
        )
        for half in taught
    ]
    rolls = union_all(*parts).subquery().c
    return select(rolls.class_id, rolls.name, rolls.grade, rolls.half).order_by(
        rolls.grade, rolls.name, rolls.half.desc()
    )


def sums_by_pupil(
    session: Session, class_ids: tuple[int, ...], from_date: date, to_date: date
) -> dict[tuple[int, int], Sums]:
    """Sum half-days by (class, pupil) between two days, by one statement."""
    rows = session.execute(
        select(Absence.class_id, Absence.pupil_id, Absence.excused, func.count())
        .where(Absence.class_id.in_(class_ids), Absence.date >= from_date, Absence.date <= to_date)
        .group_by(Absence.class_id, Absence.pupil_id, Absence.excused)
    )
    return _folded(rows)


def sums_by_month(session: Session, class_id: int) -> dict[tuple[int, int], Sums]:
    """Sum the half-days of a class by (pupil, month), by one statement."""
    rows = session.execute(
        select(Absence.pupil_id, Absence.month_id, Absence.excused, func.count())
        .where(Absence.class_id == class_id)
        .group_by(Absence.pupil_id, Absence.month_id, Absence.excused)
    )
    return _folded(rows)


def _folded(rows: Iterable[Any]) -> dict[tuple[int, int], Sums]:
    """Put rows of (first key, second key, excused, count) together."""
    found: dict[tuple[int, int], dict[bool, int]] = {}
    for first, second, excused, count in rows:
        found.setdefault((first, second), {})[bool(excused)] = count
    return {key: Sums(n.get(True, 0), n.get(False, 0)) for key, n in found.items()}
