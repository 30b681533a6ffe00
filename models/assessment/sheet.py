"""The sheet of a class at a period: who stands in which line, which columns, what is in the cells.

The same lines and columns for the entry desk on screen; what is expected comes from expected.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Select, bindparam, exists, null, or_, select
from sqlalchemy.orm import Session, aliased

from models.assessment.cells import CellRules, UnitRule
from models.assessment.expected import ExpectedCell, Which, expected_cells
from models.assessment.result import SubjectResult, TraitResult
from models.assessment.retest import Retest
from models.assessment.rule_set import RuleApplication, RuleUnit
from models.assessment.sides import Readable, sides
from models.clock import school_today
from models.pupils.enrolment import EnrolmentInterval, IndividualPlan
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass
from models.school.school import School
from models.school.year import Period


@dataclass(frozen=True, slots=True)
class Line:
    """A pupil; ``came`` and ``left`` only when that day lies inside the year.

    ``own_plan``: learns by an individual plan; ``retested``: wrote a paper of the period again.
    Both only as far as the actor may know.
    """

    pupil_id: int
    name: str
    came: date | None
    left: date | None
    code: str
    register: int | None
    own_plan: bool
    retested: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a unit; ``optional``: an empty cell of it is not missing."""

    unit: UnitRule
    field: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines by name, columns in the order of the form, results and expected cells by place.

    A result has level, score (of a subject), comment and from_file.
    """

    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    results: dict[tuple[int, int], Any]
    expected: dict[tuple[int, int], ExpectedCell]

    @property
    def units(self) -> tuple[UnitRule, ...]:
        """The units of the columns, in order."""
        return tuple(dict.fromkeys(column.unit for column in self.columns))

    def missing_by_owner(self) -> dict[int | None, int]:
        """Count empty expected cells by who owes them; None: nobody is assigned."""
        found: dict[int | None, int] = {}
        for cell in self.expected.values():
            if cell.fields:
                found[cell.owner_id] = found.get(cell.owner_id, 0) + len(cell.fields)
        return found


def load_sheet(
    session: Session,
    room: SchoolClass,
    period: Period,
    rules: CellRules,
    *,
    traits: bool,
    one: UnitRule | None = None,
) -> Sheet:
    """Load the subjects or the traits of a class, or ``one``, as far as the actor reads them."""
    which = _which(room, period, traits=traits)
    if one:
        which = replace(which, unit_ids=(one.id,))
    expected = {(c.pupil_id, c.unit_id): c for c in expected_cells(session, which)}
    place = {"class_id": room.id, "period_id": period.id}
    given = _given(TraitResult if traits else SubjectResult, which.unit_ids)
    results = {(r.pupil_id, r.unit_id): r for r in session.execute(given, place)}
    shown = {unit for _, unit in expected} | {unit for _, unit in results}
    units = _units(rules, shown, traits=traits)
    commented = not traits or any(r.comment for r in results.values())
    wanted = not traits or bool(session.scalar(select(School.trait_comments).limit(1)))
    return Sheet(
        lines=lines_of(session, room, period),
        columns=tuple(_columns(units, comments=commented or wanted, optional=not wanted)),
        results=results,
        expected=expected,
    )


def shown_units(
    session: Session, room: SchoolClass, period: Period, rules: CellRules, *, traits: bool
) -> list[UnitRule]:
    """List the units whose columns the sheet of a class has, by one statement."""
    which = replace(_which(room, period, traits=traits), on=school_today())
    model = TraitResult if traits else SubjectResult
    statement = _shown(session.info["readable"], which, model)
    place = {"class_id": room.id, "period_id": period.id}
    return _units(rules, set(session.scalars(statement, place)), traits=traits)


def _which(room: SchoolClass, period: Period, *, traits: bool) -> Which:
    return Which(
        room.year_id,
        periods=(period.code,),
        class_ids=(room.id,),
        subjects=not traits,
        traits=traits,
    )


def _units(rules: CellRules, shown: set[int], *, traits: bool) -> list[UnitRule]:
    return [unit for unit in rules.units.values() if unit.id in shown and unit.trait == traits]


@lru_cache(maxsize=512)
def _shown(readable: Readable, which: Which, model: Any) -> Any:
    """Ask for the units of expected cells and of results, put together once for a place."""
    (side,) = sides(readable, which)
    asked = side.base.add_columns(side.row.unit_id).distinct()
    return asked.union(_given(model, ()).with_only_columns(model.unit_id))


@lru_cache(maxsize=64)
def _given(model: Any, unit_ids: tuple[int, ...]) -> Select[Any]:
    """Ask for the results of ``class_id`` at ``period_id``, as far as a sheet shows them."""
    values = ("level", "comment") if model is TraitResult else ("level", "score", "comment")
    names = ("pupil_id", "unit_id", "from_file", *values)
    given = select(*(getattr(model, name) for name in names)).where(
        model.class_id == bindparam("class_id"), model.period_id == bindparam("period_id")
    )
    return given.where(model.unit_id.in_(unit_ids)) if unit_ids else given


def _columns(units: Iterable[UnitRule], *, comments: bool, optional: bool) -> Iterable[Column]:
    for unit in units:
        yield Column(unit, "level", optional=False)
        if unit.tested:
            yield Column(unit, "score", optional=False)
        if comments:
            yield Column(unit, "comment", optional=optional)


def lines_of(session: Session, room: SchoolClass, period: Period) -> tuple[Line, ...]:
    """Return the pupils who sat in a class for any part of a period, as class lists sort."""
    when: dict[str, Any] = {"class_id": room.id, "year_id": room.year_id, "period_id": period.id}
    when |= {"first": period.from_date, "last": period.to_date}
    found: dict[int, Line] = {}
    for pupil_id, name, from_date, newcomer, *others in session.execute(_seated(), when):
        found[pupil_id] = Line(pupil_id, name, from_date if newcomer else None, *others)
    return tuple(found.values())


@cache
def _seated() -> Any:
    """Ask who sat in ``class_id`` on any day from ``first`` to ``last``."""
    stay, plan, again = EnrolmentInterval, IndividualPlan, Retest
    own_plan = exists(
        select(plan.id).where(plan.pupil_id == Pupil.id, plan.year_id == bindparam("year_id"))
    )
    retested = exists(
        select(again.id).where(
            again.pupil_id == Pupil.id,
            again.class_id == stay.class_id,
            again.period_id == bindparam("period_id"),
        )
    )
    return (
        select(
            *(Pupil.id, Pupil.full_name, stay.from_date, stay.newcomer, stay.to_date),
            *(Pupil.code, Pupil.register_number, own_plan, retested),
        )
        .join(stay, stay.pupil_id == Pupil.id)
        .where(
            stay.class_id == bindparam("class_id"),
            stay.from_date <= bindparam("last"),
            or_(stay.to_date.is_(None), stay.to_date >= bindparam("first")),
        )
        .order_by(Pupil.sort_key, Pupil.id, stay.from_date)
    )


def readable_classes(
    session: Session, year_id: int | None = None, *, beside: int | None = None
) -> list[SchoolClass]:
    """List the classes of a year of which the session's actor reads any result, by grade, name.

    The year is that of the class ``beside``, if it is named.
    """
    asked = {"year_id": year_id, "beside": beside}
    return list(session.scalars(_classes(session.info["readable"]), asked))


@lru_cache(maxsize=512)
def _classes(readable: Callable[[Any, Any], Any]) -> Select[Any]:
    """Ask for them, put together once for a set of rights."""
    other = aliased(SchoolClass)
    year_of = select(other.year_id).where(other.id == bindparam("beside")).scalar_subquery()
    place = SimpleNamespace(
        class_id=SchoolClass.id, unit_id=RuleUnit.unit_id, period_id=null(), pupil_id=null()
    )
    return (
        select(SchoolClass)
        .join(
            RuleApplication,
            (RuleApplication.year_id == SchoolClass.year_id)
            & (RuleApplication.grade == SchoolClass.grade),
        )
        .join(
            RuleUnit,
            (RuleUnit.rule_set_id == RuleApplication.rule_set_id)
            & (RuleUnit.grade == SchoolClass.grade),
        )
        .where(
            or_(SchoolClass.year_id == bindparam("year_id"), SchoolClass.year_id == year_of),
            or_(readable(SubjectResult, place), readable(TraitResult, place)),
        )
        .distinct()
        .order_by(SchoolClass.grade, SchoolClass.name)
    )
