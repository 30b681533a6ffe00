"""From a file to the tables of one kind: which sheets count, which are skipped, which refused."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.imports.cells import is_blank
from jobs.imports.errors import UnreadableFile
from jobs.imports.report import Report, SheetReport
from jobs.imports.row import Row
from jobs.imports.table import Field, Judge, Matcher, Table, find_table, is_footer
from jobs.imports.workbook import RawSheet, Values


@dataclass(frozen=True)
class Shape:
    """How tables of a kind are known: headers, enough of them, what makes a row."""

    label: str
    match: Matcher
    judge: Judge
    #: a row that has none of these cells is no row
    row_keys: tuple[Field, ...]
    #: said when no sheet has such a table
    expected: str
    #: titles of this kind name a class (and a period)
    by_class: bool = False

    def is_row(self, table: Table, values: Values) -> bool:
        """Tell a table row from totals, signatures and what else stands below a table."""
        columns = [table.columns[field] for field in self.row_keys if field in table.columns]
        filled = [column for column in columns if column < len(values)]
        if all(is_blank(values[column]) for column in filled):
            return False
        first = table.columns.get(self.row_keys[0])
        code = () if first is None else values[first : first + 1]
        coded = bool(code) and not is_blank(code[0]) and not is_footer(code)
        return coded or not is_footer(values)


def _spaced(year: str) -> str:
    return year.replace("-", " - ")


def _disagreement(shape: Shape, table: Table, year: str) -> tuple[str, str] | None:
    """Return the value and the sentence when the sheet isn't what it claims to be."""
    titled, named = table.titled, table.named
    for found in (titled.year, named.year):
        if found is not None and found != year:
            return found, f"Tệp của năm học {_spaced(found)}, đang nhập năm học {_spaced(year)}"
    if not shape.by_class:
        return None
    pairs = ((titled.class_name, named.class_name, "lớp"), (titled.period, named.period, "kì"))
    for title, name, what in pairs:
        if title is not None and name is not None and title != name:
            return title, f"Tiêu đề ghi {what} {title}, tên trang tính ghi {name}"
    return None


def read_rows(shape: Shape, sheets: list[RawSheet], year: str, report: Report) -> list[Row]:
    """Return the rows of all tables of the kind, in the order of the file.

    Raises UnreadableFile when no sheet has a recognisable header.
    """
    tables = [(sheet, find_table(sheet, shape.match, shape.judge)) for sheet in sheets]
    if not any(table for _, table in tables):
        msg = f"Không thấy bảng {shape.label} trong tệp: cần một dòng tiêu đề có {shape.expected}."
        raise UnreadableFile(msg)
    rows: list[Row] = []
    for sheet, table in tables:
        if table is None:
            report.warn_sheet(sheet.name, "Trang tính không có dòng tiêu đề đã biết; bỏ qua")
            continue
        known = [table.headers[column] for column in sorted(set(table.columns.values()))]
        report.sheets.append(SheetReport(sheet.name, table.header_row, known, table.unknown))
        found = [
            Row(table, number, values)
            for number, values in table.rows
            if shape.is_row(table, values)
        ]
        wrong = _disagreement(shape, table, year)
        if wrong:
            report.refuse_sheet(sheet.name, *wrong, [row.number for row in found])
        else:
            rows.extend(found)
    return rows
