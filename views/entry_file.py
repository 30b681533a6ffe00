"""The entry desk as a file: the shape of the school's results, with the columns of the desk."""

from __future__ import annotations

from models.assessment import SubjectResult, TraitResult
from models.assessment.sheet import Column, Sheet
from models.assessment.unit import UnitKind
from models.base import Base
from views.desk import WORDS
from views.grid_files import Sent

WHO = ("STT", "Mã định danh", "Họ và tên")


def results_form(sheet: Sheet) -> Sent:
    """Return the desk's lines and columns as the import of results reads them."""
    model: type[Base] = TraitResult if any(unit.trait for unit in sheet.units) else SubjectResult
    rows = []
    for n, line in enumerate(sheet.lines, start=1):
        results = [sheet.results.get((line.pupil_id, c.unit.id)) for c in sheet.columns]
        cells = [
            None if result is None else getattr(result, column.field)
            for column, result in zip(sheet.columns, results, strict=True)
        ]
        rows.append([n, line.code, line.name, *cells])
    heads = [*WHO, *(_head(column) for column in sheet.columns)]
    return Sent(model, "KẾT QUẢ ĐÁNH GIÁ", heads, rows, "ket-qua")


def _head(column: Column) -> str:
    """Name a column as the school's file does: "Toán - Điểm", "PC Yêu nước"."""
    unit, field = column.unit, column.field
    if not unit.trait:
        return f"{unit.name} - {WORDS[field]}"
    name = f"{'PC' if unit.kind is UnitKind.QUALITY else 'NL'} {unit.name}"
    return name if field == "level" else f"{name} - {WORDS[field]}"
