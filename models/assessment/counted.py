"""How many cells of each class × unit × period are expected and how many are still empty.

The same question as models/assessment/expected.py, asked of whole classes: pupils are counted once
per class and period, results are added up in the order of their index, and only then are the two
put together. The figures hold for classes and units that the actor reads as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal_column,
    null,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from models.assessment.result import SubjectResult, TraitResult
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
from models.pupils.enrolment import Enrolment, EnrolmentInterval
from models.school.classes import SchoolClass
from models.school.year import Period, PeriodKind

__all__ = ["CellCount", "Which", "count_cells"]

#: said in the statement itself, so that an index of the expression could serve it
EMPTY: ColumnElement[str] = literal_column("''")


@dataclass(frozen=True, slots=True)
class CellCount:
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
    pupils = _pupils(which).cte("pupils")
    parts = []
    if which.subjects:
        parts.append(_subjects(session, which, pupils))
    if which.traits:
        parts.append(_traits(session, which, pupils))
    statement = parts[0] if len(parts) == 1 else union_all(*parts)
    return [CellCount(*row) for row in session.execute(statement)]


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
        asked.append(Period.code.in_(which.periods))
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
        select(Enrolment.class_id, Period.id, Enrolment.pupil_id)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .join(Period, _asked(which))
        .where(~stays)
    )


def _given(which: Which, model: Any) -> CTE:
    """Add up what stands there by class, unit and period; ``full`` is all but the score."""
    term = aliased(Period)
    terms = select(term.id).where(term.year_id == which.year_id, term.kind == PeriodKind.TERM)
    if which.periods:
        terms = terms.where(term.code.in_(which.periods))
    full = and_(model.level.is_not(None), model.comment != EMPTY)
    scored = [model.score] if model is SubjectResult else []
    query = select(
        model.class_id,
        model.unit_id,
        model.period_id,
        func.count(model.level).label("levels"),
        func.count(func.nullif(model.comment, EMPTY)).label("comments"),
        func.count(case((full, 1))).label("full"),
        *(func.count(score).label("scores") for score in scored),
        *(func.count(case((full, score))).label("complete") for score in scored),
    ).where(
        model.period_id.in_(terms),
        tuple_(model.class_id, model.period_id, model.pupil_id).not_in(_unexpected(which)),
    )
    if which.class_ids:
        query = query.where(model.class_id.in_(which.class_ids))
    if which.unit_ids:
        query = query.where(model.unit_id.in_(which.unit_ids))
    grouped = query.group_by(model.period_id, model.class_id, model.unit_id)
    return grouped.cte(f"given_{model.__tablename__}").prefix_with("MATERIALIZED")


def _put_together(
    session: Session, which: Which, base: Select[Any], pupils: CTE, model: Any, given: CTE
) -> Select[Any]:
    readable = cast("Readable", session.info["readable"])
    place = SimpleNamespace(
        class_id=SchoolClass.id, unit_id=RuleUnit.unit_id, period_id=Period.id, pupil_id=null()
    )
    here = and_(pupils.c.class_id == SchoolClass.id, pupils.c.period_id == Period.id)
    stands = and_(
        given.c.class_id == SchoolClass.id,
        given.c.unit_id == RuleUnit.unit_id,
        given.c.period_id == Period.id,
    )
    found = (
        base.join(pupils, here)
        .outerjoin(given, stands)
        .where(_asked(which), readable(model, place))
    )
    return found.where(RuleUnit.unit_id.in_(which.unit_ids)) if which.unit_ids else found


def _subjects(session: Session, which: Which, pupils: CTE) -> Select[Any]:
    given = _given(which, SubjectResult)
    c, n, tested = given.c, pupils.c.n, RuleTest.id.is_not(None)
    complete = case((tested, c.complete), else_=c.full)
    scores = case((tested, n - func.coalesce(c.scores, 0)), else_=0)
    base = _put_together(session, which, asked_subjects(), pupils, SubjectResult, given)
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


def _traits(session: Session, which: Which, pupils: CTE) -> Select[Any]:
    given = _given(which, TraitResult)
    c, n, wanted = given.c, pupils.c.n, trait_comments_wanted()
    complete = case((wanted, c.full), else_=c.levels)
    comments = case((wanted, n - func.coalesce(c.comments, 0)), else_=0)
    base = _put_together(session, which, asked_traits(), pupils, TraitResult, given)
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
