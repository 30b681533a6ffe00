"""Which places of the books are open at a moment, and in which capacity people write there.

Both are read from what the guard uses: the open-or-closed expression and the policy table. It is
the same answer for today, a day to come and a day past, never a second opinion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, literal, null, select, union_all

from models.access import LockKind
from models.assessment import RuleApplication, RuleUnit, TraitResult, Unit
from models.assessment.unit import UnitKind
from models.base import UTCDateTime
from models.school import Period, PeriodKind, SchoolClass
from permissions.locks import open_at
from permissions.policy import POLICY
from permissions.session import GuardedSession

#: system work; it writes for the people named beside it
_SYSTEM = frozenset({"importer", "operator", "worker"})


@dataclass(frozen=True, slots=True)
class Place:
    """A period of a kind, its class and unit where the kind has them; open at the moment or not."""

    kind: LockKind
    period_id: int
    class_id: int | None
    unit_id: int | None
    open: bool


@cache
def has_class(kind: LockKind) -> bool:
    """Tell whether rows of this kind stand in a class."""
    return any(r.lock.class_ for r in POLICY.values() if r.lock and r.lock.kind == kind)


@cache
def has_unit(kind: LockKind) -> bool:
    """Tell whether rows of this kind hang on a unit."""
    return any(r.lock.unit for r in POLICY.values() if r.lock and r.lock.kind == kind)


@cache
def has_pupil(kind: LockKind) -> bool:
    """Tell whether a closure of this kind may be lifted for single pupils."""
    return any(r.lock.pupil for r in POLICY.values() if r.lock and r.lock.kind == kind)


@cache
def traits_of(kind: LockKind) -> bool:
    """Tell whether the units of this kind are qualities and competences."""
    lock = POLICY[TraitResult].lock
    return lock is not None and lock.kind == kind


@cache
def writers_of(kind: LockKind) -> tuple[str, ...]:
    """Name the capacities in which people make rows of this kind, in the policy table's order."""
    found: dict[str, None] = {}
    for rule in POLICY.values():
        if rule.lock is not None and rule.lock.kind == kind:
            makers = (n for n, c in rule.capacities.items() if c.create and n not in _SYSTEM)
            found |= dict.fromkeys(makers)
    return tuple(found)


def _places(kind: LockKind, period: PeriodKind, year_id: int, at: Any) -> Select[Any]:
    p, c, u = Period.__table__.alias(), SchoolClass.__table__.alias(), Unit.__table__.alias()
    of_year = and_(p.c.year_id == year_id, p.c.kind == period)
    source: Any = p
    class_id: Any = None
    unit_id: Any = None
    if has_class(kind):
        source, class_id = source.join(c, c.c.year_id == p.c.year_id), c.c.id
    if has_unit(kind):
        a, r = RuleApplication.__table__.alias(), RuleUnit.__table__.alias()
        subject = u.c.kind == UnitKind.SUBJECT
        source = (
            source.join(a, and_(a.c.year_id == c.c.year_id, a.c.grade == c.c.grade))
            .join(r, and_(r.c.rule_set_id == a.c.rule_set_id, r.c.grade == c.c.grade))
            .join(u, and_(u.c.id == r.c.unit_id, ~subject if traits_of(kind) else subject))
        )
        unit_id = u.c.id
    return (
        select(
            literal(kind.value),
            p.c.id,
            null() if class_id is None else class_id,
            null() if unit_id is None else unit_id,
            open_at(p.c.id, class_id, unit_id, kind.value, at=at),
        )
        .select_from(source)
        .where(of_year)
    )


def places_at(
    session: GuardedSession, year_id: int, at: datetime, kinds: Mapping[LockKind, PeriodKind]
) -> list[Place]:
    """Answer for every place of a year at a moment, in one statement.

    ``kinds``: the unit of time that each kind is kept by. Openings and closures are everybody's to
    read (RIGHTS.md), so the answer is the same for all.
    """
    moment = literal(at, UTCDateTime())
    asked = [_places(kind, period, year_id, moment) for kind, period in kinds.items()]
    return [
        Place(LockKind(kind), period_id, class_id, unit_id, bool(is_open))
        for kind, period_id, class_id, unit_id, is_open in session.raw().execute(union_all(*asked))
    ]
