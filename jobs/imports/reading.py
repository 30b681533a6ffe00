"""From a file to the tables of one kind: which sheets count, which are skipped, which refused."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jobs.imports.cells import is_blank
from jobs.imports.errors import UnreadableFile
from jobs.imports.report import Outcome, Report, SheetReport
from jobs.imports.row import Row
from jobs.imports.table import Field, Judge, Matcher, Table, find_table, is_footer
from jobs.imports.titles import class_key, find_period
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
    #: titles of this kind name a class (and a time)
    by_class: bool = False
    #: which fact of the titles is that time: period, month, round
    time: str = "period"

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


#: the class and the time (CHK1, M11, SK1) of the grid into which a file is imported
Into = tuple[str, str]
_TIME_WORD = {"period": "kì", "month": "tháng", "round": "đợt"}


def _disagreement(
    shape: Shape, table: Table, year: str, into: Into | None
) -> tuple[str, str] | None:
    """Return the value and the sentence when the sheet isn't what it claims to be."""
    titled, named = table.titled, table.named
    for found in (titled.year, named.year):
        if found is not None and found != year:
            return found, f"Tệp của năm học {_spaced(found)}, đang nhập năm học {_spaced(year)}"
    if not shape.by_class:
        return None
    facts = tuple(zip(_facts(shape), ("lớp", _TIME_WORD[shape.time]), strict=True))
    for fact, what in facts:
        title, name = getattr(titled, fact), getattr(named, fact)
        if title is not None and name is not None and title != name:
            return title, f"Tiêu đề ghi {what} {title}, tên trang tính ghi {name}"
    for (fact, what), wanted in zip(facts, into, strict=True) if into else ():
        if (said := table.said(fact)) is not None and said != wanted:
            return said, f"Tệp ghi {what} {said}, đang nhập vào bảng {what} {wanted}"
    return None


def _filled(shape: Shape, table: Table, into: Into | None) -> Table:
    """Let the grid say class and time where neither title nor sheet name does."""
    if into is None:
        return table
    said = {
        fact: table.said(fact) or known for fact, known in zip(_facts(shape), into, strict=True)
    }
    return replace(table, titled=replace(table.titled, **said))


def _facts(shape: Shape) -> tuple[str, str]:
    return "class_name", shape.time


def _elsewhere(row: Row, into: Into | None) -> bool:
    """Refuse a row whose own cells name another class or time than the grid's."""
    if into is None:
        return False
    readers = (("class", class_key), ("period", find_period))
    for (field, read), wanted in zip(readers, into, strict=True):
        said = None if row.blank(field) else read(str(row.raw(field)))
        if said is not None and said != wanted:
            row.refuse(field, f"Đang nhập vào bảng {wanted}")
            return True
    return False


def read_rows(
    shape: Shape,
    sheets: list[RawSheet],
    year: str,
    report: Report,
    into: Into | None = None,
) -> list[Row]:
    """Return the rows of all tables of the kind, in the order of the file.

    ``into``: the class and time of the grid into which they go. Raises UnreadableFile when no sheet
    has a recognisable header.
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
        filled = _filled(shape, table, into)
        found = [
            Row(filled, number, values)
            for number, values in table.rows
            if shape.is_row(table, values)
        ]
        wrong = _disagreement(shape, table, year, into)
        if wrong:
            report.refuse_sheet(sheet.name, *wrong, [row.number for row in found])
            continue
        for row in found:
            if _elsewhere(row, into):
                row.close(report, Outcome.REFUSED)
            else:
                rows.append(row)
    return rows
