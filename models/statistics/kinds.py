"""The kinds of tables: what each counts, at which terms, and how its facts are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.assessment.result import SubjectResult, TraitResult
from models.assessment.sides import Which
from models.base import Base
from models.daily.absence import Absence
from models.refusal import NotReady
from models.school.year import Period, SchoolYear
from models.statistics.facts import Fact, attendance_facts, level_facts, whole_rooms
from models.statistics.measures import ATTENDANCE, SUBJECT, TRAIT, Measures, outcome_measures
from models.statistics.yearend import NEEDED, frozen_lists, outcome_facts
from models.yearend.outcomes import LAST_PERIOD, rules_by_grade


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table; ``needs``: records that must be readable, ``granted``: as an inspector."""

    code: str
    title: str
    needs: tuple[type[Base], ...]
    granted: str
    by_unit: bool = False
    last_only: bool = False


SUBJECTS = Kind("mon", "Môn học", (SubjectResult,), "result", by_unit=True)
TRAITS = Kind("pcnl", "Phẩm chất, năng lực", (TraitResult,), "trait", by_unit=True)
OUTCOME = Kind("ket-qua", "Kết quả cuối năm", NEEDED, "dossier", last_only=True)
PRESENCE = Kind("chuyen-can", "Chuyên cần", (Absence,), "")
KINDS = (SUBJECTS, TRAITS, OUTCOME, PRESENCE)


@dataclass(frozen=True, slots=True)
class Found:
    """What a kind found in one year; ``approved``: classes whose frozen list was taken."""

    facts: Sequence[Fact]
    measures: Measures
    approved: frozenset[int] = frozenset()


def find(
    session: Session,
    kind: Kind,
    spans: Sequence[tuple[SchoolYear, Period]],
    unit_ids: tuple[int, ...] = (),
) -> list[Found]:
    """Read the facts of a kind at a term of each year; the last of them is the year in question.

    Subjects and traits: a statement a year; attendance two, and one more; outcomes some nine.
    """
    if kind.by_unit:
        measures = SUBJECT if kind is SUBJECTS else TRAIT
        return [
            Found(level_facts(session, _which(kind, year, period, unit_ids)), measures)
            for year, period in spans
        ]
    rooms = whole_rooms(session, [year.id for year, _ in spans], kind.needs)
    if kind is PRESENCE:
        return [
            Found(
                attendance_facts(session, year.id, year.first_day, period.to_date, rooms[year.id]),
                ATTENDANCE,
            )
            for year, period in spans
        ]
    return _outcomes(session, spans, rooms)


def _which(kind: Kind, year: SchoolYear, period: Period, unit_ids: tuple[int, ...]) -> Which:
    return Which(
        year.id,
        periods=(period.code,),
        unit_ids=unit_ids,
        subjects=kind is SUBJECTS,
        traits=kind is TRAITS,
    )


def _outcomes(
    session: Session,
    spans: Sequence[tuple[SchoolYear, Period]],
    rooms: dict[int, tuple[int, ...]],
) -> list[Found]:
    frozen = frozen_lists(session, rooms)
    last = spans[-1][0].id
    measures = outcome_measures(rules_by_grade(session, last).values())
    try:
        facts = outcome_facts(session, rooms, frozen, last)
    except NotReady:  # a grade without a rule set: nothing can be said of this year yet
        facts = {}
    return [Found(facts.get(year.id, ()), measures, frozenset(frozen)) for year, _ in spans]


def at_last(kind: Kind, periods: Iterable[Period]) -> list[Period]:
    """Return the terms at which a kind is counted."""
    return [one for one in periods if not kind.last_only or one.code == LAST_PERIOD]
