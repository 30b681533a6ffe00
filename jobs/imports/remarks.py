"""The refused rows as an Excel file with a remark beside each: corrected there, imported again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jobs.imports.cells import shown
from jobs.imports.workbook import RawSheet

REMARK = "Vì sao từ chối (Sổ Trường)"


def refused_rows(
    sheets: Sequence[RawSheet],
    header_rows: dict[str, int],
    refused: Sequence[dict[str, Any]],
) -> bytes:
    """Return the file: each sheet's titles and header, then its refused rows with remarks.

    refused: entries of the report's JSON; a sheet that was refused whole comes whole. Every cell
    is inert text, so that no formula of the file lives on.
    """
    reasons: dict[str, dict[int, list[str]]] = {}
    for entry in refused:
        said = f"{entry['column']}: {entry['reason']}" if entry["column"] else entry["reason"]
        reasons.setdefault(entry["sheet"], {}).setdefault(entry["row"] or 0, []).append(said)
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        plain = book.add_format({"font_name": "Times New Roman", "valign": "top"})
        bold = book.add_format({"font_name": "Times New Roman", "bold": True, "bottom": 1})
        for sheet in sheets:
            if sheet.name in reasons and sheet.name in header_rows:
                page = book.add_worksheet(sheet.name)
                _write(page, sheet, header_rows[sheet.name], reasons[sheet.name], (plain, bold))
    return stream.getvalue()


def _write(
    page: Worksheet,
    sheet: RawSheet,
    header_row: int,
    reasons: dict[int, list[str]],
    formats: tuple[Format, Format],
) -> None:
    plain, bold = formats
    width = max(len(values) for _, values in sheet.rows)
    line = 0
    for number, values in sheet.rows:
        above = number <= header_row
        if not above and number not in reasons and 0 not in reasons:
            continue
        for column, value in enumerate(values):
            if value is not None:
                said = shown(value)
                known = isinstance(said, int) and not isinstance(said, bool)
                writes = page.write_number if known else page.write_string
                writes(line, column, said if known else str(said), bold if above else plain)
        if number == header_row:
            page.write_string(line, width, REMARK, bold)
        elif not above:
            page.write_string(
                line, width, "; ".join(reasons.get(number, reasons.get(0, []))), plain
            )
        line += 1
    page.set_column(0, width - 1, 16)
    page.set_column(width, width, 60)
