"""What is read of classes to be printed, by statements whose number doesn't grow with the school.

What the session's actor may not read comes back empty and prints as a gap, so a preview in a
person's own session shows no more than that person may see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jobs.printing.documents import (
    StudyYear,
)
from jobs.printing.frame import YEAR_END, Frame
from jobs.printing.words import spaced_year
from models.assessment import DeclaredAbsence, SubjectResult, TraitResult, Unit
from models.assessment.retest import last_scores
from models.clock import school_date
from models.health import Measurement
from models.pupils import (
    Enrolment,
    EnrolmentInterval,
    EthnicGroup,
    Guardian,
    IndividualPlan,
    Pupil,
    PupilBackground,
    PupilBirth,
    Relation,
)
from models.school import Period, SchoolClass, SchoolYear
from models.yearend import Dossier, DossierState, FrozenList
from models.yearend.outcomes import enrolled_on
from models.yearend.supplementary import SupplementaryResult


@dataclass(frozen=True, slots=True)
class Person:
    """A pupil of the class with what the forms print of the person."""

    pupil: Pupil
    birth: PupilBirth | None
    background: PupilBackground | None
    ethnic_group: str | None
    individual: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What stands in a cell."""

    level: str | None
    score: int | None
    comment: str | None


EMPTY = Given(None, None, None)
Results = dict[tuple[int, int], Given]


@dataclass(frozen=True, slots=True)
class Frozen:
    """The list of a class: the day, each pupil's line by code, whether it is approved now."""

    day: date
    lines: dict[str, dict[str, Any]]
    approved: bool


@dataclass(frozen=True, slots=True)
class Records:
    """What stands in a class at a period; ``given`` by (pupil, unit)."""

    room: SchoolClass
    people: list[Person]
    given: Results
    frozen: Frozen | None


@dataclass(frozen=True, slots=True)
class Lives:
    """What the books of pupils print besides results, by pupil."""

    absent: dict[tuple[int, int], tuple[int | None, int | None]]
    bodies: dict[int, tuple[float | None, float | None]]
    relatives: dict[int, dict[Relation, str]]
    study: dict[int, tuple[StudyYear, ...]]


def records(
    session: Session, shared: Frame, rooms: Sequence[SchoolClass], moment: str
) -> list[Records]:
    """Read what stands in classes at a period, by four statements however many they are."""
    ids = [room.id for room in rooms]
    period = shared.periods[moment]
    here = people(session, shared, ids, moment)
    given = _results(session, ids, period.id)
    frozen = _frozen_lists(session, ids) if moment == YEAR_END else {}
    return [Records(room, here[room.id], given[room.id], frozen.get(room.id)) for room in rooms]


def people(
    session: Session, shared: Frame, class_ids: Sequence[int], moment: str
) -> dict[int, list[Person]]:
    """Return by class the pupils enrolled at the end of a period, as lists sort."""
    year = shared.year.id
    rows = session.execute(
        select(
            EnrolmentInterval.class_id,
            Pupil,
            PupilBirth,
            PupilBackground,
            EthnicGroup.name,
            IndividualPlan.id,
        )
        .join(Pupil, EnrolmentInterval.pupil_id == Pupil.id)
        .outerjoin(PupilBirth, PupilBirth.pupil_id == Pupil.id)
        .outerjoin(PupilBackground, PupilBackground.pupil_id == Pupil.id)
        .outerjoin(EthnicGroup, EthnicGroup.id == PupilBackground.ethnic_group_id)
        .outerjoin(
            IndividualPlan,
            (IndividualPlan.pupil_id == Pupil.id) & (IndividualPlan.year_id == year),
        )
        .where(
            EnrolmentInterval.class_id.in_(class_ids),
            enrolled_on(shared.periods[moment].to_date),
        )
        .order_by(Pupil.sort_key, Pupil.code)
    )
    found: dict[int, list[Person]] = {class_id: [] for class_id in class_ids}
    for class_id, pupil, birth, background, ethnic, plan in rows:
        found[class_id].append(Person(pupil, birth, background, ethnic, plan is not None))
    return found


def _results(session: Session, class_ids: Sequence[int], period_id: int) -> dict[int, Results]:
    found: dict[int, Results] = {class_id: {} for class_id in class_ids}
    s, t = SubjectResult, TraitResult
    again = last_scores(session, period_id, class_ids)
    for class_id, pupil, unit, level, score, comment in session.execute(
        select(s.class_id, s.pupil_id, s.unit_id, s.level, s.score, s.comment).where(
            s.class_id.in_(class_ids), s.period_id == period_id
        )
    ):
        last = again.get((class_id, unit, pupil), score)
        found[class_id][pupil, unit] = Given(level, last, comment)
    for class_id, pupil, unit, level, comment in session.execute(
        select(t.class_id, t.pupil_id, t.unit_id, t.level, t.comment).where(
            t.class_id.in_(class_ids), t.period_id == period_id
        )
    ):
        found[class_id][pupil, unit] = Given(level, None, comment)
    return found


def last_rounds(session: Session, given: dict[int, Results]) -> dict[int, Results]:
    """Put what the last round of supplementary assessment gave over the year's results, by class.

    A report book prints what counts in the end (TT 27/2020 Đ11, Phụ lục 1); a round that gave
    only a score leaves the letter, and the comment stays.
    """
    s = SupplementaryResult
    rows = session.execute(
        select(s.class_id, s.pupil_id, s.unit_id, s.level, s.score)
        .join(Period, Period.id == s.period_id)
        .where(s.class_id.in_(given))
        .order_by(Period.from_date, Period.number)
    )
    found = {class_id: dict(results) for class_id, results in given.items()}
    for class_id, pupil, unit, level, score in rows:
        was = found[class_id].get((pupil, unit), EMPTY)
        found[class_id][pupil, unit] = Given(
            level or was.level, was.score if score is None else score, was.comment
        )
    return found


def absences(
    session: Session, class_ids: Sequence[int], period_id: int
) -> dict[tuple[int, int], tuple[int | None, int | None]]:
    """Return the days absent declared for a period by (class, pupil): with leave, without."""
    a = DeclaredAbsence
    rows = session.execute(
        select(a.class_id, a.pupil_id, a.excused, a.unexcused).where(
            a.class_id.in_(class_ids), a.period_id == period_id
        )
    )
    return {(class_id, pupil): (with_, without) for class_id, pupil, with_, without in rows}


def bodies(
    session: Session, shared: Frame, ids: Sequence[int]
) -> dict[int, tuple[float | None, float | None]]:
    """Return by pupil the height (cm) and weight (kg) measured last in the year."""
    m = Measurement
    rows = session.execute(
        select(m.pupil_id, m.height, m.weight)
        .join(Period, Period.id == m.period_id)
        .where(m.pupil_id.in_(ids), Period.year_id == shared.year.id)
        .order_by(Period.number)
    )
    found: dict[int, tuple[float | None, float | None]] = {}
    for pupil_id, height, weight in rows:
        before = found.get(pupil_id, (None, None))
        found[pupil_id] = (height or before[0], weight or before[1])
    return found


def units_of(shared: Frame, room: SchoolClass, given: Results) -> tuple[Unit, ...]:
    """Return the units of a class: mandatory ones, and electives that have results there."""
    rules = shared.grades.get(room.grade)
    if rules is None:
        return ()
    used = {unit_id for _, unit_id in given}
    return tuple(u for u in rules.units if u.code in rules.mandatory or u.id in used)


def _frozen_lists(session: Session, class_ids: Sequence[int]) -> dict[int, Frozen]:
    """Return the lists of approved classes, with the day of approval in school time."""
    rows = session.execute(
        select(Dossier, FrozenList.content)
        .join(FrozenList, FrozenList.dossier_id == Dossier.id)
        .where(Dossier.class_id.in_(class_ids), Dossier.approved_at.is_not(None))
        .order_by(FrozenList.number)
    )
    return {
        dossier.class_id: Frozen(
            school_date(dossier.approved_at),
            {line["code"]: line for line in content["pupils"]},
            dossier.state is DossierState.APPROVED,
        )
        for dossier, content in rows
    }


def guardians(session: Session, ids: Sequence[int]) -> dict[int, dict[Relation, str]]:
    """Return the names of father, mother and guardian by pupil."""
    found: dict[int, dict[Relation, str]] = defaultdict(dict)
    for pupil_id, relation, name in session.execute(
        select(Guardian.pupil_id, Guardian.relation, Guardian.full_name).where(
            Guardian.pupil_id.in_(ids)
        )
    ):
        found[pupil_id][relation] = name
    return found


def process(
    session: Session, shared: Frame, ids: Sequence[int]
) -> dict[int, tuple[StudyYear, ...]]:
    """Return "Quá trình học tập" up to the printed year by pupil."""
    interval = EnrolmentInterval
    rows = session.execute(
        select(
            Enrolment.pupil_id,
            Pupil.register_number,
            SchoolYear.name,
            SchoolClass.name,
            func.min(interval.from_date),
        )
        .join(interval, interval.enrolment_id == Enrolment.id)
        .join(Pupil, Pupil.id == Enrolment.pupil_id)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .join(SchoolYear, SchoolYear.id == SchoolClass.year_id)
        .where(Enrolment.pupil_id.in_(ids), SchoolYear.first_day <= shared.year.first_day)
        .group_by(
            Enrolment.pupil_id,
            Pupil.register_number,
            SchoolYear.name,
            SchoolYear.first_day,
            SchoolClass.name,
        )
        .order_by(SchoolYear.first_day, func.min(interval.from_date))
    )
    found: dict[int, list[StudyYear]] = defaultdict(list)
    for pupil_id, number, year, class_name, entered in rows:
        register = None if number is None else str(number)
        found[pupil_id].append(
            StudyYear(spaced_year(year), class_name, shared.school.name, register, entered)
        )
    return {pupil_id: tuple(lines) for pupil_id, lines in found.items()}
