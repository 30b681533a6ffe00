"""Undo that lasts: what a person wrote into a grid, read back from the history (DESIGN §6).

A batch of cells is one transaction and so one set of the history; undoing it is the same batch
reversed, and so it never overwrites a value that somebody wrote later.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.access.history import HistoryLine, HistorySet
from models.batch import Cell, Table
from models.typed import UnfitError

MOST_BATCHES = 12


@dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote at once: ``txn`` is the transaction's number."""

    txn: int
    at: datetime
    cells: tuple[Cell, ...]

    def reversed(self) -> list[Cell]:
        """Return the batch that takes it back."""
        return [Cell(c.row, c.unit, c.field, c.new, c.old) for c in self.cells]


@dataclass(frozen=True, slots=True)
class _Place:
    """A row of the grid: its line, its unit, and the table that it stands in."""

    table: Table
    row: int
    unit: Any


def written_by(
    history: Session,
    session: Session,
    account_id: int,
    tables: Sequence[Table],
    *,
    txn: int | None = None,
) -> list[Written]:
    """Return what an account last wrote into the rows of these tables, the newest first.

    ``session`` is the person's own and decides which rows are looked at; ``history`` reads the
    history. At most MOST_BATCHES; with ``txn`` only that one. Rows deleted since are missing.
    """
    places = {
        (table.model.__tablename__, row_id): place
        for table in tables
        for row_id, place in _rows(session, table).items()
    }
    if not places:
        return []
    lines, sets = HistoryLine, HistorySet
    touched = or_(
        *(
            (lines.entity == entity) & lines.row_id.in_([i for e, i in places if e == entity])
            for entity in sorted({entity for entity, _ in places})
        )
    )
    chosen = (
        select(sets.txn, func.max(sets.at))
        .join(lines, lines.txn == sets.txn)
        .where(sets.account_id == account_id, lines.action.in_(("create", "update")), touched)
        .group_by(sets.txn)
        .order_by(sets.txn.desc())
        .limit(MOST_BATCHES)
    )
    if txn is not None:
        chosen = chosen.where(sets.txn == txn)
    moments: dict[int, datetime] = dict(list(history.execute(chosen)))
    cells: dict[int, list[Cell]] = {number: [] for number in moments}
    for number, entity, row_id, changes in history.execute(
        select(lines.txn, lines.entity, lines.row_id, lines.changes)
        .where(lines.txn.in_(moments), touched)
        .order_by(lines.txn, lines.n)
    ):
        cells[number] += _cells(places[entity, row_id], json.loads(changes))
    return [
        Written(number, at, tuple(cells[number])) for number, at in moments.items() if cells[number]
    ]


def _rows(session: Session, table: Table) -> dict[int, _Place]:
    """Return the rows that the person reads of a table, by id."""
    model: Any = table.model
    columns = table.key_columns
    found = session.execute(
        select(model.id, *(getattr(model, name) for name in columns)).where(
            *(getattr(model, name) == value for name, value in table.place.items())
        )
    )
    named = {row_id: dict(zip(columns, key, strict=True)) for row_id, *key in found}
    return {
        row_id: _Place(table, values[table.row], table.unit_of(values))
        for row_id, values in named.items()
    }


def _cells(place: _Place, changes: dict[str, tuple[Any, Any]]) -> list[Cell]:
    return [
        Cell(place.row, place.unit, name, old, new)
        for name, (old, new) in changes.items()
        if _shown(place, name)
    ]


def _shown(place: _Place, name: str) -> bool:
    try:
        return place.table.kind(place.unit, name) is not None
    except UnfitError:
        return False
