"""Facts about pupils, one a pupil and unit, read in sets: levels and scores, attendance.

They come from the expected cells that the outcome is judged by (models/assessment/sides.py),
narrowed to the classes and units that the session's actor reads whole: a table never shows a part
of a class as if it were the class.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlalchemy import func, null, select
from sqlalchemy.orm import Session

from models.assessment.counted import PLACE
from models.assessment.result import SubjectResult, TraitResult
from models.assessment.sides import Which, sides
from models.base import Base
from models.clock import in_force
from models.daily.absence import Absence
from models.people.staff import Sex
from models.pupils.enrolment import Enrolment, EnrolmentInterval
from models.pupils.ethnic import EthnicGroup
from models.pupils.pupil import PupilBackground, PupilBirth
from models.school.classes import SchoolClass
from models.statistics.measures import Group, band_of

#: codes of the 1979 list that are no ethnic minority: Kinh, and people from abroad
NO_MINORITY = frozenset({"01", "55"})
_NOWHERE = {"unit_id": null(), "period_id": null(), "month_id": null(), "pupil_id": null()}


@dataclass(frozen=True, slots=True)
class Fact:
    """What counts for one pupil in one class and unit (0: none): how much of which measure."""

    class_id: int
    unit_id: int
    pupil_id: int
    amounts: Mapping[str, int]


def whole_rooms(
    session: Session, year_ids: Iterable[int], models: Iterable[type[Base]]
) -> dict[int, tuple[int, ...]]:
    """Return by year the classes of which the actor reads every row of these kinds."""
    place = SimpleNamespace(class_id=SchoolClass.id, **_NOWHERE)
    readable, wanted = session.info["readable"], tuple(year_ids)
    query = select(SchoolClass.year_id, SchoolClass.id).where(
        SchoolClass.year_id.in_(wanted), *(readable(model, place) for model in models)
    )
    found: dict[int, tuple[int, ...]] = dict.fromkeys(wanted, ())
    for year_id, class_id in session.execute(query.order_by(SchoolClass.id)):
        found[year_id] += (class_id,)
    return found


def level_facts(session: Session, which: Which) -> list[Fact]:
    """Read levels and scores; ``which`` names either subjects or traits. One statement."""
    (side,) = sides(session.info["readable"], which)
    whole = session.info["readable"](TraitResult if side.trait else SubjectResult, PLACE)
    statement = side.base.where(whole).add_columns(
        side.row.class_id,
        side.row.unit_id,
        side.row.pupil_id,
        side.tested.label("tested"),
        side.level.label("level"),
        side.score.label("score"),
    )
    return [
        Fact(class_id, unit_id, pupil_id, _levels(level, score, tested=bool(tested)))
        for class_id, unit_id, pupil_id, tested, level, score in session.execute(statement)
    ]


def _levels(level: str | None, score: int | None, *, tested: bool) -> dict[str, int]:
    found = {"n": 1, level or "none": 1}
    if tested:
        found["tested"] = 1
        found["unscored" if score is None else band_of(score)] = 1
    return found


def attendance_facts(
    session: Session, year_id: int, first: date, last: date, rooms: tuple[int, ...]
) -> list[Fact]:
    """Read the half-days away between two days of who is in a class on the last; two statements.

    What a pupil missed in an earlier class of the year counts with the pupil.
    """
    stay = EnrolmentInterval
    pupils = session.execute(
        select(stay.class_id, stay.pupil_id).where(stay.class_id.in_(rooms), in_force(stay, last))
    ).all()
    rows = session.execute(
        select(Absence.pupil_id, Absence.excused, func.count())
        .join(SchoolClass, SchoolClass.id == Absence.class_id)
        .where(SchoolClass.year_id == year_id, Absence.date >= first, Absence.date <= last)
        .group_by(Absence.pupil_id, Absence.excused)
    )
    away: dict[int, dict[str, int]] = {}
    for pupil_id, excused, count in rows:
        away.setdefault(pupil_id, {})["excused" if excused else "unexcused"] = count
    return [
        Fact(
            class_id,
            0,
            pupil_id,
            {"n": 1, "away" if pupil_id in away else "never": 1, **away.get(pupil_id, {})},
        )
        for class_id, pupil_id in pupils
    ]


@dataclass(frozen=True, slots=True)
class Members:
    """Which pupils belong to which group, and of which classes the actor may know it."""

    of: Mapping[Group, frozenset[int]]
    rooms: Mapping[Group, frozenset[int] | None]

    def knows(self, group: Group, class_id: int) -> bool:
        """Tell whether the group's pupils of a class may be counted."""
        if group is Group.ALL:
            return True
        rooms = self.rooms[group]
        return rooms is None or class_id in rooms

    def groups_of(self, pupil_id: int) -> Iterator[Group]:
        """Return the groups of a pupil."""
        yield Group.ALL
        for group, pupils in self.of.items():
            if pupil_id in pupils:
                yield group


def members(session: Session, year_ids: Iterable[int], groups: Iterable[Group]) -> Members:
    """Read who belongs to which of the groups asked for; two statements at most.

    Sex stands in the birth record; ethnic group, hardship and disability are sensitive and stand
    in the background: each may be known only of classes whose records of that kind are read.
    """
    wanted = set(groups)
    classes = session.info["classes"]
    birth, home = classes(PupilBirth), classes(PupilBackground)
    seated = (
        select(Enrolment.pupil_id)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .where(SchoolClass.year_id.in_(tuple(year_ids)))
    )
    found: dict[Group, set[int]] = {group: set() for group in wanted - {Group.ALL}}
    girls: set[int] = set()
    if wanted & {Group.GIRLS, Group.MINORITY_GIRLS} and birth != ():
        b = PupilBirth
        query = select(b.pupil_id).where(b.sex == Sex.FEMALE, b.pupil_id.in_(seated))
        girls = set(session.scalars(query))
    sensitive = wanted & {*Group} - {Group.ALL, Group.GIRLS}
    if sensitive and home != ():
        h = PupilBackground
        rows = session.execute(
            select(h.pupil_id, EthnicGroup.code, h.disability, h.poor_household)
            .outerjoin(EthnicGroup, EthnicGroup.id == h.ethnic_group_id)
            .where(h.pupil_id.in_(seated))
        )
        for pupil_id, code, disability, poor in rows:
            minority = code is not None and code not in NO_MINORITY
            for group, belongs in (
                (Group.MINORITY, minority),
                (Group.MINORITY_GIRLS, minority and pupil_id in girls),
                (Group.DISABLED, disability),
                (Group.HARDSHIP, poor),
            ):
                if belongs and group in found:
                    found[group].add(pupil_id)
    if Group.GIRLS in found:
        found[Group.GIRLS] = girls
    return Members(
        {group: frozenset(pupils) for group, pupils in found.items()},
        {group: _rooms(birth if group is Group.GIRLS else home) for group in found},
    )


def _rooms(classes: tuple[int, ...] | None) -> Any:
    return None if classes is None else frozenset(classes)
