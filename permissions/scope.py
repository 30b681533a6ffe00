"""Scope: every ORM select of a guarded session reads only rows of the actor (DESIGN §3.3).

The read expressions are built once per set of rights. What they can't cover (Core tables, text,
bulk statements, top-level EXISTS) is refused loudly.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    SelectBase,
    Table,
    event,
    inspect,
    or_,
    true,
)
from sqlalchemy.orm import Mapper, ORMExecuteState, with_loader_criteria
from sqlalchemy.sql.selectable import AliasedReturnsRows

from models.base import Base
from permissions.actor import Actor
from permissions.errors import Unscoped
from permissions.plain import always
from permissions.policy import POLICY
from permissions.session import GuardedSession


def read_expression(actor: Actor, model: type[Base], row: Any = None) -> ColumnElement[bool]:
    """Which rows the actor reads; ``row`` may be any object with expressions of the same names."""
    if actor.system is not None:
        return true()
    rule = POLICY[model]
    return or_(*(c.where(actor, row or model) for c in rule.capacities.values()))


@lru_cache(maxsize=512)
def _criteria(actor: Actor) -> dict[Mapper[Any], Any]:
    """Return the loader criteria by mapper; a class that everyone reads needs none."""
    found = {}
    for model in POLICY:
        expression = read_expression(actor, model)
        if not always(expression):
            found[inspect(model)] = with_loader_criteria(
                model, expression, include_aliases=True, propagate_to_loaders=False
            )
    return found


@cache
def _reach(mapper: Mapper[Any]) -> frozenset[Mapper[Any]]:
    """Return the mappers that loading this one can bring along, over relationships."""
    found, waiting = set(), [mapper]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(relation.mapper for relation in one.relationships)
    return frozenset(found)


@lru_cache(maxsize=4096)
def _options(actor: Actor, mappers: frozenset[Mapper[Any]]) -> tuple[Any, ...]:
    reached = frozenset().union(*(_reach(mapper) for mapper in mappers))
    return tuple(option for mapper, option in _criteria(actor).items() if mapper in reached)


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


def _entities(statement: Select[Any], outer: frozenset[Any], every: set[Any]) -> frozenset[Any]:
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
                _refuse_unscoped(leaf.table, every, outer)
    if not derived and known <= outer:
        raise Unscoped("a select without an entity knows no scope")
    return frozenset(known)


def _refuse_unscoped(statement: Any, every: set[Any], outer: frozenset[Any] = frozenset()) -> None:
    """Refuse what the criteria can't reach: bare tables, and entities that only a WHERE names.

    ``every`` collects the entities of the statement and of all selects nested in it.
    """
    known = _entities(statement, outer, every) if isinstance(statement, Select) else outer
    every |= known
    for child in statement.get_children():
        for leaf in _leaves(child):
            if isinstance(leaf, SelectBase):
                _refuse_unscoped(leaf, every, known)
            elif isinstance(statement, Select) and _of_table(leaf) and _entity(leaf) not in known:
                raise Unscoped(f"{leaf} stands in a select whose sources don't name its entity")


def _of_table(leaf: Any) -> bool:
    return isinstance(leaf, Column) and isinstance(leaf.table, Table)


#: what the sources of a statement name, for as long as the statement lives
_named: WeakKeyDictionary[Any, frozenset[Mapper[Any]]] = WeakKeyDictionary()


def _mappers(statement: Any) -> frozenset[Mapper[Any]]:
    """Return the classes of a statement; it is judged once, since statements never change."""
    if statement not in _named:
        every: set[Any] = set()
        _refuse_unscoped(statement, every)
        _named[statement] = frozenset(entity.mapper for entity in every)
    return _named[statement]


@event.listens_for(GuardedSession, "do_orm_execute")
def _scope(state: ORMExecuteState) -> None:
    session = state.session
    assert isinstance(session, GuardedSession)  # noqa: S101 - the listener's own class
    actor = session.actor
    if not state.is_select or not state.is_orm_statement:
        raise Unscoped("only ORM selects run in a guarded session")
    if actor.system is not None or state.is_column_load:
        return
    mappers = (
        frozenset((state.bind_mapper,)) if state.is_relationship_load else _mappers(state.statement)
    )
    if options := _options(actor, mappers):
        state.statement = state.statement.options(*options)
