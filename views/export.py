"""Excel export: everything as inert text, and every export in the history with its row count."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from flask import Response, send_file

#: A cell that begins so could become a formula once it is copied on.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_LIMIT = 32_767


def write_xlsx(
    title: str, subtitle: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]
) -> io.BytesIO:
    """Write title, subtitle, heads and rows; numbers stay numbers, all else is text."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    plain = book.add_format({"font_name": "Times New Roman", "font_size": 12, "valign": "top"})
    quoted = book.add_format({"font_name": "Times New Roman", "font_size": 12, "valign": "top"})
    quoted.set_quote_prefix()
    bold = book.add_format(
        {"font_name": "Times New Roman", "font_size": 12, "bold": True, "bottom": 1}
    )
    large = book.add_format({"font_name": "Times New Roman", "font_size": 14, "bold": True})
    sheet = book.add_worksheet("Danh sách")
    sheet.write_string(0, 0, title, large)
    sheet.write_string(1, 0, subtitle, plain)
    for at, head in enumerate(heads):
        sheet.write_string(3, at, head, bold)
    widths = [len(head) for head in heads]
    line = 3
    for line, row in enumerate(rows, start=4):
        for at, value in enumerate(row):
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(line, at, value, plain)
                continue
            text = str(value)[:CELL_LIMIT]
            risky = text.startswith(DANGEROUS)
            sheet.write_string(line, at, text, quoted if risky else plain)
            widths[at] = max(widths[at], min(len(text), 60))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width + 2)
    sheet.freeze_panes(4, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(3)
    sheet.fit_to_pages(1, 0)
    book.close()
    file.seek(0)
    return file


def xlsx_response(file: io.BytesIO, name: str) -> Response:
    """Send the file under an ASCII name."""
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")
