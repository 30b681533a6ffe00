"""What a results file changes: subject results, traits and declared absences, cell by cell."""

from __future__ import annotations

from typing import Any

from jobs.imports.context import Context
from jobs.imports.kinds.results import CellKey, ResultLine, is_trait
from jobs.imports.plan import Plan, Values
from jobs.imports.plans.result_books import ResultBooks
from jobs.imports.report import Change, Outcome, Report
from jobs.imports.table import Field
from jobs.imports.titles import class_key
from models.assessment import DeclaredAbsence, SubjectResult, TraitResult
from models.base import Base
from models.school import Period, SchoolClass
from permissions.importing import OwnCells

Place = tuple[int, ...]


def plan(
    lines: list[ResultLine], context: Context, report: Report, own: OwnCells | None = None
) -> Plan:
    """Compare the lines with the books; a bad cell is refused, the rest of its row goes in.

    ``own`` leaves out rows and cells that aren't the person's (RIGHTS.md).
    """
    made = Plan(SubjectResult, TraitResult, DeclaredAbsence)
    books = ResultBooks(context, {class_key(line.class_name or "") for line in lines})
    for line in lines:
        if own is not None and not _in_own_class(line, context, own):
            books.left_out.add(line.row.table.sheet)
            continue
        period = context.periods.get(line.period or "")
        placed = books.roster.place(line, period, "thời điểm đánh giá")
        if placed is None:
            line.row.close(report, Outcome.REFUSED, line.label)
        else:
            _LinePlan(line, placed, context, made, books, own).close(report)
    for sheet in sorted(books.left_out):
        report.warn_sheet(sheet, "Các ô ngoài lớp và môn được phân công của người nhập: bỏ qua")
    return made


def _in_own_class(line: ResultLine, context: Context, own: OwnCells) -> bool:
    known = context.classes.get(class_key(line.class_name or ""))
    return known is not None and known.id in own.classes


class _LinePlan:
    """One row on its way into the plan."""

    def __init__(
        self,
        line: ResultLine,
        placed: tuple[SchoolClass, Period, int],
        context: Context,
        made: Plan,
        books: ResultBooks,
        own: OwnCells | None,
    ) -> None:
        """Compare the row's cells with what stands and put what differs into the plan."""
        self._line, self._row = line, line.row
        self._class, self._period, self._pupil_id = placed
        self._context, self._made, self._books = context, made, books
        self._own = own
        self._changes: list[Change] = []
        self._created = self._standing = 0
        self._subjects()
        self._absences()

    def close(self, report: Report) -> None:
        """Enter the row in the report by what was created, changed, or already stood."""
        if self._row.refused and not self._created and not self._standing:
            outcome = Outcome.REFUSED
        elif self._created and not self._standing:
            outcome = Outcome.CREATED
        elif self._created or self._changes:
            outcome = Outcome.UPDATED
        else:
            outcome = Outcome.UNCHANGED
        self._row.close(report, outcome, self._line.label, self._changes)

    def _subjects(self) -> None:
        by_unit: dict[str, dict[str, Any]] = {}
        for found, value in self._line.values.items():
            if self._stands(found, value):
                by_unit.setdefault(found[0], {})[found[1]] = value
        for code, values in by_unit.items():
            unit_id = self._context.units[code].id
            model: type[Base] = TraitResult if is_trait(code) else SubjectResult
            place = (self._class.id, unit_id, self._period.id, self._pupil_id)
            self._put(model, place, values, code)

    def _stands(self, found: CellKey, value: Any) -> bool:
        """Refuse a cell that the rule set doesn't know, or that came before in the file."""
        code, part = found
        row, grade = self._row, self._class.grade
        unit_id = self._context.units[code].id
        if not self._is_own(None if is_trait(code) else unit_id):
            if not self._says_the_same(found, unit_id, value):
                self._books.left_out.add(row.table.sheet)
            return False
        if code not in self._context.taught.get(grade, set()):
            row.refuse(found, f"Khối {grade} không đánh giá mục này")
            return False
        if part == "score":
            if (grade, code, self._period.code) not in self._context.tested:
                row.refuse(found, f"Khối {grade} không có bài kiểm tra này ở {self._period.name}")
                return False
            if value == 0 and self._context.forbids_zero:
                row.refuse(found, "Trường không nhận điểm 0")
                return False
            if value == 0:
                row.warn(found, "Điểm 0")
        cell = (self._class.id, self._period.id, self._pupil_id, code, part)
        first = self._books.first_sheet.setdefault(cell, row.table.sheet)
        if first != row.table.sheet:
            row.refuse(found, f"Ô này đã có ở trang tính “{first}”; ô đầu được giữ")
            return False
        return True

    def _is_own(self, unit_id: int | None) -> bool:
        """Tell whether the person may import this cell; what differs in others' is told."""
        return self._own is None or self._own.covers(self._class.id, unit_id)

    def _says_the_same(self, found: CellKey, unit_id: int, value: Any) -> bool:
        model: type[Base] = TraitResult if is_trait(found[0]) else SubjectResult
        place = (self._class.id, unit_id, self._period.id, self._pupil_id)
        current = self._books.standing[model].get(place)
        return current is not None and _same(current[found[1]], value)

    def _absences(self) -> None:
        if not self._line.absences:
            return
        if not self._is_own(None):
            self._books.left_out.add(self._row.table.sheet)
            return
        place = (self._class.id, self._period.id, self._pupil_id)
        self._put(DeclaredAbsence, place, self._line.absences, None)

    def _put(
        self,
        model: type[Base],
        place: Place,
        values: dict[str, Any],
        code: str | None,
    ) -> None:
        def field_of(part: str) -> Field:
            return part if code is None else (code, part)

        current = self._books.standing[model].get(place)
        wanted = values
        if current is not None:
            wanted = {part: new for part, new in values.items() if not _same(current[part], new)}
            self._standing += 1
        if not wanted:
            return
        closed = self._books.why_closed(model, place)
        if closed:
            for part in wanted:
                self._row.refuse(field_of(part), closed)
            return
        written: Values = {**wanted, "from_file": True}
        if current is None:
            self._created += 1
            self._made.create(model, {**self._books.keys(model, place), **written})
            return
        self._made.update(model, current["id"], written)
        for part, new in wanted.items():
            header = self._row.table.header(field_of(part)) or part
            self._changes.append(Change(header, current[part], new))


def _same(stands: Any, read: Any) -> bool:
    """Tell whether the file says what stands; a comment's line breaks were read as spaces."""
    return stands == read or (isinstance(stands, str) and " ".join(stands.split()) == read)
