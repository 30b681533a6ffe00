"""The guard: old and new state of every written row must be in scope, allowed and open.

It asks the database, not attribute history: one SELECT per class returns old values, capacities
and open-or-closed together; for new or moved rows the same question is asked again of the new
values (USING / WITH CHECK, as in row-level security). Units of work pass through the two flush
listeners, thousands of rows through ``write``; both are made of the same functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import LargeBinary, Update, bindparam, delete, event, insert, inspect, update
from sqlalchemy.orm import Session, UOWTransaction

from models.base import Base
from permissions import history
from permissions.errors import OutOfScope, Stale
from permissions.facts import (
    Fact,
    columns_of,
    facts,
    facts_near,
    facts_new,
    forget,
    hinges,
    why_closed,
)
from permissions.session import GuardedSession
from permissions.verdicts import allow_create, allow_delete, allow_update, default, recheck

__all__ = ["Fact", "facts", "facts_near", "facts_new", "why_closed", "write"]

CHUNK = 400
Values = dict[str, Any]


def write(
    session: GuardedSession,
    model: type[Base],
    *,
    creates: Sequence[Values] = (),
    updates: Mapping[int, Values] | None = None,
    deletes: Iterable[int] = (),
) -> list[int]:
    """Write many rows of one table in one act; return the ids of the created ones, in order.

    creates: [{column: value}]; updates: {id: {column: new}}; deletes: ids. Rights, locks and
    history are those of a unit of work. Raises OutOfScope, Forbidden, Locked; nothing is
    written then. Rows whose values don't change write nothing.
    """
    if deletes := list(deletes):
        _delete(session, model, deletes)
    if updates:
        _update(session, model, updates)
    return _create(session, model, creates) if creates else []


def _update(session: GuardedSession, model: type[Base], updates: Mapping[int, Values]) -> None:
    found = facts(session, model, list(updates), lock=True)
    changed: list[tuple[Fact, Values, str]] = []
    for row_id, new in updates.items():
        fact = found.get(row_id)
        if fact is None or not fact.capacities:
            raise OutOfScope
        change = {f: v for f, v in new.items() if fact.values[f] != v}
        if change:
            changed.append((fact, change, allow_update(session, model, fact, change)))
    if not changed:
        return
    fields = sorted({f for _, change, _ in changed for f in change})
    if not hinges(model).isdisjoint(fields):
        moved = [f.values | c for f, c, _ in changed if not hinges(model).isdisjoint(c)]
        recheck(session, model, moved)
    session.raw_write(
        _setting(model, (*fields, "version")),
        [
            {"_id": fact.values["id"], "_version": fact.values["version"] + 1}
            | {f"_{f}": change.get(f, fact.values[f]) for f in fields}
            for fact, change, _ in changed
        ],
    )
    history.record(
        session,
        model,
        (
            (
                fact.values["id"],
                "update",
                capacity,
                {f: (fact.values[f], v) for f, v in change.items()},
                session.actor.on_behalf(fact.values),
                fact.reopening_id,
            )
            for fact, change, capacity in changed
        ),
    )
    forget(session, model, [fact.values["id"] for fact, _, _ in changed])


@lru_cache(maxsize=512)
def _setting(model: type[Base], fields: tuple[str, ...]) -> Update:
    """Return the UPDATE of these fields of a row; all its parameters begin with _."""
    table = columns_of(model)
    return (
        update(model.__table__)  # type: ignore[arg-type]
        .where(table["id"] == bindparam("_id"))
        .values({f: bindparam(f"_{f}", type_=table[f].type) for f in fields})
    )


def _create(session: GuardedSession, model: type[Base], creates: Sequence[Values]) -> list[int]:
    columns = [c for c in columns_of(model).values() if c.name != "id"]
    blank = {c.key: default(model, c.key) for c in columns}
    rows: list[Values] = [blank | values for values in creates]
    early = "id" not in hinges(model)
    carriers = _check_creates(session, model, rows) if early else []
    table = columns_of(model)
    result = session.raw_write(
        insert(model.__table__).returning(table["id"], sort_by_parameter_order=True),  # type: ignore[arg-type]
        rows,
    )
    ids = [int(i) for i in result.scalars()]
    if not early:
        rows = [row | {"id": i} for row, i in zip(rows, ids, strict=True)]
        carriers = _check_creates(session, model, rows)
    history.record(
        session,
        model,
        (
            (
                row_id,
                "create",
                capacity,
                {"id": (None, row_id)} | {f: (None, v) for f, v in row.items() if v is not None},
                session.actor.on_behalf(row),
                reopening_id,
            )
            for row_id, row, (capacity, reopening_id) in zip(ids, rows, carriers, strict=True)
        ),
    )
    return ids


def _check_creates(
    session: GuardedSession, model: type[Base], rows: Sequence[Values]
) -> list[tuple[str, int | None]]:
    """Return who carries each new row, and the reopening without which its place was closed."""
    return [
        (allow_create(session, model, fact), fact.reopening_id)
        for fact in facts_new(session, model, rows)
    ]


def _delete(session: GuardedSession, model: type[Base], ids: list[int]) -> None:
    found = facts(session, model, ids, lock=True)
    if len(found) != len(set(ids)):
        raise OutOfScope
    carriers = {i: allow_delete(session, model, fact) for i, fact in found.items()}
    table = columns_of(model)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        session.raw_write(delete(model.__table__).where(table["id"].in_(part)), None)  # type: ignore[arg-type]
    _record_deletes(session, model, found, carriers)


def _record_deletes(
    session: GuardedSession, model: type[Base], found: Mapping[int, Fact], carriers: dict[int, str]
) -> None:
    history.record(
        session,
        model,
        (
            (
                i,
                "delete",
                carriers[i],
                {f: (v, None) for f, v in fact.values.items() if v is not None},
                session.actor.on_behalf(fact.values),
                fact.reopening_id,
            )
            for i, fact in found.items()
        ),
    )
    forget(session, model, list(found))


def _values(obj: Base) -> Values:
    """Return the values that an object carries.

    A column that isn't loaded is left out, and so is a file's content that was only read.
    """
    state = inspect(obj)
    return {
        attribute.columns[0].name: state.dict[attribute.key]
        for attribute in inspect(type(obj)).column_attrs
        if attribute.key in state.dict
        and attribute.columns[0].computed is None
        and not (
            isinstance(attribute.columns[0].type, LargeBinary)
            and state.persistent
            and attribute.key not in state.committed_state
        )
    }


def _touched(obj: Base) -> bool:
    """Tell whether any attribute was set to something else, relationships included."""
    state = inspect(obj)
    missing = object()
    return any(
        state.dict.get(key, missing) is not old and state.dict.get(key, missing) != old
        for key, old in state.committed_state.items()
    )


def _identity(obj: Base) -> int:
    """Return the id under which a persistent object was loaded."""
    return int(inspect(obj).identity[0])  # type: ignore[index]


def _by_model(objects: Iterable[Any]) -> dict[type[Base], list[Base]]:
    found: dict[type[Base], list[Base]] = {}
    for obj in objects:
        found.setdefault(type(obj), []).append(obj)
    return found


@event.listens_for(GuardedSession, "before_flush")
def _before(session: Session, context: UOWTransaction, instances: Any) -> None:
    del context, instances
    assert isinstance(session, GuardedSession)  # noqa: S101
    work: list[Any] = []
    for model, objects in _by_model(session.deleted).items():
        ids = [obj.id for obj in objects]
        found = facts(session, model, ids, lock=True)
        if len(found) != len(set(ids)):
            raise OutOfScope
        carriers = {i: allow_delete(session, model, fact) for i, fact in found.items()}
        work.append(("delete", model, found, carriers))
    for model, objects in _by_model(o for o in session.dirty if _touched(o)).items():
        found = facts(session, model, [_identity(o) for o in objects], lock=True)
        for obj in objects:
            fact = found.get(_identity(obj))
            if fact is None or not fact.capacities:
                raise OutOfScope
            if obj.version != fact.values["version"]:
                raise Stale(stored=fact.values, given=_values(obj), model=model)
            known = {f: v for f, v in _values(obj).items() if fact.values.get(f) != v}
            allow_update(session, model, fact, known)
            obj.version = fact.values["version"] + 1
        work.append(("update", model, objects, found))
    for model, objects in _by_model(session.new).items():
        _check_known(session, model, objects)
        work.append(("create", model, objects, None))
    session.info["work"] = work


def _check_known(session: GuardedSession, model: type[Base], objects: Sequence[Base]) -> None:
    """Check new rows before a constraint or trigger speaks, where their keys are known already."""
    rows = [_values(o) for o in objects]
    if "id" not in hinges(model):
        _check_creates(
            session, model, [r for r in rows if all(r.get(h) is not None for h in hinges(model))]
        )


@event.listens_for(GuardedSession, "after_flush")
def _after(session: Session, context: UOWTransaction) -> None:
    del context
    assert isinstance(session, GuardedSession)  # noqa: S101
    for action, model, first, second in session.info.pop("work", ()):
        if action == "delete":
            _record_deletes(session, model, first, second)
        elif action == "create":
            _after_create(session, model, first)
        else:
            _after_update(session, model, first, second)


def _after_create(session: GuardedSession, model: type[Base], objects: Sequence[Base]) -> None:
    blank = dict.fromkeys(columns_of(model))
    rows = [blank | _values(obj) for obj in objects]
    carriers = _check_creates(session, model, rows)
    history.record(
        session,
        model,
        (
            (
                obj.id,
                "create",
                capacity,
                {f: (None, v) for f, v in row.items() if v is not None},
                session.actor.on_behalf(row),
                reopening_id,
            )
            for obj, row, (capacity, reopening_id) in zip(objects, rows, carriers, strict=True)
        ),
    )


def _after_update(
    session: GuardedSession, model: type[Base], objects: Sequence[Base], found: dict[int, Fact]
) -> None:
    lines = []
    for obj in objects:
        fact = found[obj.id]
        new = _values(obj)
        change = {f: v for f, v in new.items() if f != "version" and fact.values.get(f) != v}
        capacity = allow_update(session, model, fact, change)
        if not hinges(model).isdisjoint(change):
            recheck(session, model, [fact.values | new])
        lines.append(
            (
                obj.id,
                "update",
                capacity,
                {f: (fact.values.get(f), v) for f, v in change.items()},
                session.actor.on_behalf(fact.values),
                fact.reopening_id,
            )
        )
    history.record(session, model, lines)
    forget(session, model, [obj.id for obj in objects])
