"""How many cells of each class × unit × period are expected and how many are still empty.

The same question as models/assessment/expected.py, asked of whole classes: pupils are counted once
per class and period, results in the order of their index, which holds what each lacks, and only
then are the two put together. The figures hold for classes and units that the actor reads whole.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    func,
    null,
    select,
    tuple_,
    union_all,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session, aliased

from models.assessment.result import LACKS, SubjectResult, TraitResult
from models.assessment.rule_set import RuleTest, RuleUnit
from models.assessment.sides import (
    Readable,
    Which,
    asked_subjects,
    asked_traits,
    enrolled,
    owner_of_subject,
    owner_of_trait,
    trait_comments_wanted,
)
from models.clock import school_today
from models.pupils.enrolment import Enrolment, EnrolmentInterval
from models.school.classes import SchoolClass
from models.school.year import Period, PeriodKind

__all__ = ["CellCount", "Which", "count_cells"]

#: where a count stands, as the read rights ask for it; a count is of no single pupil
PLACE = SimpleNamespace(
    class_id=SchoolClass.id, unit_id=RuleUnit.unit_id, period_id=Period.id, pupil_id=null()
)


class CellCount(NamedTuple):
    """How many pupils of a class × unit × period are expected, and how many have an empty cell.

    ``cells`` counts the empty fields themselves; ``comments`` of the expected have to have one,
    ``uncommented`` of these have none.
    """

    class_id: int
    unit_id: int
    period_id: int
    owner_id: int | None
    expected: int
    missing: int
    cells: int
    comments: int
    uncommented: int


def count_cells(session: Session, which: Which) -> list[CellCount]:
    """Count expected and missing by class × unit × period and owner, by one statement.

    ``which`` may name anything but pupils and owners, who are no matter of whole classes.
    """
    if which.pupil_ids or which.owner_id is not None:
        msg = "counts are of whole classes"
        raise ValueError(msg)
    readable = cast("Readable", session.info["readable"])
    statement = _question(readable, which, which.on or school_today())
    return [CellCount._make(row) for row in session.execute(statement).all()]


@lru_cache(maxsize=128)
def _question(readable: Readable, which: Which, day: date) -> Any:
    """Put the whole statement together, once for a set of rights and a day."""
    parts = [statement.where(readable(model, PLACE)) for model, statement in _parts(which, day)]
    return parts[0] if len(parts) == 1 else union_all(*parts)


@lru_cache(maxsize=128)
def _parts(which: Which, day: date) -> list[tuple[Any, Select[Any]]]:
    """Put the statement together, once for a day: only what the actor reads is still to be said."""
    which = replace(which, on=day)
    pupils, away = _pupils(which).cte("pupils"), _unexpected(which).cte("away")
    parts: list[tuple[Any, Select[Any]]] = []
    if which.subjects:
        parts.append((SubjectResult, _subjects(which, pupils, away)))
    if which.traits:
        parts.append((TraitResult, _traits(which, pupils, away)))
    return parts


def _asked(which: Which) -> ColumnElement[bool]:
    """Tell of a class and a period of its year whether they are asked for."""
    asked = [
        SchoolClass.year_id == which.year_id,
        Period.year_id == SchoolClass.year_id,
        Period.kind == PeriodKind.TERM,
    ]
    if which.grade is not None:
        asked.append(SchoolClass.grade == which.grade)
    if which.periods:
        asked.append(_one_of(Period.code, which.periods))
    if which.class_ids:
        asked.append(SchoolClass.id.in_(which.class_ids))
    return and_(*asked)


def _pupils(which: Which) -> Select[int, int, int]:
    """Count the expected pupils of each class at each period."""
    return (
        select(
            SchoolClass.id.label("class_id"),
            Period.id.label("period_id"),
            func.count(EnrolmentInterval.id).label("n"),
        )
        .join(Period, _asked(which))
        .join(EnrolmentInterval, enrolled(SchoolClass.id))
        .group_by(SchoolClass.id, Period.id)
    )


def _unexpected(which: Which) -> Select[int, int, int]:
    """Select (class, period, pupil) of who was in a class but isn't expected: far fewer rows."""
    stays = (
        select(EnrolmentInterval.id)
        .where(EnrolmentInterval.enrolment_id == Enrolment.id, enrolled(Enrolment.class_id))
        .correlate(Enrolment, Period)
        .exists()
    )
    return (
        select(Enrolment.class_id, Period.id.label("period_id"), Enrolment.pupil_id)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .join(Period, _asked(which))
        .where(~stays)
    )


def _given(which: Which, model: Any, away: CTE) -> CTE:
    """Count the rows that stand there by class, unit and period, and those that lack something.

    The rows are counted in the order of their index by what they lack, and no row itself is read;
    the few counts are added up afterwards. ``full`` lacks at most the score.
    """
    term = aliased(Period)
    terms = select(term.id).where(term.year_id == which.year_id, term.kind == PeriodKind.TERM)
    if which.periods:
        terms = terms.where(_one_of(term.code, which.periods))
    gone = select(away.c.class_id, away.c.period_id, away.c.pupil_id)
    place = (model.period_id, model.class_id, model.unit_id)
    query = select(*place, model.lacks, func.count().label("n")).where(
        model.period_id.in_(terms),
        tuple_(model.class_id, model.period_id, model.pupil_id).not_in(gone),
    )
    if which.class_ids:
        query = query.where(model.class_id.in_(which.class_ids))
    if which.unit_ids:
        query = query.where(model.unit_id.in_(which.unit_ids))
    name = f"rows_{model.__tablename__}"
    rows = query.group_by(*place, model.lacks).cte(name).prefix_with("MATERIALIZED").c

    def having(bits: int) -> ColumnElement[int]:
        n = func.sum(case((rows.lacks.op("&")(bits) == 0, rows.n), else_=0))
        return sql_cast(n, Integer)

    level, comment, score = LACKS["level"], LACKS["comment"], LACKS["score"]
    scored = model is SubjectResult
    return (
        select(
            rows.period_id,
            rows.class_id,
            rows.unit_id,
            having(level).label("levels"),
            having(comment).label("comments"),
            having(level | comment).label("full"),
            *([having(score).label("scores")] if scored else []),
            *([having(level | comment | score).label("complete")] if scored else []),
        )
        .group_by(rows.period_id, rows.class_id, rows.unit_id)
        .cte(f"given_{model.__tablename__}")
        .prefix_with("MATERIALIZED")
    )


def _one_of(column: Any, values: tuple[str, ...]) -> ColumnElement[bool]:
    """Narrow to values; a single one is compared plainly, which is put together faster."""
    one: ColumnElement[bool] = column == values[0]
    return one if len(values) == 1 else column.in_(values)


def _put_together(which: Which, asked: Select[Any], given: CTE) -> Select[Any]:
    stands = and_(
        given.c.class_id == SchoolClass.id,
        given.c.unit_id == RuleUnit.unit_id,
        given.c.period_id == Period.id,
    )
    found = asked.outerjoin(given, stands)
    return found.where(RuleUnit.unit_id.in_(which.unit_ids)) if which.unit_ids else found


def _subjects(which: Which, pupils: CTE, away: CTE) -> Select[Any]:
    given = _given(which, SubjectResult, away)
    c, n, tested = given.c, pupils.c.n, RuleTest.id.is_not(None)
    complete = case((tested, c.complete), else_=c.full)
    scores = case((tested, n - func.coalesce(c.scores, 0)), else_=0)
    base = _put_together(which, asked_subjects(pupils), given)
    return base.add_columns(
        SchoolClass.id,
        RuleUnit.unit_id,
        Period.id,
        owner_of_subject(which),
        n,
        n - func.coalesce(complete, 0),
        n + n + scores - func.coalesce(c.levels + c.comments, 0),
        n,
        n - func.coalesce(c.comments, 0),
    )


def _traits(which: Which, pupils: CTE, away: CTE) -> Select[Any]:
    given = _given(which, TraitResult, away)
    c, n, wanted = given.c, pupils.c.n, trait_comments_wanted()
    complete = case((wanted, c.full), else_=c.levels)
    comments = case((wanted, n - func.coalesce(c.comments, 0)), else_=0)
    base = _put_together(which, asked_traits(pupils), given)
    return base.add_columns(
        SchoolClass.id,
        RuleUnit.unit_id,
        Period.id,
        owner_of_trait(which),
        n,
        n - func.coalesce(complete, 0),
        n - func.coalesce(c.levels, 0) + comments,
        case((wanted, n), else_=0),
        comments,
    )
