"""Verdicts of the guard: from facts to "in this capacity" or to a refusal with its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from models.base import Base
from permissions.errors import Forbidden, OutOfScope
from permissions.facts import Fact, columns_of, facts_new, refuse_closed
from permissions.policy import POLICY
from permissions.session import GuardedSession

Values = dict[str, Any]


def _label(model: type[Base], field: str) -> str:
    return str(columns_of(model)[field].info.get("label", field))


def allow_update(session: GuardedSession, model: type[Base], fact: Fact, change: Values) -> str:
    """Return the capacity that carries the change, or refuse it."""
    for field in change:
        if not fact.may_update(field):
            raise Forbidden(
                f"{_label(model, field)} của {model.label} này không thuộc quyền sửa của"
                f" {session.actor.address} (Đ2.9).",
                field=field,
            )
    if not fact.open:
        refuse_closed(session, model, fact.values)
    return _carriers(fact, "update", change)


def allow_create(session: GuardedSession, model: type[Base], fact: Fact) -> str:
    """Return the capacity that carries the new row, or refuse it."""
    given = {f for f, v in fact.values.items() if v is not None and f not in ("id", "version")}
    allowed: set[str] = set()
    for name in fact.capacities:
        allowed |= fact.create_fields(name)
    if not allowed:
        raise Forbidden(f"Thêm {model.label} ở đây không thuộc nhiệm vụ được phân công (Đ2.9).")
    for field in sorted(given - allowed):
        if fact.values[field] != default(model, field):
            raise Forbidden(
                f"{_label(model, field)} không thuộc quyền ghi khi thêm {model.label} (Đ2.9).",
                field=field,
            )
    if not fact.open:
        refuse_closed(session, model, fact.values)
    return _carriers(fact, "create", given)


def allow_delete(session: GuardedSession, model: type[Base], fact: Fact) -> str:
    """Return the capacity that may delete the row, or refuse it."""
    if not fact.capacities:
        raise OutOfScope
    able = [n for n in fact.capacities if POLICY[model].capacities[n].delete]
    if not able:
        raise Forbidden(f"Xóa {model.label} không thuộc nhiệm vụ được phân công (Đ2.9).")
    if not fact.open:
        refuse_closed(session, model, fact.values)
    return "+".join(able)


def _carriers(fact: Fact, action: str, fields: Iterable[str]) -> str:
    """Name the capacities that carry these fields: one if one suffices, else their union."""
    wanted = set(fields)
    names = [n for n in fact.capacities if fact.fields(n, action) & wanted]
    for name in names:
        if wanted <= fact.fields(name, action):
            return name
    return "+".join(names) or "+".join(fact.capacities)


def default(model: type[Base], field: str) -> Any:
    """Return what a column of a new row holds when nothing is given."""
    generator = columns_of(model)[field].default
    if generator is None:
        return None
    argument = cast("Any", generator).arg
    return argument(None) if callable(argument) else argument


def recheck(session: GuardedSession, model: type[Base], rows: Sequence[Values]) -> None:
    """Check that moved rows are still in scope and open where they came to stand."""
    path = POLICY[model].lock
    for row, fact in zip(rows, facts_new(session, model, rows), strict=True):
        if not fact.capacities:
            raise OutOfScope(f"{model.label.capitalize()} sẽ ra ngoài phần việc được phân công.")
        if not fact.open and not (path and path.self_freezing):
            refuse_closed(session, model, row)
