"""Expected cells: the one question behind dashboard, gate, what-if, reminders and own work.

For a class and period: units that the rule set makes mandatory for the grade, plus electives
assigned to the class, × pupils enrolled at the period's end × level, comment, and score where the
rule set tests; and every trait of the grade (DESIGN §4). A unit without a teacher is expected too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import (
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
    union_all,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from models.assessment.result import SubjectResult, TraitResult
from models.assessment.rule_set import RuleApplication, RuleTest, RuleUnit
from models.assessment.unit import Unit, UnitKind
from models.base import Base
from models.clock import school_today
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
class ExpectedCell:
    """A pupil × unit × period with what stands there and what is still empty."""

    class_id: int
    unit_id: int
    period_id: int
    pupil_id: int
    owner_id: int | None
    trait: bool
    tested: bool
    level: str | None
    score: int | None
    no_level: bool
    no_score: bool
    no_comment: bool

    @property
    def fields(self) -> tuple[str, ...]:
        """Name the empty fields, in the order of the form."""
        empty = (("level", self.no_level), ("score", self.no_score), ("comment", self.no_comment))
        return tuple(name for name, is_empty in empty if is_empty)


@dataclass(frozen=True, slots=True)
class CellCount:
    """How many pupils of a class × unit × period are expected, and how many have an empty cell.

    ``cells`` counts the empty fields themselves.
    """

    class_id: int
    unit_id: int
    period_id: int
    owner_id: int | None
    expected: int
    missing: int
    cells: int


def expected_cells(
    session: Session, which: Which, *, missing_only: bool = False
) -> list[ExpectedCell]:
    """List the expected cells that the session's actor may read, by one statement."""
    return [ExpectedCell(*row) for row in session.execute(_listed(session, which, missing_only))]


def count_cells(session: Session, which: Which) -> list[CellCount]:
    """Count expected and missing by class × unit × period and owner, by one statement."""
    return [CellCount(*row) for row in session.execute(_counted(session, which))]


@dataclass(frozen=True, slots=True)
class _Side:
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
        return or_(self.no_level, self.no_score, self.no_comment)


def _sides(session: Session, which: Which) -> list[_Side]:
    on = _day(which)
    sides = []
    if which.subjects:
        sides.append(_subjects(on))
    if which.traits:
        sides.append(_traits(on))
    readable = cast("Readable", session.info["readable"])
    return [_narrow(side, which, readable) for side in sides]


def _listed(session: Session, which: Which, missing_only: bool) -> Any:  # noqa: FBT001
    parts = []
    for side in _sides(session, which):
        statement = side.base.add_columns(
            side.row.class_id,
            side.row.unit_id,
            side.row.period_id,
            side.row.pupil_id,
            side.owner.label("owner_id"),
            literal(side.trait).label("trait"),
            side.tested.label("tested"),
            side.level.label("level"),
            side.score.label("score"),
            side.no_level.label("no_level"),
            side.no_score.label("no_score"),
            side.no_comment.label("no_comment"),
        )
        parts.append(statement.where(side.missing) if missing_only else statement)
    return parts[0] if len(parts) == 1 else union_all(*parts)


def _counted(session: Session, which: Which) -> Any:
    parts = []
    for side in _sides(session, which):
        keys = (side.row.class_id, side.row.unit_id, side.row.period_id)
        empty = [_one(side.no_level), _one(side.no_score), _one(side.no_comment)]
        parts.append(
            side.base.add_columns(
                *keys,
                side.owner.label("owner_id"),
                func.count().label("expected"),
                func.sum(_one(side.missing)).label("missing"),
                func.sum(empty[0] + empty[1] + empty[2]).label("cells"),
            ).group_by(*keys)
        )
    return parts[0] if len(parts) == 1 else union_all(*parts)


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _day(which: Which) -> ColumnElement[date]:
    first = select(SchoolYear.first_day).where(SchoolYear.id == which.year_id).scalar_subquery()
    day = literal(which.on or school_today(), Date())
    return case((day < first, first), else_=day)


def _frame(kinds: tuple[UnitKind, ...]) -> Select[Any]:
    return (
        select()
        .select_from(SchoolClass)
        .join(
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
        .join(
            Period,
            and_(Period.year_id == SchoolClass.year_id, Period.kind == PeriodKind.TERM),
        )
        .join(EnrolmentInterval, _enrolled())
    )


def _enrolled() -> ColumnElement[bool]:
    interval = EnrolmentInterval
    return and_(
        interval.class_id == SchoolClass.id,
        interval.from_date <= Period.to_date,
        or_(interval.to_date.is_(None), interval.to_date >= Period.to_date),
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


def _subjects(on: ColumnElement[date]) -> _Side:
    teacher, given = TeachingAssignment, SubjectResult
    assigned = and_(teacher.class_id == SchoolClass.id, teacher.unit_id == RuleUnit.unit_id)
    at_the_end = (
        select(teacher.id)
        .where(
            assigned,
            teacher.from_date <= Period.to_date,
            or_(teacher.to_date.is_(None), teacher.to_date >= Period.to_date),
        )
        .correlate(SchoolClass, RuleUnit, Period)
        .exists()
    )
    base = (
        _frame((UnitKind.SUBJECT,))
        .outerjoin(
            RuleTest,
            and_(
                RuleTest.rule_set_id == RuleUnit.rule_set_id,
                RuleTest.grade == RuleUnit.grade,
                RuleTest.unit_id == RuleUnit.unit_id,
                RuleTest.period_code == Period.code,
            ),
        )
        .outerjoin(given, _joined(given))
        .where(or_(RuleUnit.mandatory, at_the_end))
    )
    tested = RuleTest.id.is_not(None)
    return _Side(
        base=base,
        row=_row(),
        tested=tested,
        level=given.level,
        score=given.score,
        no_level=given.level.is_(None),
        no_score=and_(tested, given.score.is_(None)),
        no_comment=func.coalesce(given.comment, "") == "",
        owner=_owner(teacher, assigned, on),
        trait=False,
    )


def _traits(on: ColumnElement[date]) -> _Side:
    given = TraitResult
    wanted = select(School.trait_comments).limit(1).scalar_subquery()
    return _Side(
        base=_frame((UnitKind.QUALITY, UnitKind.GENERAL, UnitKind.SPECIFIC)).outerjoin(
            given, _joined(given)
        ),
        row=_row(),
        tested=false(),
        level=given.level,
        score=sql_cast(None, Integer),
        no_level=given.level.is_(None),
        no_score=false(),
        no_comment=and_(func.coalesce(wanted, false()), func.coalesce(given.comment, "") == ""),
        owner=_owner(HomeroomAssignment, HomeroomAssignment.class_id == SchoolClass.id, on),
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
            assignment.from_date <= on,
            or_(assignment.to_date.is_(None), assignment.to_date >= on),
        )
        .order_by(assignment.from_date.desc())
        .limit(1)
        .correlate(SchoolClass, RuleUnit)
        .scalar_subquery()
    )


def _assigned_ever(side: _Side, staff_id: int) -> ColumnElement[bool]:
    """Narrow to the person's classes first: naming the owner of every cell costs far more."""
    if side.trait:
        room = HomeroomAssignment
        return SchoolClass.id.in_(select(room.class_id).where(room.staff_id == staff_id))
    pair = TeachingAssignment
    here = and_(pair.class_id == SchoolClass.id, pair.unit_id == RuleUnit.unit_id)
    return select(pair.id).where(here, pair.staff_id == staff_id).exists()


def _narrow(side: _Side, which: Which, readable: Readable) -> _Side:
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
    values = {name: getattr(side, name) for name in _Side.__slots__ if name != "base"}
    return _Side(base=base, **values)
