"""Cells of a grid, written as one batch: one transaction, an answer per cell (Điều 4, 5.1, 6).

A cell is compared with what its writer saw; nothing that somebody else wrote meanwhile is
overwritten silently. A grid says of each table behind it which rows it shows and what its cells
hold (``Table``); everything else is the same for all. The guard comes as an argument, because
models know nobody above them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import Base
from models.pupils.enrolment import Enrolment
from models.typed import Kind, UnfitError

State = Literal["saved", "conflict", "refused"]
Key = tuple[Any, ...]
Values = dict[str, Any]

UNKNOWN = "Ô này không có trong sổ."


class Fact(Protocol):
    """What the guard knows of a row for the session's actor."""

    @property
    def values(self) -> dict[str, Any]:
        """Column values."""

    @property
    def capacities(self) -> tuple[str, ...]:
        """In which capacities the row is the actor's; empty: not at all."""

    @property
    def open(self) -> bool:
        """Whether the row may be written now."""

    def may_update(self, field: str) -> bool:
        """Whether any capacity may change this field."""

    def create_fields(self, capacity: str) -> frozenset[str]:
        """The fields that a capacity may give to a new row."""


class Guard(Protocol):
    """The verbs of the guard that a grid needs."""

    def facts(
        self, session: Any, model: Any, ids: Sequence[int], *, lock: bool
    ) -> Mapping[int, Fact]:
        """Ask for rows by id, locked."""

    def facts_near(
        self, session: Any, model: Any, asked: Mapping[str, Sequence[Any]], *, lock: bool
    ) -> Sequence[Fact]:
        """Ask for the rows whose columns hold one of these values each, locked."""

    def facts_new(
        self, session: Any, model: Any, rows: Sequence[Mapping[str, Any]]
    ) -> Sequence[Fact]:
        """Ask for rows that don't exist yet."""

    def why_closed(self, session: Any, model: Any, row: Mapping[str, Any]) -> str:
        """Say why a row can't be written now."""

    def write(
        self,
        session: Any,
        model: Any,
        *,
        creates: Sequence[dict[str, Any]] = (),
        updates: Mapping[int, dict[str, Any]] | None = None,
        deletes: Iterable[int] = (),
    ) -> list[int]:
        """Write rows of one table with rights, locks and history."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell is to become: ``old`` is what its writer saw, ``new`` what was typed.

    ``row`` and ``unit`` name the row of the table behind the grid; ``unit`` is None where a line
    of the grid is one row.
    """

    row: int
    unit: int | str | None
    field: str
    old: Any
    new: Any


def _one_unit(units: tuple[str, ...]) -> Callable[[Any], Values]:
    return lambda unit: dict.fromkeys(units, unit)


@dataclass(frozen=True, eq=False)
class Table:
    """A table behind a grid.

    ``place``: columns that are the same in all its rows, {"class_id": …, "period_id": …}.
    ``kind(unit, field)``: what a cell holds; None when the cell is another table's; UnfitError
    when there is no such cell. ``refusal(cell)``: the sentence beside a cell that isn't the
    person's to write. ``row``: the column that a line of the grid stands for.
    ``units``: the columns that name a row within its line, if there are several;
    ``columns(unit)`` gives them and what else follows from the unit, ``unit(values)`` leads back.
    ``known(session, rows)``: which lines may get a new row; None: no row is ever made here.
    ``absent``: the sentence for the others.
    ``along(values, change)``: what changes with a change of a stored row.
    """

    model: type[Base]
    place: Mapping[str, Any]
    kind: Callable[[Any, str], Kind | None]
    refusal: Callable[[Cell], str]
    row: str = "pupil_id"
    units: tuple[str, ...] = ()
    columns: Callable[[Any], Values] | None = None
    unit: Callable[[Mapping[str, Any]], Any] | None = None
    known: Callable[[Session, set[int]], set[int]] | None = None
    absent: str = "Em này không học ở lớp đó."
    along: Callable[[Values, Values], Values] | None = None

    def key(self, values: Mapping[str, Any]) -> Key:
        """Return what names a row within the place: its units, then its line."""
        return tuple(values[name] for name in self.key_columns)

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns that name a row within the place."""
        return (*self.units, self.row)

    def values(self, cell: Cell) -> Values:
        """Return the place and the key columns of a cell's row."""
        columns = self.columns or _one_unit(self.units)
        return {**self.place, **columns(cell.unit), self.row: cell.row}

    def unit_of(self, values: Mapping[str, Any]) -> Any:
        """Return the unit that a row's columns say."""
        if self.unit:
            return self.unit(values)
        return values[self.units[0]] if self.units else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a cell.

    ``value``: what stands there now. conflict: ``given`` is the writer's own value, ``row_id`` the
    row of ``model`` whose history names the other writer. refused: ``reason`` is the sentence.
    ``kind`` writes the values as they stand in the grid.
    """

    cell: Cell
    state: State
    value: Any = None
    given: Any = None
    reason: str | None = None
    row_id: int | None = None
    model: type[Base] | None = None
    kind: Kind | None = None


def enrolled(class_id: int) -> Callable[[Session, set[int]], set[int]]:
    """Return what tells which pupils are, or once were, of a class."""

    def known(session: Session, pupils: set[int]) -> set[int]:
        return set(
            session.scalars(
                select(Enrolment.pupil_id).where(
                    Enrolment.class_id == class_id, Enrolment.pupil_id.in_(sorted(pupils))
                )
            )
        )

    return known


def save_cells(
    session: Session,
    guard: Guard,
    tables: Sequence[Table],
    cells: Iterable[Cell],
    *,
    dry: bool = False,
) -> list[Answer]:
    """Write cells of a grid; return an answer per cell, in order.

    The caller commits. Missing rows are created; ``dry`` only says what would become of each cell.
    A refusal only escapes when somebody made or closed these rows just now: nothing is written.
    """
    answers: dict[int, Answer] = {}
    work: dict[Table, list[_Wanted]] = {}
    homes: dict[tuple[Any, str], tuple[Table, Kind]] = {}
    cells = list(cells)
    for place, cell in enumerate(cells):
        try:
            if (cell.unit, cell.field) not in homes:
                homes[cell.unit, cell.field] = _home(tables, cell)
            table, kind = homes[cell.unit, cell.field]
            value = kind.value(cell.new)
        except UnfitError as unfit:
            answers[place] = Answer(cell, "refused", reason=str(unfit))
        else:
            work.setdefault(table, []).append(_Wanted(place, cell, kind, value))
    for table, wanted in work.items():
        answers |= _Batch(session, guard, table).save(wanted, dry=dry)
    return [answers[place] for place in range(len(cells))]


def _home(tables: Sequence[Table], cell: Cell) -> tuple[Table, Kind]:
    for table in tables:
        if kind := table.kind(cell.unit, cell.field):
            return table, kind
    raise UnfitError(UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A cell whose new value fits."""

    place: int
    cell: Cell
    kind: Kind
    value: Any


@dataclass(slots=True)
class _Row:
    """A row that a batch touches: what the guard says of it, and what is to change.

    ``id``: None while it doesn't exist.
    """

    values: Values
    fact: Fact
    id: int | None
    change: Values = field(default_factory=dict)

    def now(self, name: str) -> Any:
        """What stands in a cell, earlier cells of the batch included."""
        return self.change.get(name, self.fact.values.get(name))


class _Batch:
    """One table's share of a batch."""

    def __init__(self, session: Session, guard: Guard, table: Table) -> None:
        self.session, self.guard, self.table = session, guard, table
        self.closed: dict[Any, str] = {}

    def save(self, wanted: Sequence[_Wanted], *, dry: bool) -> dict[int, Answer]:
        rows = self._rows([w.cell for w in wanted])
        answers = {}
        for asked in wanted:
            row = rows.get((asked.cell.unit, asked.cell.row))
            if row is None:
                answer = Answer(asked.cell, "refused", reason=self.table.absent)
            else:
                answer = self._judge(asked, row)
                if answer.state == "saved" and asked.value != row.now(asked.cell.field):
                    row.change[asked.cell.field] = asked.value
            answers[asked.place] = answer
        if not dry:
            self._write([row for row in rows.values() if row.change])
        return answers

    def _rows(self, cells: Sequence[Cell]) -> dict[Key, _Row]:
        """Ask the guard for every row once: stored ones locked, new ones as they would be."""
        table = self.table
        wanted = {(cell.unit, cell.row): table.values(cell) for cell in cells}
        stored = self._stored(list(wanted.values()))
        rows, missing = {}, {}
        for key, values in wanted.items():
            fact = stored.get(table.key(values))
            if fact is None:
                missing[key] = values
            else:
                rows[key] = _Row(values, fact, fact.values["id"])
        if not missing or table.known is None:
            return rows
        known = table.known(self.session, {row for _, row in missing})
        missing = {key: values for key, values in missing.items() if key[1] in known}
        new = self.guard.facts_new(self.session, table.model, list(missing.values()))
        for (key, values), fact in zip(missing.items(), new, strict=True):
            rows[key] = _Row(values, fact, None)
        return rows

    def _stored(self, rows: Sequence[Values]) -> dict[Key, Fact]:
        """Return the rows that stand there, as far as this person knows of them."""
        table = self.table
        wanted = {table.key(values) for values in rows}
        asked: dict[str, list[Any]] = {name: [value] for name, value in table.place.items()}
        for n, name in enumerate(table.key_columns):
            asked[name] = sorted({key[n] for key in wanted})
        near = self.guard.facts_near(self.session, table.model, asked, lock=True)
        return {table.key(fact.values): fact for fact in near if fact.capacities}

    def _judge(self, asked: _Wanted, row: _Row) -> Answer:
        cell, kind, stands = asked.cell, asked.kind, row.now(asked.cell.field)
        model = self.table.model
        if refusal := self._refusal(cell, row):
            return Answer(cell, "refused", stands, reason=refusal, model=model, kind=kind)
        if asked.value == stands or _seen(asked) == stands:
            return Answer(cell, "saved", asked.value, model=model, kind=kind)
        return Answer(cell, "conflict", stands, asked.value, None, row.id, model, kind)

    def _refusal(self, cell: Cell, row: _Row) -> str | None:
        fact = row.fact
        allowed = (
            any(cell.field in fact.create_fields(name) for name in fact.capacities)
            if row.id is None
            else fact.may_update(cell.field)
        )
        if not allowed:
            return self.table.refusal(cell)
        if fact.open:
            return None
        if cell.unit not in self.closed:
            self.closed[cell.unit] = self.guard.why_closed(
                self.session, self.table.model, row.values
            )
        return self.closed[cell.unit]

    def _write(self, rows: Sequence[_Row]) -> None:
        updates, creates = {}, []
        along = self.table.along or (lambda _values, _change: {})
        for row in rows:
            if row.id is None:
                creates.append({**row.values, **row.change})
            else:
                updates[row.id] = row.change | along(row.fact.values, row.change)
        if updates or creates:
            self.guard.write(self.session, self.table.model, creates=creates, updates=updates)


def _seen(asked: _Wanted) -> Any:
    try:
        return asked.kind.value(asked.cell.old)
    except UnfitError:
        return str(asked.cell.old)
