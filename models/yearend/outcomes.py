"""The outcome of every pupil of a class or the school by rule, with what it still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from models.assessment.expected import ExpectedCell, Which, expected_cells
from models.assessment.missing import units_of
from models.assessment.retest import Place, last_scores
from models.assessment.rule_set import RuleApplication, RuleSet
from models.assessment.rules import Cell, Field, Outcome, Rule, last_cells, outcome
from models.clock import in_force
from models.once import once
from models.pupils.enrolment import EnrolmentInterval, IndividualPlan
from models.pupils.pupil import Pupil
from models.refusal import NotReady
from models.school.classes import SchoolClass
from models.school.year import Period
from models.yearend.proposal import Proposal
from models.yearend.supplementary import SupplementaryResult

#: the period with which a year ends
LAST_PERIOD = "CN"


@dataclass(frozen=True, slots=True)
class PupilOutcome:
    """A pupil's outcome; ``cells`` are what it was judged by, ``owners`` who owes what is empty.

    ``owners``: unit code → staff id, or None for "chưa phân công".
    """

    pupil_id: int
    code: str
    name: str
    class_id: int
    class_name: str
    outcome: Outcome
    cells: tuple[Cell, ...]
    owners: Mapping[str, int | None]


def last_day_of_year(session: Session, year_id: int) -> date:
    """Return the day on which a pupil must be enrolled to be judged: the end of CN."""
    last = _last_period(session, year_id)
    if last is None:
        raise NotReady("Năm học này chưa có thời điểm cuối năm.")
    return last[1]


def _last_period(session: Session, year_id: int) -> tuple[int, date] | None:
    """Return id and last day of CN."""
    query = select(Period.id, Period.to_date).where(
        Period.year_id == year_id, Period.code == LAST_PERIOD
    )

    def ask() -> tuple[int, date] | None:
        found = session.execute(query).one_or_none()
        return None if found is None else (found.id, found.to_date)

    return once(session, ("last period", year_id), ask)


def enrolled_on(day: date) -> ColumnElement[bool]:
    """Tell of an enrolment interval whether it covers a day."""
    return in_force(EnrolmentInterval, day)


def rules_by_grade(session: Session, year_id: int) -> dict[int, Rule]:
    """Return the rule of each grade of a year; a grade without a rule set has no entry."""
    query = (
        select(RuleApplication.grade, RuleSet.rules)
        .join(RuleSet, RuleSet.id == RuleApplication.rule_set_id)
        .where(RuleApplication.year_id == year_id)
    )

    def ask() -> dict[int, Rule]:
        return {grade: Rule.from_data(data) for grade, data in session.execute(query)}

    return once(session, ("rules", year_id), ask)


def outcomes(
    session: Session, year_id: int, class_ids: tuple[int, ...] = (), *, summer: bool = True
) -> list[PupilOutcome]:
    """Judge every pupil enrolled at the year's end, class by class as the lists sort.

    ``summer``: the last result of supplementary assessment counts instead of the year's cell.
    NotReady when a grade has no rule set in that year.
    """
    rules = rules_by_grade(session, year_id)
    pupils = _enrolled(session, year_id, class_ids)
    for grade, name in {(here.grade, here.name) for _, here, _, _ in pupils}:
        if grade not in rules:
            raise NotReady(f"Khối {grade} (lớp {name}) chưa có bộ quy tắc đánh giá (Đ2.10).")
    given = _cells(session, year_id, class_ids)
    codes = {unit.id: unit.code for unit in units_of(session)}
    later = _later(session, year_id, class_ids) if summer else {}
    return [
        _judge(
            pupil,
            here,
            given.get((here.id, pupil.id), ()),
            later.get((here.id, pupil.id), ()),
            rules[here.grade],
            codes,
            recognised=recognised,
            individual=individual,
        )
        for pupil, here, recognised, individual in pupils
    ]


def _enrolled(
    session: Session, year_id: int, class_ids: tuple[int, ...]
) -> list[tuple[Pupil, SchoolClass, bool, bool]]:
    """List pupils with their class, whether it recognised them, and whether a plan is theirs."""
    proposed = and_(Proposal.class_id == SchoolClass.id, Proposal.pupil_id == Pupil.id)
    planned = and_(IndividualPlan.pupil_id == Pupil.id, IndividualPlan.year_id == year_id)
    query = (
        select(Pupil, SchoolClass, Proposal.recognised, IndividualPlan.id)
        .join(EnrolmentInterval, EnrolmentInterval.pupil_id == Pupil.id)
        .join(SchoolClass, SchoolClass.id == EnrolmentInterval.class_id)
        .outerjoin(Proposal, proposed)
        .outerjoin(IndividualPlan, planned)
        .where(SchoolClass.year_id == year_id, enrolled_on(last_day_of_year(session, year_id)))
        .order_by(SchoolClass.grade, SchoolClass.name, Pupil.sort_key, Pupil.code)
    )
    if class_ids:
        query = query.where(SchoolClass.id.in_(class_ids))
    return [
        (pupil, here, bool(recognised), plan is not None)
        for pupil, here, recognised, plan in session.execute(query)
    ]


def retested(session: Session, year_id: int, class_ids: tuple[int, ...]) -> dict[Place, int]:
    """Return the last scores of re-tested cells at the year's end (DOMAIN §1.5)."""
    last = _last_period(session, year_id)
    return {} if last is None else last_scores(session, last[0], class_ids)


def _cells(
    session: Session, year_id: int, class_ids: tuple[int, ...]
) -> dict[tuple[int, int], list[ExpectedCell]]:
    found: dict[tuple[int, int], list[ExpectedCell]] = {}
    which = Which(year_id, periods=(LAST_PERIOD,), class_ids=class_ids)
    again = retested(session, year_id, class_ids)
    for cell in expected_cells(session, which):
        last = again.get((cell.class_id, cell.unit_id, cell.pupil_id)) if cell.tested else None
        found.setdefault((cell.class_id, cell.pupil_id), []).append(
            cell if last is None else replace(cell, score=last)
        )
    return found


def _later(
    session: Session, year_id: int, class_ids: tuple[int, ...]
) -> dict[tuple[int, int], list[SupplementaryResult]]:
    """Return the results of summer rounds by class and pupil, round by round."""
    s = SupplementaryResult
    query = select(s).join(Period, Period.id == s.period_id).where(Period.year_id == year_id)
    if class_ids:
        query = query.where(s.class_id.in_(class_ids))
    found: dict[tuple[int, int], list[SupplementaryResult]] = {}
    for row in session.scalars(query.order_by(Period.from_date, Period.number, s.id)):
        found.setdefault((row.class_id, row.pupil_id), []).append(row)
    return found


def _judge(  # noqa: PLR0913 - what is known of one pupil
    pupil: Pupil,
    here: SchoolClass,
    given: Iterable[ExpectedCell],
    later: Iterable[SupplementaryResult],
    rule: Rule,
    codes: Mapping[int, str],
    *,
    recognised: bool,
    individual: bool,
) -> PupilOutcome:
    cells: list[Cell] = []
    owners: dict[str, int | None] = {}
    for cell in given:
        code = codes[cell.unit_id]
        owners[code] = cell.owner_id
        cells.append(Cell(code, "trait" if cell.trait else "subject", "level", cell.level))
        if cell.tested:
            cells.append(Cell(code, "subject", "score", cell.score))
    kinds = {(cell.unit, cell.field): cell.kind for cell in cells}
    for result in later:
        code = codes[result.unit_id]
        given_again: tuple[tuple[Field, str | int | None], ...] = (
            ("level", result.level),
            ("score", result.score),
        )
        cells += [
            Cell(code, kinds[code, field], field, value)
            for field, value in given_again
            if (code, field) in kinds
        ]
    return PupilOutcome(
        pupil_id=pupil.id,
        code=pupil.code,
        name=pupil.full_name,
        class_id=here.id,
        class_name=here.name,
        outcome=outcome(cells, rule, recognised=recognised, individual=individual),
        cells=last_cells(cells),
        owners=owners,
    )
