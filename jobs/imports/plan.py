"""What an import would write, kept apart from writing it: creates and updates by table."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jobs.imports.report import Change
from models.base import Base
from models.clock import school_today
from permissions import guard
from permissions.session import GuardedSession

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ref:
    """Stands for the id of a row that this plan creates."""

    model: type[Base]
    key: Hashable


@dataclass
class _Table:
    creates: list[Values] = field(default_factory=list)
    keys: list[Hashable] = field(default_factory=list)
    updates: dict[int, Values] = field(default_factory=dict)
    deletes: list[int] = field(default_factory=list)


class Plan:
    """Rows to write, table by table in the order in which the tables were first named."""

    def __init__(self, *order: type[Base]) -> None:
        """Name the tables in the order of writing (what is referred to comes first)."""
        self._tables: dict[type[Base], _Table] = {model: _Table() for model in order}
        self._known: set[tuple[type[Base], Hashable]] = set()

    def create(self, model: type[Base], values: Values, key: Hashable = None) -> Ref:
        """Plan a new row; ``key`` names it for other rows (once: a second row of it is none)."""
        if key is not None:
            if (model, key) in self._known:
                return Ref(model, key)
            self._known.add((model, key))
        table = self._tables[model]
        table.creates.append(values)
        table.keys.append(key)
        return Ref(model, key)

    def update(self, model: type[Base], row_id: int, values: Values) -> None:
        """Plan new values of a row."""
        if values:
            self._tables[model].updates.setdefault(row_id, {}).update(values)

    def delete(self, model: type[Base], row_id: int) -> None:
        """Plan the end of a row."""
        self._tables[model].deletes.append(row_id)

    def revise(
        self, row: Base, wanted: Values, shown: dict[str, Any] | None = None
    ) -> list[Change]:
        """Plan what differs between a row of the books and the file; None keeps what stands.

        ``shown`` gives words for values that are ids. Returns the changes for the preview.
        """
        model = type(row)
        changed = {
            name: value
            for name, value in wanted.items()
            if value is not None and getattr(row, name) != value
        }
        self.update(model, row.id, changed)
        columns = model.__table__.columns
        return [
            Change(
                columns[name].info.get("label", name),
                getattr(row, name),
                (shown or {}).get(name, value),
            )
            for name, value in changed.items()
            if name not in _DERIVED
        ]

    def write(self, session: GuardedSession) -> None:
        """Write everything by a few bulk calls; the caller commits."""
        ids: dict[tuple[type[Base], Hashable], int] = {}
        for model, table in self._tables.items():
            created = guard.write(
                session,
                model,
                creates=[_resolved(values, ids) for values in table.creates],
                updates={row: _resolved(values, ids) for row, values in table.updates.items()},
                deletes=table.deletes,
            )
            ids.update(
                ((model, key), row)
                for key, row in zip(table.keys, created, strict=True)
                if key is not None
            )


#: columns that follow from others; the preview doesn't name them
_DERIVED = frozenset({"sort_key", "folded"})


def _resolved(values: Values, ids: dict[tuple[type[Base], Hashable], int]) -> Values:
    if not any(type(value) is Ref for value in values.values()):
        return values
    return {
        name: ids[value.model, value.key] if isinstance(value, Ref) else value
        for name, value in values.items()
    }


def by_key(rows: Iterable[Any], *names: str) -> dict[Any, Any]:
    """Index rows by one column, or by a tuple of several."""
    if len(names) == 1:
        return {getattr(row, names[0]): row for row in rows}
    return {tuple(getattr(row, name) for name in names): row for row in rows}


class Standing:
    """Dated rows by key: those that are open, and from which day a new one may start."""

    def __init__(self, rows: Iterable[Any], *names: str) -> None:
        """Take the rows; ``names`` are the columns of the key."""
        self.open: dict[Any, Any] = {}
        self._begun: set[tuple[Any, date]] = set()
        for row in rows:
            key = tuple(getattr(row, name) for name in names)
            self._begun.add((key, row.from_date))
            if row.to_date is None:
                self.open[key] = row

    def start(self, key: tuple[Any, ...], first_day: date) -> date:
        """Return the year's first day, or today where a row from that day has ended."""
        return school_today() if (key, first_day) in self._begun else first_day
