"""The entry desk's writing: results and traits of a class at a period (Điều 4.3, 5.1).

The batch itself is models/batch.py; here stands which tables lie behind the desk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assessment.cells import CellRules, cell_rules
from models.assessment.result import SubjectResult, TraitResult
from models.batch import Answer, Cell, Guard, Table, enrolled, save_cells
from models.typed import Kind

VALUES = ("level", "score", "comment")


def desk_tables(rules: CellRules, class_id: int, period_id: int) -> list[Table]:
    """Return the two tables behind the desk of a class at a period."""
    return [_table(rules, class_id, period_id, trait=trait) for trait in (False, True)]


def _table(rules: CellRules, class_id: int, period_id: int, *, trait: bool) -> Table:
    def kind(unit: Any, field: str) -> Kind | None:
        found = rules.kind(unit, field)
        return found if rules.units[unit].trait == trait else None

    def refusal(cell: Cell) -> str:
        return foreign(rules.units[int(cell.unit or 0)].name)

    return Table(
        model=TraitResult if trait else SubjectResult,
        place={"class_id": class_id, "period_id": period_id},
        kind=kind,
        refusal=refusal,
        units=("unit_id",),
        known=enrolled(class_id),
        along=_unmark,
    )


def foreign(unit: str) -> str:
    """Say why a unit may only be read."""
    return f"{unit} của lớp này không thuộc phần được phân công, chỉ đọc được (Đ2.9, Đ4.4)."


def _unmark(values: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Take off "nhập từ tệp" when a change replaces every value that the row had from its file."""
    kept = any(values.get(name) not in (None, "") and name not in change for name in VALUES)
    return {"from_file": False} if values["from_file"] and not kept else {}


def save_batch(
    session: Session, guard: Guard, class_id: int, period_id: int, cells: Iterable[Cell]
) -> list[Answer]:
    """Write the cells of a class at a period, as ``save_cells`` does."""
    rules = cell_rules(session, class_id, period_id)
    if rules is None:
        reason = "Lớp này không có bộ quy tắc đánh giá ở thời điểm này (Đ2.10)."
        return [Answer(cell, "refused", reason=reason) for cell in cells]
    return save_cells(session, guard, desk_tables(rules, class_id, period_id), cells)


def confirm_from_file(
    session: Session, guard: Guard, class_id: int, unit_id: int, period_id: int
) -> int:
    """Take off the marks "nhập từ tệp" of a unit; return how many rows had one (RIGHTS.md).

    The caller commits. Raises the guard's refusals when unit or period aren't the actor's to write.
    """
    rules = cell_rules(session, class_id, period_id)
    if rules is None or unit_id not in rules.units:
        return 0
    model: Any = TraitResult if rules.units[unit_id].trait else SubjectResult
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
