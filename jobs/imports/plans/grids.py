"""What a grid's file changes: cells, judged and written exactly as if they were typed there.

Rights, locks and rules are the grid's own (models/batch.py); the person's own rights carry them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from jobs.imports.context import Context
from jobs.imports.kinds.grids import GRIDS, GridKind, GridLine
from jobs.imports.plans.roster import Roster
from jobs.imports.report import Change, Outcome, Report
from jobs.imports.titles import class_key
from models.base import Base
from models.batch import Answer, Cell, Table, save_cells
from models.clock import school_today
from models.school import Period, SchoolClass
from permissions import guard
from permissions.errors import Stale
from permissions.session import GuardedSession

MEANWHILE = "Có người vừa ghi ô này; xem lại rồi ghi"


@dataclass
class GridPlan:
    """Cells to write, one batch for each class and time."""

    batches: list[tuple[Sequence[Table], list[Cell]]] = field(default_factory=list)

    def write(self, session: GuardedSession) -> None:
        """Write every batch; the caller commits. Stale when somebody wrote the same meanwhile."""
        for tables, cells in self.batches:
            answers = save_cells(session, guard, tables, cells)
            if any(answer.state != "saved" for answer in answers):
                raise Stale


@dataclass(slots=True)
class _Placed:
    """A line with its pupil, what stands there, and what its cells came to."""

    line: GridLine
    pupil_id: int
    stands: dict[str, Any]
    taken: list[Change] = field(default_factory=list)

    def different(self) -> Iterable[Cell]:
        """Return the cells that say something else than the books."""
        for name, value in self.line.values.items():
            old = self.stands.get(str(name))
            if old != value:
                yield Cell(self.pupil_id, None, str(name), old, value)

    def outcome(self) -> Outcome:
        """Say what becomes of the row."""
        if self.taken:
            known = any(value is not None for value in self.stands.values())
            return Outcome.UPDATED if known else Outcome.CREATED
        refused = len(self.line.row.refused)
        return Outcome.REFUSED if refused and not self._kept() else Outcome.UNCHANGED

    def _kept(self) -> bool:
        """Whether a cell of the row says what the books say."""
        return any(self.stands.get(str(name)) == value for name, value in self.line.values.items())


def plan(name: str, lines: list[GridLine], context: Context, report: Report) -> GridPlan:
    """Compare the lines with the books; a bad cell is refused, the rest of its row goes in."""
    kind, made = GRIDS[name], GridPlan()
    roster = Roster(context, {class_key(line.class_name or "") for line in lines})
    gate = Gate(context, report)
    places: dict[tuple[int, int], tuple[SchoolClass, Period, list[tuple[GridLine, int]]]] = {}
    for line in lines:
        room = context.classes.get(class_key(line.class_name or ""))
        period = context.times.get(line.time or "")
        if room and period and gate.shut(line, room, period, _foreign(kind, context)):
            continue
        placed = roster.place(line, period, kind.what)
        if placed is None:
            line.row.close(report, Outcome.REFUSED, line.label)
            continue
        here = places.setdefault((placed[0].id, placed[1].id), (*placed[:2], []))
        here[2].append((line, placed[2]))
    gate.close()
    for room, period, found in places.values():
        _compare(kind, room, period, found, context, report, made)
    return made


class Gate:
    """Refuses a sheet once when its class isn't the person's, or its time hasn't begun."""

    def __init__(self, context: Context, report: Report) -> None:
        """Begin with every sheet let in."""
        self._context, self._report = context, report
        self._asked: dict[tuple[int, int], str] = {}
        self._shut: dict[tuple[str, str, str], list[int]] = {}

    def shut(self, line: GridLine, room: SchoolClass, period: Period, foreign: Any) -> bool:
        """Tell whether a line stays out; ``foreign(class, period)`` says why, "" when it is own."""
        key = room.id, period.id
        if key not in self._asked:
            late = f"{period.name} chưa bắt đầu nên chưa ghi được"
            self._asked[key] = foreign(room.id, period) or (
                late if period.from_date > school_today() else ""
            )
        if self._asked[key]:
            place = line.row.table.sheet, room.name, self._asked[key]
            self._shut.setdefault(place, []).append(line.row.number)
        return bool(self._asked[key])

    def close(self) -> None:
        """Enter the refused sheets in the report."""
        for (sheet, room, reason), rows in self._shut.items():
            self._report.refuse_sheet(sheet, room, reason, rows)


def _foreign(kind: GridKind, context: Context) -> Any:
    """Return what says why nothing of a class may be written by this person."""

    def why(class_id: int, period: Period) -> str:
        place = {"class_id": class_id, "period_id": period.id}
        for model, kinds in kind.columns:
            (fact,) = guard.facts_new(context.session, model, [{**place, "pupil_id": None}])
            if any(fact.create_fields(held) & set(kinds) for held in fact.capacities):
                return ""
        some = next(iter(kind.kinds))
        return kind.tables(class_id, period.id)[0].refusal(Cell(0, None, some, None, None))

    return why


def _compare(
    kind: GridKind,
    room: SchoolClass,
    period: Period,
    found: list[tuple[GridLine, int]],
    context: Context,
    report: Report,
    made: GridPlan,
) -> None:
    tables = kind.tables(room.id, period.id)
    stands = _stands(kind, room.id, period.id, context.session)
    placed = {pupil: _Placed(line, pupil, stands.get(pupil, {})) for line, pupil in found}
    asked = [cell for one in placed.values() for cell in one.different()]
    answers = save_cells(context.session, guard, tables, asked, dry=True)
    for answer in answers:
        _hear(placed[answer.cell.row], answer, kind)
    good = [answer.cell for answer in answers if answer.state == "saved"]
    if good:
        made.batches.append((tables, good))
    for one in placed.values():
        label = f"{one.line.label} {period.name.lower()}"
        one.line.row.close(report, one.outcome(), label, one.taken)


def _hear(one: _Placed, answer: Answer, kind: GridKind) -> None:
    row, name = one.line.row, answer.cell.field
    if answer.state != "saved":
        row.refuse(name, answer.reason or MEANWHILE)
        return
    cell, shown = answer.cell, kind.kinds[name]
    before = None if cell.old is None else shown.text(cell.old)
    one.taken.append(Change(row.table.header(name) or name, before, shown.text(cell.new)))


def _stands(
    kind: GridKind, class_id: int, period_id: int, session: GuardedSession
) -> dict[int, dict[str, Any]]:
    """Return what stands in a class at a time by pupil, as far as this person reads it."""
    found: dict[int, dict[str, Any]] = {}
    for model, kinds in kind.columns:
        for row in session.scalars(_rows(model, class_id, period_id)):
            values = found.setdefault(row.pupil_id, {})
            values.update({name: getattr(row, name) for name in kinds})
    return found


def _rows(model: type[Base], class_id: int, period_id: int) -> Any:
    of: Any = model
    return select(of).where(of.class_id == class_id, of.period_id == period_id)
