"""What was changed under a reopening, cell by cell, from the history (Điều 2.3)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.access.history import HistoryLine
from models.access.lock import Reopening
from models.access.reopening import written_under
from models.assessment.unit import Unit
from models.base import Base, models_by_table
from models.names import small_first
from models.pupils.pupil import Pupil
from models.school.year import Period

EMPTY = "trống"
#: columns that say where a row stands; they are told as its place, not as a change
PLACE = ("class_id", "period_id", "unit_id", "pupil_id", "month_id", "week_id")
_SILENT = frozenset({"id", "version", "from_file", "made_by", "made_at", *PLACE})


@dataclass(frozen=True, slots=True)
class Changed:
    """One cell: by which row of a request, when, by whom ("cô Lan", "thầy B thay thầy A"), what."""

    reopening_id: int
    at: datetime
    who: str
    cell: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class _Line:
    reopening_id: int
    at: datetime
    who: str
    action: str
    model: type[Base]
    place: dict[str, Any]
    changes: dict[str, list[Any]]


def changed_under(
    history: Session,
    session: Session,
    rows: Iterable[Reopening],
    class_id: int | None = None,
) -> tuple[list[Changed], int]:
    """Return the cells changed by these requests in order, and how many the session doesn't read.

    ``history`` reads the history; ``session`` decides which rows are told. ``class_id``: only rows
    of that class (those of no class are told with every class).
    """
    lines, hidden = _readable(session, _lines(history, rows))
    if class_id is not None:
        lines = [line for line in lines if line.place.get("class_id") in (None, class_id)]
    names = _Names(session, lines)
    return [
        Changed(
            line.reopening_id, line.at, line.who, names.cell(line, field), *_values(line, field)
        )
        for line in lines
        for field in line.changes
        if field not in _SILENT and field in line.model.__table__.columns
    ], hidden


def _lines(history: Session, rows: Iterable[Reopening]) -> list[tuple[HistoryLine, _Line]]:
    models = models_by_table()
    found = []
    for line, act in written_under(history, rows):
        who = f"{act.who} thay {act.on_behalf}" if act.on_behalf else act.who
        changes = json.loads(line.changes)
        side = 0 if line.action == "delete" else 1
        place = {name: changes[name][side] for name in PLACE if name in changes}
        told = _Line(
            line.reopening_id or 0, act.at, who, line.action, models[line.entity], place, changes
        )
        found.append((line, told))
    return found


def _readable(
    session: Session, lines: Sequence[tuple[HistoryLine, _Line]]
) -> tuple[list[_Line], int]:
    """Keep the lines of rows that the session reads, each with its place.

    A deleted row is told where its place names a row beside it that is read.
    """
    wanted: dict[type[Base], set[int]] = {}
    for line, told in lines:
        wanted.setdefault(told.model, set()).add(line.row_id)
    known: dict[tuple[type[Base], int], dict[str, Any]] = {}
    rooms: set[Any] = set()
    for model, ids in wanted.items():
        columns = [name for name in PLACE if name in model.__table__.columns]
        attributes = [getattr(model, name) for name in columns]
        query = select(model.id, *attributes).where(model.id.in_(ids))
        for row_id, *values in session.execute(query):
            known[model, row_id] = dict(zip(columns, values, strict=True))
            rooms.add(known[model, row_id].get("class_id"))
    kept = []
    for line, told in lines:
        place = known.get((told.model, line.row_id))
        if place is not None:
            told.place.update(place)
            kept.append(told)
        elif told.action == "delete" and told.place.get("class_id") in rooms:
            kept.append(told)
    return kept, len(lines) - len(kept)


def named(session: Session, column: Any, ids: set[int]) -> dict[int, str]:
    """Return the names, of that column, of the rows with these ids that the session reads."""
    if not ids:
        return {}
    model = column.class_
    return dict(session.execute(select(model.id, column).where(model.id.in_(ids))).all())


class _Names:
    """The names that the lines speak of; three statements."""

    def __init__(self, session: Session, lines: Sequence[_Line]) -> None:
        def ids(*keys: str) -> set[int]:
            return {line.place[key] for line in lines for key in keys if line.place.get(key)}

        self.pupils = named(session, Pupil.full_name, ids("pupil_id"))
        self.units = named(session, Unit.name, ids("unit_id"))
        self.periods = named(session, Period.name, ids("period_id", "month_id", "week_id"))

    def cell(self, line: _Line, field: str) -> str:
        """Say which cell it is: "Lê Minh An, Toán giữa học kì I, điểm"."""
        place = line.place
        unit = self.units.get(place.get("unit_id", 0), "")
        when = next(
            (self.periods[place[k]] for k in ("period_id", "month_id", "week_id") if place.get(k)
             and place[k] in self.periods),
            "",
        )  # fmt: skip
        what = f"{unit} {small_first(when)}".strip() if unit else when
        label = small_first(str(line.model.__table__.c[field].info.get("label", field)))
        pupil = self.pupils.get(place.get("pupil_id", 0), "")
        return ", ".join(part for part in (pupil, what, label) if part)


def _values(line: _Line, field: str) -> tuple[str, str]:
    old, new = (EMPTY if value in (None, "") else str(value) for value in line.changes[field])
    return old, new
