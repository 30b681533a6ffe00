"""The two sides of the expected cells, subjects and traits: their joins, their rows, their owners.

Who is expected at all (enrolment, newcomers), what the rule set asks for, what the actor may read
(DESIGN §4); models/assessment/expected.py lists and counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from models.assessment.result import SubjectResult, TraitResult
from models.assessment.rule_set import RuleApplication, RuleTest, RuleUnit
from models.assessment.unit import Unit, UnitKind
from models.base import Base
from models.clock import in_force, school_today
from models.pupils.enrolment import EnrolmentInterval
from models.school.assignment import HomeroomAssignment, TeachingAssignment
from models.school.classes import SchoolClass
from models.school.school import School
from models.school.year import Period, PeriodKind, SchoolYear

NEWCOMER_DAYS = 15
Readable = Callable[[type[Base], Any], ColumnElement[bool]]


class newcomer_day(GenericFunction[date]):  # noqa: N801 - reads as the SQL function that it is
    """The last day on which a newcomer may enter for the period to be expected of the pupil."""

    type = Date()
    inherit_cache = True


@compiles(newcomer_day, "sqlite")
def _sqlite_newcomer_day(element: newcomer_day, compiler: SQLCompiler, **kw: Any) -> str:
    return f"date({compiler.process(element.clauses, **kw)}, '-{NEWCOMER_DAYS} days')"


@compiles(newcomer_day, "postgresql")
def _postgresql_newcomer_day(element: newcomer_day, compiler: SQLCompiler, **kw: Any) -> str:
    return f"({compiler.process(element.clauses, **kw)} - {NEWCOMER_DAYS})"


@dataclass(frozen=True, slots=True)
class Which:
    """Which cells are asked for; an empty tuple or None means "any".

    ``periods`` are codes (GHK1 … CN). ``owner_id``: only cells that this person owes on ``on``.
    ``on``: the day whose assignments name the owners (default: today, not before the year).
    """

    year_id: int
    periods: tuple[str, ...] = ()
    class_ids: tuple[int, ...] = ()
    grade: int | None = None
    unit_ids: tuple[int, ...] = ()
    pupil_ids: tuple[int, ...] = ()
    subjects: bool = True
    traits: bool = True
    owner_id: int | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """Subjects or traits: the statement's joins, and the expressions that read a row of it."""

    base: Select[Any]
    row: SimpleNamespace
    tested: ColumnElement[bool]
    level: Any
    score: Any
    no_level: ColumnElement[bool]
    no_score: ColumnElement[bool]
    no_comment: ColumnElement[bool]
    owner: ColumnElement[int | None]
    trait: bool

    @property
    def missing(self) -> ColumnElement[bool]:
        """Whether anything that is asked for is still empty."""
        return or_(self.no_level, self.no_score, self.no_comment)


def sides(readable: Readable, which: Which) -> list[Side]:
    """Return the sides that are asked for, narrowed to what may be read."""
    asked = []
    if which.subjects:
        asked.append(_subjects(which))
    if which.traits:
        asked.append(_traits(which))
    return [_narrow(side, which, readable) for side in asked]


def _day(which: Which) -> ColumnElement[date]:
    first = select(SchoolYear.first_day).where(SchoolYear.id == which.year_id).scalar_subquery()
    day = literal(which.on or school_today(), Date())
    return case((day < first, first), else_=day)


def _frame(kinds: tuple[UnitKind, ...], counted: CTE | None) -> Select[Any]:
    """Join classes with the units of their rule set and the terms of their year.

    ``counted``: (class_id, period_id, …), the only places wanted; a plan that begins with these
    few rows is found sooner and goes a shorter way.
    """
    if counted is None:
        begun = select().select_from(SchoolClass)
        term = and_(Period.year_id == SchoolClass.year_id, Period.kind == PeriodKind.TERM)
    else:
        begun = (
            select().select_from(counted).join(SchoolClass, SchoolClass.id == counted.c.class_id)
        )
        term = Period.id == counted.c.period_id
    return (
        begun.join(
            RuleApplication,
            and_(
                RuleApplication.year_id == SchoolClass.year_id,
                RuleApplication.grade == SchoolClass.grade,
            ),
        )
        .join(
            RuleUnit,
            and_(
                RuleUnit.rule_set_id == RuleApplication.rule_set_id,
                RuleUnit.grade == SchoolClass.grade,
            ),
        )
        .join(Unit, and_(Unit.id == RuleUnit.unit_id, Unit.kind.in_(kinds)))
        .join(Period, term)
    )


def asked_subjects(counted: CTE | None = None) -> Select[Any]:
    """Join as ``_frame`` what is asked of subjects, with the tests of the rule set."""
    tested = and_(
        RuleTest.rule_set_id == RuleUnit.rule_set_id,
        RuleTest.grade == RuleUnit.grade,
        RuleTest.unit_id == RuleUnit.unit_id,
        RuleTest.period_code == Period.code,
    )
    assigned = (
        select(TeachingAssignment.id)
        .where(_taught(), in_force(TeachingAssignment, Period.to_date))
        .correlate(SchoolClass, RuleUnit, Period)
        .exists()
    )
    return (
        _frame((UnitKind.SUBJECT,), counted)
        .outerjoin(RuleTest, tested)
        .where(or_(RuleUnit.mandatory, assigned))
    )


def asked_traits(counted: CTE | None = None) -> Select[Any]:
    """Join as ``_frame`` what is asked of qualities and competences."""
    return _frame((UnitKind.QUALITY, UnitKind.GENERAL, UnitKind.SPECIFIC), counted)


def trait_comments_wanted() -> ColumnElement[bool]:
    """Tell whether the school asks for comments on traits."""
    return func.coalesce(select(School.trait_comments).limit(1).scalar_subquery(), false())


def _taught() -> ColumnElement[bool]:
    teacher = TeachingAssignment
    return and_(teacher.class_id == SchoolClass.id, teacher.unit_id == RuleUnit.unit_id)


def owner_of_subject(which: Which) -> ColumnElement[int | None]:
    """Select who teaches the unit in the class on the day that ``which`` names."""
    return _owner(TeachingAssignment, _taught(), _day(which))


def owner_of_trait(which: Which) -> ColumnElement[int | None]:
    """Select the homeroom teacher of the class on the day that ``which`` names."""
    here = HomeroomAssignment.class_id == SchoolClass.id
    return _owner(HomeroomAssignment, here, _day(which))


def enrolled(class_id: Any) -> ColumnElement[bool]:
    """Tell of an enrolment interval whether its pupil is expected in the class for the period."""
    interval = EnrolmentInterval
    return and_(
        interval.class_id == class_id,
        in_force(interval, Period.to_date),
        or_(
            interval.newcomer.is_(False),
            interval.from_date <= newcomer_day(Period.to_date),
        ),
    )


def _row() -> SimpleNamespace:
    return SimpleNamespace(
        class_id=SchoolClass.id.label("class_id"),
        unit_id=RuleUnit.unit_id.label("unit_id"),
        period_id=Period.id.label("period_id"),
        pupil_id=EnrolmentInterval.pupil_id.label("pupil_id"),
    )


def _joined(result: type[SubjectResult | TraitResult]) -> ColumnElement[bool]:
    return and_(
        result.class_id == SchoolClass.id,
        result.unit_id == RuleUnit.unit_id,
        result.period_id == Period.id,
        result.pupil_id == EnrolmentInterval.pupil_id,
    )


def _subjects(which: Which) -> Side:
    given = SubjectResult
    base = asked_subjects().join(EnrolmentInterval, enrolled(SchoolClass.id))
    tested = RuleTest.id.is_not(None)
    return Side(
        base=base.outerjoin(given, _joined(given)),
        row=_row(),
        tested=tested,
        level=given.level,
        score=given.score,
        no_level=given.level.is_(None),
        no_score=and_(tested, given.score.is_(None)),
        no_comment=func.coalesce(given.comment, "") == "",
        owner=owner_of_subject(which),
        trait=False,
    )


def _traits(which: Which) -> Side:
    given = TraitResult
    base = asked_traits().join(EnrolmentInterval, enrolled(SchoolClass.id))
    return Side(
        base=base.outerjoin(given, _joined(given)),
        row=_row(),
        tested=false(),
        level=given.level,
        score=sql_cast(None, Integer),
        no_level=given.level.is_(None),
        no_score=false(),
        no_comment=and_(trait_comments_wanted(), func.coalesce(given.comment, "") == ""),
        owner=owner_of_trait(which),
        trait=True,
    )


def _owner(
    assignment: type[TeachingAssignment | HomeroomAssignment],
    here: ColumnElement[bool],
    on: ColumnElement[date],
) -> ColumnElement[int | None]:
    """Who is assigned on the day; the latest when two overlap; null is "chưa phân công"."""
    return (
        select(assignment.staff_id)
        .where(
            here,
            in_force(assignment, on),
        )
        .order_by(assignment.from_date.desc())
        .limit(1)
        .correlate(SchoolClass, RuleUnit)
        .scalar_subquery()
    )


def _assigned_ever(side: Side, staff_id: int) -> ColumnElement[bool]:
    """Narrow to the person's classes first: naming the owner of every cell costs far more."""
    if side.trait:
        room = HomeroomAssignment
        return SchoolClass.id.in_(select(room.class_id).where(room.staff_id == staff_id))
    pair = TeachingAssignment
    here = and_(pair.class_id == SchoolClass.id, pair.unit_id == RuleUnit.unit_id)
    return select(pair.id).where(here, pair.staff_id == staff_id).exists()


def _narrow(side: Side, which: Which, readable: Readable) -> Side:
    model = TraitResult if side.trait else SubjectResult
    plain = SimpleNamespace(
        class_id=SchoolClass.id,
        unit_id=RuleUnit.unit_id,
        period_id=Period.id,
        pupil_id=EnrolmentInterval.pupil_id,
    )
    base = side.base.where(SchoolClass.year_id == which.year_id, readable(model, plain))
    if which.grade is not None:
        base = base.where(SchoolClass.grade == which.grade)
    if which.owner_id is not None:
        base = base.where(_assigned_ever(side, which.owner_id), side.owner == which.owner_id)
    for column, wanted in (
        (Period.code, which.periods),
        (SchoolClass.id, which.class_ids),
        (RuleUnit.unit_id, which.unit_ids),
        (EnrolmentInterval.pupil_id, which.pupil_ids),
    ):
        if wanted:
            base = base.where(column.in_(wanted))
    values = {name: getattr(side, name) for name in Side.__slots__ if name != "base"}
    return Side(base=base, **values)
