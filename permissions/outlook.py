"""The outlook of a class: what an actor may write in which unit at which period, asked at once.

The grid says it above its columns before anyone types (Điều 2.3, 2.9); the guard has the last word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Select, bindparam, false, null, select

from models.access import Reopening
from models.assessment import Unit
from models.base import Base, db_now
from models.school import Period
from permissions.actor import Actor
from permissions.facts import Fact
from permissions.locks import FAR, closed_by, next_ends, open_row
from permissions.policy import POLICY
from permissions.session import GuardedSession


@dataclass(frozen=True, slots=True)
class Outlook:
    """A unit at a period: the fields that this person writes, open or not, and until when.

    ``closure_id``: the closure that closes it now. ``until``: when it will close by itself, as far
    as is known. ``reopened``: open only because a closure was lifted.
    """

    fields: frozenset[str]
    open: bool
    closure_id: int | None
    until: datetime | None
    reopened: bool


@lru_cache(maxsize=512)
def _question(actor: Actor, model: type[Base]) -> tuple[Select[Any], list[str]]:
    rule = POLICY[model]
    names = [n for n, c in rule.capacities.items() if not c.where(actor, model).compare(false())]
    u, p = Unit.__table__.alias(), Period.__table__.alias()
    class_id = bindparam("class_id", type_=model.__table__.c.class_id.type)
    row = SimpleNamespace(class_id=class_id, unit_id=u.c.id, period_id=p.c.id, pupil_id=null())
    cell = {
        "class_id": class_id,
        "unit_id": u.c.id,
        "pupil_id": null(),
        "period_id": p.c.id,
        "kind": rule.lock.kind if rule.lock else None,
    }
    statement = (
        select(
            u.c.id,
            p.c.id,
            *(rule.capacities[n].where(actor, row).label(f"as {n}") for n in names),
            open_row(rule.lock, row).label("is open"),
            closed_by(cell).correlate(u, p).scalar_subquery().label("closure"),
            *next_ends(cell, (u, p)),
        )
        .select_from(u.join(p, p.c.id.in_(bindparam("periods", expanding=True))))
        .where(u.c.id.in_(bindparam("units", expanding=True)))
    )
    return statement, names


def outlook(
    session: GuardedSession,
    model: type[Base],
    class_id: int,
    units: Sequence[int],
    periods: Sequence[int],
) -> dict[tuple[int, int], Outlook]:
    """Answer for every (unit, period) of a class, for a table with class_id, unit_id, period_id."""
    if not units or not periods:  # unjudged: spares a question that no row answers
        return {}
    statement, names = _question(session.actor, model)
    found = {}
    values = {"class_id": class_id, "units": list(units), "periods": list(periods)}
    for row in session.raw().execute(statement, values):
        held = tuple(n for n, is_held in zip(names, row[2:-5], strict=True) if is_held)
        fact = Fact(model, {}, held, bool(row[-5]))
        fields = frozenset().union(*(fact.fields(name, "update") for name in held))
        closing, opening_ends, lifted_until = row[-3:]
        ends = [e for e in (closing, opening_ends, lifted_until) if e is not None and e < FAR]
        until = min(ends) if fact.open and ends else None
        found[row[0], row[1]] = Outlook(
            fields, fact.open, row[-4], until, fact.open and lifted_until is not None
        )
    return found


@lru_cache(maxsize=64)
def _question_of_pupils(model: type[Base]) -> Select[Any]:
    lock = POLICY[model].lock
    u, r = Unit.__table__.alias(), Reopening.__table__.alias()
    class_id = bindparam("class_id", type_=model.__table__.c.class_id.type)
    period_id = bindparam("period_id", type_=model.__table__.c.period_id.type)
    row = SimpleNamespace(
        class_id=class_id, period_id=period_id, unit_id=u.c.id, pupil_id=r.c.pupil_id
    )
    return (
        select(u.c.id, r.c.pupil_id, r.c.ends_at)
        .select_from(r.join(u, u.c.id.in_(bindparam("units", expanding=True))))
        .where(
            r.c.pupil_id.is_not(None),
            r.c.granted_at <= db_now(),
            r.c.ends_at > db_now(),
            open_row(lock, row),
        )
    )


def lifted_pupils(
    session: GuardedSession,
    model: type[Base],
    class_id: int,
    period_id: int,
    units: Sequence[int],
) -> dict[int, dict[int, datetime]]:
    """Return unit → pupil → until when: cells open for single pupils by a granted request alone."""
    found: dict[int, dict[int, datetime]] = {}
    if not units:  # unjudged: spares a question that no row answers
        return found
    values = {"class_id": class_id, "period_id": period_id, "units": list(units)}
    for unit, pupil, ends_at in session.raw().execute(_question_of_pupils(model), values):
        known = found.setdefault(unit, {})
        known[pupil] = max(ends_at, known.get(pupil, ends_at))
    return found
