"""Scope: every ORM select of a guarded session reads only rows of the actor (DESIGN §3.3).

The read expressions are built once per set of rights. What they can't cover (Core tables, text,
bulk statements, top-level EXISTS) is refused loudly.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, SelectBase, Table, event, or_, true
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.sql.selectable import AliasedReturnsRows

from models.base import Base
from permissions.actor import Actor
from permissions.errors import Unscoped
from permissions.policy import POLICY
from permissions.session import KERNEL, GuardedSession


def read_expression(actor: Actor, model: type[Base], row: Any = None) -> ColumnElement[bool]:
    """Which rows the actor reads; ``row`` may be any object with expressions of the same names."""
    if actor.system is not None:
        return true()
    rule = POLICY[model]
    return or_(*(c.where(actor, row or model) for c in rule.capacities.values()))


@lru_cache(maxsize=512)
def _criteria(actor: Actor) -> tuple[Any, ...]:
    options = []
    for model in POLICY:
        expression = read_expression(actor, model)
        if expression.compare(true()):
            continue
        options.append(
            with_loader_criteria(
                model, expression, include_aliases=True, propagate_to_loaders=False
            )
        )
    return tuple(options)


def _entity(element: Any) -> Any:
    return element._annotations.get("parententity")  # noqa: SLF001 - the only mark there is


def _leaves(element: Any) -> Iterator[Any]:
    """Walk an expression without entering the selects nested in it (they come as leaves)."""
    stack = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, SelectBase | Table | Column):
            yield node
        else:
            stack.extend(node.get_children())


def _sources(statement: Select[Any]) -> Iterator[Any]:
    yield from statement._raw_columns  # noqa: SLF001
    yield from statement._from_obj  # noqa: SLF001
    for join in statement._setup_joins:  # noqa: SLF001
        yield join[0]


def _entities(statement: Select[Any], outer: frozenset[Any]) -> frozenset[Any]:
    """Return the entities that a select's own sources name; bare tables are refused."""
    known, derived = set(outer), False
    for source in _sources(statement):
        derived = derived or isinstance(source, AliasedReturnsRows | SelectBase)
        for leaf in _leaves(source):
            if _entity(leaf) is not None:
                known.add(_entity(leaf))
            elif isinstance(leaf, Table):
                raise Unscoped(f"the table {leaf.name} stands in a select without its entity")
            elif isinstance(getattr(leaf, "table", None), AliasedReturnsRows):
                derived = True
                _refuse_unscoped(leaf.table, outer)
    if not derived and known <= outer:
        raise Unscoped("a select without an entity knows no scope")
    return frozenset(known)


def _refuse_unscoped(statement: Any, outer: frozenset[Any] = frozenset()) -> None:
    """Refuse what the criteria can't reach: bare tables, and entities that only a WHERE names."""
    known = _entities(statement, outer) if isinstance(statement, Select) else outer
    for child in statement.get_children():
        for leaf in _leaves(child):
            if isinstance(leaf, SelectBase):
                _refuse_unscoped(leaf, known)
            elif isinstance(statement, Select) and _of_table(leaf) and _entity(leaf) not in known:
                raise Unscoped(f"{leaf} stands in a select whose sources don't name its entity")


def _of_table(leaf: Any) -> bool:
    return isinstance(leaf, Column) and isinstance(leaf.table, Table)


@event.listens_for(GuardedSession, "do_orm_execute")
def _scope(state: ORMExecuteState) -> None:
    if state.execution_options.get("_sotruong_kernel") is KERNEL["_sotruong_kernel"]:
        return
    session = state.session
    assert isinstance(session, GuardedSession)  # noqa: S101 - the listener's own class
    actor = session.actor
    if not state.is_select or not state.is_orm_statement:
        raise Unscoped("only ORM selects run in a guarded session")
    if actor.system is not None or state.is_column_load:
        return
    statement = state.statement
    if not state.is_relationship_load:
        _refuse_unscoped(statement)
    state.statement = statement.options(*_criteria(actor))
