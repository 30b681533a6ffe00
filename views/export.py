"""Excel export: everything as inert text, and every export in the history with its row count."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from flask import Response, send_file

#: A cell that begins so could become a formula once it is copied on.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_LIMIT = 32_767
LONGEST_SHEET = 31
WIDEST = 60
A4 = 9
#: number, code and name stay in sight
FROZEN = 3


@dataclass(frozen=True)
class Form:
    """A grid on paper: whose, what and when in the titles, then its table."""

    sheet: str
    school: str
    title: str
    year: str
    note: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]


class _Paper:
    """A workbook of one sheet, on which numbers stay numbers and all else is text."""

    def __init__(self, name: str) -> None:
        """Begin an empty sheet."""
        self.file = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self.file, options)
        face = {"font_name": "Times New Roman", "font_size": 12}
        self.plain = self.book.add_format({**face, "valign": "top"})
        self.quoted = self.book.add_format({**face, "valign": "top"})
        self.quoted.set_quote_prefix()
        self.bold = self.book.add_format({**face, "bold": True, "bottom": 1})
        self.large = self.book.add_format({**face, "font_size": 14, "bold": True})
        self.sheet = self.book.add_worksheet(name)
        self.widths: list[int] = []

    def head(self, line: int, heads: Sequence[str]) -> None:
        """Write the header of the table."""
        for at, head in enumerate(heads):
            self.sheet.write_string(line, at, head, self.bold)
        self.widths = [len(head) for head in heads]

    def row(self, line: int, values: Iterable[Any]) -> None:
        """Write a row below the header; None leaves a cell empty."""
        for at, value in enumerate(values):
            if value is None:
                continue
            if isinstance(value, int | float) and not isinstance(value, bool):
                self.sheet.write_number(line, at, value, self.plain)
                continue
            text = str(value)[:CELL_LIMIT]
            risky = text.startswith(DANGEROUS)
            self.sheet.write_string(line, at, text, self.quoted if risky else self.plain)
            self.widths[at] = max(self.widths[at], min(len(text), WIDEST))

    def finish(self, header: int, columns: int = 0) -> io.BytesIO:
        """Set widths, paper and what stays in sight (``columns``: left of it); return the file."""
        for at, width in enumerate(self.widths):
            self.sheet.set_column(at, at, width + 2)
        self.sheet.freeze_panes(header + 1, columns)
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.repeat_rows(header)
        self.sheet.fit_to_pages(1, 0)
        self.book.close()
        self.file.seek(0)
        return self.file


def write_xlsx(
    title: str, subtitle: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]
) -> io.BytesIO:
    """Write title, subtitle, heads and rows; numbers stay numbers, all else is text."""
    paper = _Paper("Danh sách")
    paper.sheet.write_string(0, 0, title, paper.large)
    paper.sheet.write_string(1, 0, subtitle, paper.plain)
    paper.head(3, heads)
    for line, row in enumerate(rows, start=4):
        paper.row(line, row)
    return paper.finish(3)


def write_table(sheet: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> io.BytesIO:
    """Write heads and rows from the first line on, as a program that imports them expects."""
    paper = _Paper(sheet[:LONGEST_SHEET])
    paper.head(0, heads)
    for line, row in enumerate(rows, start=1):
        paper.row(line, row)
    return paper.finish(0, FROZEN)


def write_form(form: Form) -> io.BytesIO:
    """Write a grid as the file that the import of its kind reads; empty cells stay empty."""
    paper = _Paper(re.sub(r"[\[\]:*?/\\]", "-", form.sheet)[:LONGEST_SHEET])
    above = [form.school, "", form.title, f"Năm học {form.year}", form.note, ""]
    for line, text in enumerate(above):
        paper.sheet.write_string(line, 0, text, paper.large if text == form.title else paper.quoted)
    header = len(above)
    paper.head(header, form.heads)
    for line, row in enumerate(form.rows, start=header + 1):
        paper.row(line, row)
    return paper.finish(header, FROZEN)


def xlsx_response(file: io.BytesIO, name: str) -> Response:
    """Send the file under an ASCII name."""
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")
