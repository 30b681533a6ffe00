"""Rule sets by which pupils were already assessed: they, and where they apply, are frozen (Đ2.10).

A pupil-year keeps its rule set and is never judged again by another one (DOMAIN §1.10).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select

from models.assessment import RuleApplication, RuleSet, SubjectResult, TraitResult
from models.base import twin
from models.school import SchoolClass
from permissions.actor import Actor
from permissions.rules import Where


def _has_results(class_id: Any) -> ColumnElement[bool]:
    tables = [twin(model) for model in (SubjectResult, TraitResult)]
    return or_(
        false(),
        *(
            exists(select(1).select_from(t).where(t.c.class_id == class_id).correlate_except(t))
            for t in tables
        ),
    )


def year_has_results(year_id: Any, grade: Any) -> ColumnElement[bool]:
    """Whether a pupil of a grade was given any result in a school year."""
    c = twin(SchoolClass)
    here = and_(c.c.year_id == year_id, c.c.grade == grade, _has_results(c.c.id))
    return exists(select(1).select_from(c).where(here).correlate_except(c))


def used(rule_set_id: Any) -> ColumnElement[bool]:
    """Whether results were given by a rule set."""
    a = twin(RuleApplication)
    here = and_(a.c.rule_set_id == rule_set_id, year_has_results(a.c.year_id, a.c.grade))
    return exists(select(1).select_from(a).where(here).correlate_except(a))


def unused(column: str) -> Where:
    """Rows whose column names a rule set by which nobody has results yet."""

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        del actor
        return not_(used(getattr(row, column)))

    return where


def without_results(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows of a year and grade in which nobody has results yet."""
    del actor
    return not_(year_has_results(row.year_id, row.grade))


def of_own_set(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows of a rule set that the school made."""
    del actor
    s = twin(RuleSet)
    own = and_(s.c.id == row.rule_set_id, s.c.own.is_(True))
    return exists(select(1).select_from(s).where(own).correlate_except(s))
