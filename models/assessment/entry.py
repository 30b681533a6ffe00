"""The entry desk's writing: one batch, one transaction, an answer for every cell (Điều 4.3, 5.1).

A cell is compared with what its writer saw; nothing that somebody else wrote meanwhile is
overwritten silently. The guard comes as an argument, because models know nobody above them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assessment.cells import CellRules, UnfitError, Value, cell_rules
from models.assessment.result import SubjectResult, TraitResult
from models.pupils.enrolment import Enrolment

Result = SubjectResult | TraitResult
State = Literal["saved", "conflict", "refused"]
VALUES = ("level", "score", "comment")


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
    """The verbs of the guard that the desk needs."""

    def facts(
        self, session: Any, model: Any, ids: Sequence[int], *, lock: bool
    ) -> Mapping[int, Fact]:
        """Ask for rows by id, locked."""

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
    ) -> list[int]:
        """Write rows of one table with rights, locks and history."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell is to become: ``old`` is what its writer saw, ``new`` what was typed."""

    row: int
    unit: int
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a cell.

    ``value``: what stands there now. conflict: ``given`` is the writer's own value, ``row_id`` the
    result whose history names the other writer. refused: ``reason`` is the sentence.
    """

    cell: Cell
    state: State
    value: Value = None
    given: Value = None
    reason: str | None = None
    row_id: int | None = None


def save_batch(
    session: Session, guard: Guard, class_id: int, period_id: int, cells: Iterable[Cell]
) -> list[Answer]:
    """Write the cells of a class at a period; return an answer per cell, in order.

    The caller commits. Missing rows are created. The guard's refusals only escape when somebody
    created or closed the same rows in this very moment; then nothing is written.
    """
    cells = list(cells)
    rules = cell_rules(session, class_id, period_id)
    if rules is None:
        reason = "Lớp này không có bộ quy tắc đánh giá ở thời điểm này (Đ2.10)."
        return [Answer(cell, "refused", reason=reason) for cell in cells]
    answers: dict[int, Answer] = {}
    work: dict[type[Result], list[tuple[int, Cell, Value]]] = {}
    for place, cell in enumerate(cells):
        try:
            value = rules.value(cell.unit, cell.field, cell.new)
        except UnfitError as unfit:
            answers[place] = Answer(cell, "refused", reason=str(unfit))
        else:
            work.setdefault(_model(rules, cell.unit), []).append((place, cell, value))
    for model, wanted in work.items():
        desk = _Desk(session, guard, model, class_id, period_id, rules)
        answers |= desk.save(wanted)
    return [answers[place] for place in range(len(cells))]


def confirm_from_file(
    session: Session, guard: Guard, class_id: int, unit_id: int, period_id: int
) -> int:
    """Take off the marks "nhập từ tệp" of a unit; return how many rows had one (RIGHTS.md).

    The caller commits. Raises the guard's refusals when unit or period aren't the actor's to write.
    """
    rules = cell_rules(session, class_id, period_id)
    if rules is None or unit_id not in rules.units:
        return 0
    model = _model(rules, unit_id)
    marked = session.scalars(
        select(model.id).where(
            model.class_id == class_id,
            model.unit_id == unit_id,
            model.period_id == period_id,
            model.from_file.is_(True),
        )
    ).all()
    if marked:
        guard.write(session, model, updates={i: {"from_file": False} for i in marked})
    return len(marked)


def _model(rules: CellRules, unit_id: int) -> type[Result]:
    return TraitResult if rules.units[unit_id].trait else SubjectResult


class _Desk:
    """One table's share of a batch."""

    def __init__(
        self,
        session: Session,
        guard: Guard,
        model: type[Result],
        class_id: int,
        period_id: int,
        rules: CellRules,
    ) -> None:
        self.session, self.guard, self.model, self.rules = session, guard, model, rules
        self.place = {"class_id": class_id, "period_id": period_id}
        self.closed: dict[int, str] = {}

    def save(self, wanted: Sequence[tuple[int, Cell, Value]]) -> dict[int, Answer]:
        keys = list(dict.fromkeys((cell.unit, cell.row) for _, cell, _ in wanted))
        stored = self._stored(keys)
        missing = [key for key in keys if key not in stored]
        blank = [{**self.place, "unit_id": unit, "pupil_id": row} for unit, row in missing]
        new = dict(zip(missing, self.guard.facts_new(self.session, self.model, blank), strict=True))
        here = self._enrolled([row for _, row in missing])
        answers: dict[int, Answer] = {}
        changes: dict[tuple[int, int], dict[str, Any]] = {}
        for place, cell, value in wanted:
            key = (cell.unit, cell.row)
            if key in new and cell.row not in here:
                answers[place] = Answer(cell, "refused", reason="Em này không học ở lớp đó.")
                continue
            fact = stored.get(key) or new[key]
            pending = changes.get(key, {})
            answers[place] = answer = self._judge(cell, value, fact, pending)
            now = pending.get(cell.field, fact.values.get(cell.field))
            if answer.state == "saved" and value != now:
                changes.setdefault(key, {})[cell.field] = value
        self._write(stored, changes)
        return answers

    def _stored(self, keys: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Fact]:
        model = self.model
        ids = self.session.scalars(
            select(model.id).where(
                model.class_id == self.place["class_id"],
                model.period_id == self.place["period_id"],
                model.unit_id.in_(sorted({unit for unit, _ in keys})),
                model.pupil_id.in_(sorted({row for _, row in keys})),
            )
        ).all()
        if not ids:
            return {}
        found = self.guard.facts(self.session, model, ids, lock=True)
        return {(f.values["unit_id"], f.values["pupil_id"]): f for f in found.values()}

    def _enrolled(self, pupils: Sequence[int]) -> set[int]:
        if not pupils:
            return set()
        return set(
            self.session.scalars(
                select(Enrolment.pupil_id).where(
                    Enrolment.class_id == self.place["class_id"],
                    Enrolment.pupil_id.in_(sorted(set(pupils))),
                )
            )
        )

    def _judge(self, cell: Cell, value: Value, fact: Fact, pending: Mapping[str, Any]) -> Answer:
        stored = pending.get(cell.field, fact.values.get(cell.field))
        if refusal := self._refusal(cell, fact):
            return Answer(cell, "refused", value=stored, reason=refusal)
        if value == stored:
            return Answer(cell, "saved", value=value)
        if self._seen(cell) != stored:
            return Answer(cell, "conflict", stored, value, row_id=fact.values.get("id"))
        return Answer(cell, "saved", value=value)

    def _seen(self, cell: Cell) -> Value:
        try:
            return self.rules.value(cell.unit, cell.field, cell.old)
        except UnfitError:
            return str(cell.old)

    def _refusal(self, cell: Cell, fact: Fact) -> str | None:
        exists = "id" in fact.values
        allowed = (
            fact.may_update(cell.field)
            if exists
            else any(cell.field in fact.create_fields(name) for name in fact.capacities)
        )
        if not allowed:
            name = self.rules.units[cell.unit].name
            return f"{name} của lớp này không thuộc phần được phân công, chỉ đọc được (Đ2.9, Đ4.4)."
        if fact.open:
            return None
        if cell.unit not in self.closed:
            row = {**self.place, "unit_id": cell.unit, "pupil_id": cell.row}
            self.closed[cell.unit] = self.guard.why_closed(self.session, self.model, row)
        return self.closed[cell.unit]

    def _write(
        self,
        stored: Mapping[tuple[int, int], Fact],
        changes: Mapping[tuple[int, int], dict[str, Any]],
    ) -> None:
        updates, creates = {}, []
        for key, change in changes.items():
            if key in stored:
                values = stored[key].values
                unmark = values["from_file"] and _nothing_kept(values, change)
                updates[values["id"]] = change | ({"from_file": False} if unmark else {})
            else:
                unit, row = key
                creates.append({**self.place, "unit_id": unit, "pupil_id": row, **change})
        if updates or creates:
            self.guard.write(self.session, self.model, creates=creates, updates=updates)


def _nothing_kept(values: Mapping[str, Any], change: Mapping[str, Any]) -> bool:
    """Tell whether the change replaces every value that the row had from its file."""
    return all(values.get(field) in (None, "") or field in change for field in VALUES)
