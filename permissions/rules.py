"""The vocabulary of the policy table: a capacity is a row predicate with the fields it may write.

A predicate takes the actor and a row: a mapped class, an alias, or any object whose attributes are
SQL expressions of the same names (values of a row that doesn't exist yet, columns of a query).
It reads actor fields only, no clock, so that expressions can be kept per actor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, cast, false, or_, select, true

from models.people import Duty, Function
from models.pupils import Enrolment
from models.school import Membership, TeachingAssignment
from permissions.actor import Actor
from permissions.assigned import Pair

Where = Callable[[Actor, Any], ColumnElement[bool]]


@dataclass(frozen=True)
class Capacity:
    """Rows by predicate; fields that may be created and updated; whether rows may be deleted."""

    where: Where
    create: frozenset[str] = frozenset()
    update: frozenset[str] = frozenset()
    delete: bool = False


@dataclass(frozen=True)
class LockPath:
    """Which columns of a record say where it stands in time and school; ``kind`` is a LockKind.

    ``pupil`` names whose cell it is: a closure may be lifted for single pupils. Without ``period``
    only a frozen dossier closes it. ``self_freezing``: the dossier itself, judged by old values.
    ``after``: written once it is frozen. ``second``: the column naming whose summer results lift.
    """

    kind: str | None = None
    period: str | None = None
    class_: str | None = None
    unit: str | None = None
    pupil: str | None = None
    self_freezing: bool = False
    after: bool = False
    second: str | None = None


@dataclass(frozen=True)
class Rule:
    """The policy of one record type: capacities by name; reading is the OR of their rows."""

    capacities: dict[str, Capacity]
    lock: LockPath | None = None
    article: str = ""


def may(where: Where, *, create: str = "", update: str = "", delete: bool = False) -> Capacity:
    """Write a capacity: fields as words separated by spaces, ``*`` for every field."""
    return Capacity(where, frozenset(create.split()), frozenset(update.split()), delete)


def everyone(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Any account."""
    del row
    return true() if actor.staff_id is not None else false()


def holds(*functions: Function) -> Where:
    """Whoever holds one of these functions, for all rows."""
    names = frozenset(f.value for f in functions)

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        del row
        return false() if actor.functions.isdisjoint(names) else true()

    return where


def capacity(*names: str) -> Where:
    """System work of this kind (operator, importer, gatekeeper, worker), for all rows."""
    wanted = frozenset(names)

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        del row
        return false() if actor.capacities.isdisjoint(wanted) else true()

    return where


def inspects(kind: str) -> Where:
    """Name the kind of record that an inspector was granted."""

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        del row
        return true() if kind in actor.inspects else false()

    return where


def both(*parts: Where) -> Where:
    """All of these predicates together."""

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        return and_(*(part(actor, row) for part in parts))

    return where


def either(*parts: Where) -> Where:
    """Any of these predicates."""

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        return or_(false(), *(part(actor, row) for part in parts))

    return where


def mine(column: str) -> Where:
    """Rows whose column names the actor's staff id."""

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        if actor.staff_id is None:
            return false()
        return getattr(row, column) == actor.staff_id  # type: ignore[no-any-return]

    return where


def my_account(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows of the actor's own account."""
    if actor.account_id is None:
        return false()
    return row.account_id == actor.account_id  # type: ignore[no-any-return]


def not_mine(column: str) -> Where:
    """Rows whose column names somebody else."""

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        if actor.staff_id is None:
            return false()
        return getattr(row, column) != actor.staff_id  # type: ignore[no-any-return]

    return where


def null_or_mine(column: str) -> Where:
    """Rows whose column is empty or names the actor."""

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        if actor.staff_id is None:
            return false()
        value = getattr(row, column)
        return or_(value.is_(None), value == actor.staff_id)

    return where


def among(column: str, *values: Any) -> Where:
    """Rows whose column holds one of these values."""

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        del actor
        return getattr(row, column).in_(values)  # type: ignore[no-any-return]

    return where


def but(column: str, *values: Any) -> Where:
    """Rows whose column holds none of these values."""

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        del actor
        return getattr(row, column).not_in(values)  # type: ignore[no-any-return]

    return where


def blank(column: str) -> Where:
    """Rows whose column is empty."""

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        del actor
        value = getattr(row, column)
        if isinstance(value, BindParameter):  # PostgreSQL asks for the type of a bare value
            value = cast(value, value.type)
        return value.is_(None)  # type: ignore[no-any-return]

    return where


def _among(column: Any, ids: tuple[int, ...]) -> ColumnElement[bool]:
    return column.in_(ids) if ids else false()


def _pairs(row: Any, pairs: tuple[Pair, ...]) -> ColumnElement[bool]:
    by_unit: dict[int, list[int]] = {}
    for class_id, unit_id in pairs:
        by_unit.setdefault(unit_id, []).append(class_id)
    own = ((row.unit_id == unit) & row.class_id.in_(rooms) for unit, rooms in by_unit.items())
    return or_(false(), *own)


def has_homeroom(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Any row, for whoever has a homeroom class."""
    del row
    return true() if actor.homeroom else false()


def homeroom_of(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows of the own homeroom class."""
    return _among(row.class_id, actor.homeroom)


def homeroom_of_moved(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Earlier rows of that year of pupils who moved into the own homeroom class (DESIGN §4)."""
    by_class: dict[int, list[int]] = {}
    for pupil, class_id in actor.moved_in:
        by_class.setdefault(class_id, []).append(pupil)
    return or_(
        false(),
        *((row.class_id == c) & row.pupil_id.in_(pupils) for c, pupils in by_class.items()),
    )


def teaches(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows of the own (class, subject) pairs."""
    return _pairs(row, actor.teaches)


def teaches_at_all(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Any row, for whoever a subject of any class is assigned to."""
    del row
    return true() if actor.teaches else false()


def teaches_in(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows of the classes where the actor teaches anything."""
    return _among(row.class_id, tuple(sorted({c for c, _ in actor.teaches})))


def head_of_pair(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows of the (class, subject) pairs of the own department's members."""
    return _pairs(row, actor.head_pairs)


def head_of_homeroom(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows of the homeroom classes of the own department's members."""
    return _among(row.class_id, actor.head_classes)


def head_of(column: str) -> Where:
    """Rows whose column names a member of the own department (never the head)."""

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        return _among(getattr(row, column), actor.head_staff)

    return where


def teaches_my_class(column: str) -> Where:
    """Rows whose column names somebody to whom a subject of an own homeroom class is assigned."""

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        if not actor.homeroom:
            return false()
        t = TeachingAssignment.__table__
        theirs = select(t.c.staff_id).where(t.c.class_id.in_(actor.homeroom))
        return getattr(row, column).in_(theirs)  # type: ignore[no-any-return]

    return where


def leads(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows of a department that the actor leads."""
    return _among(row.department_id, actor.heads)


def in_my_department(column: str) -> Where:
    """Rows whose column names a department that the actor belongs to or once did."""

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        if actor.staff_id is None:
            return false()
        m = Membership.__table__
        own = select(m.c.department_id).where(m.c.staff_id == actor.staff_id)
        return getattr(row, column).in_(own)  # type: ignore[no-any-return]

    return where


def _head_classes(actor: Actor) -> tuple[int, ...]:
    return tuple(sorted({*actor.head_classes, *(c for c, _ in actor.head_pairs)}))


def head_of_class(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows of the classes where a member of the own department teaches or is homeroom teacher."""
    return _among(row.class_id, _head_classes(actor))


def pupils_of(classes: Callable[[Actor], tuple[int, ...]], column: str) -> Where:
    """Rows whose column names a pupil enrolled in one of these classes."""

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        ids = classes(actor)
        if not ids:
            return false()
        e = Enrolment.__table__
        seated = select(e.c.pupil_id).where(e.c.class_id.in_(ids))
        return getattr(row, column).in_(seated)  # type: ignore[no-any-return]

    return where


def own_pupil(column: str) -> Where:
    """Pupils of the own homeroom class."""
    return pupils_of(lambda actor: actor.homeroom, column)


def taught_pupil(column: str) -> Where:
    """Pupils of the classes where the actor teaches."""
    return pupils_of(lambda actor: tuple(sorted({c for c, _ in actor.teaches})), column)


def department_pupil(column: str) -> Where:
    """Pupils of the classes of the own department's members."""
    return pupils_of(_head_classes, column)


def _holders(*functions: Function) -> Any:
    d = Duty.__table__
    return select(d.c.staff_id).where(d.c.function.in_(list(functions)))


def of_a_head(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows of department heads (their plans go to the vice-principal, RIGHTS.md)."""
    del actor
    return row.staff_id.in_(_holders(Function.DEPARTMENT_HEAD))  # type: ignore[no-any-return]


def not_the_principals(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows of anybody but the principal."""
    del actor
    return row.staff_id.not_in(_holders(Function.PRINCIPAL))  # type: ignore[no-any-return]
