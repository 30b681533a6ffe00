"""Reads an .xlsx file into plain rows: values as they stand, formulas as their text."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from jobs.imports.errors import UnreadableFile
from jobs.imports.safety import MAX_COLUMNS, MAX_FILE, MAX_ROWS, check_file

Values = tuple[Any, ...]
#: {(sheet, row, column index): text}: what a person corrected in the preview
Corrections = Mapping[tuple[str, int, int], str]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet's name and its rows, each with Excel's row number; empty rows are left out."""

    name: str
    rows: list[tuple[int, Values]]


def _plain(value: Any) -> Any:
    """A formula object (array, data table) becomes its text; everything else stays."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    text = getattr(value, "text", None)
    return text if isinstance(text, str) else value


def _rows(sheet: Any) -> Iterator[tuple[int, Values]]:
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MAX_ROWS:
            msg = f"Trang tính “{sheet.title}” có hơn {MAX_ROWS} dòng; không đọc."
            raise UnreadableFile(msg)
        if len(values) > MAX_COLUMNS:
            msg = f"Trang tính “{sheet.title}” có hơn {MAX_COLUMNS} cột; không đọc."
            raise UnreadableFile(msg)
        if any(value is not None and value != "" for value in values):
            yield number, tuple(map(_plain, values))


def _corrected(sheet: RawSheet, corrections: Corrections) -> RawSheet:
    wanted: dict[int, dict[int, str]] = {}
    for (name, row, column), text in corrections.items():
        if name == sheet.name:
            wanted.setdefault(row, {})[column] = text
    if not wanted:
        return sheet
    rows = []
    for number, values in sheet.rows:
        cells = list(values)
        for column, text in wanted.get(number, {}).items():
            cells.extend([None] * (column + 1 - len(cells)))
            cells[column] = text or None
        rows.append((number, tuple(cells)))
    return RawSheet(sheet.name, rows)


def _content(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(MAX_FILE + 1)


def read_workbook(source: Path | bytes, corrections: Corrections | None = None) -> list[RawSheet]:
    """Read all sheets of a file (path or content). Raises UnreadableFile with a sentence."""
    try:
        content = source if isinstance(source, bytes) else _content(source)
    except OSError as error:
        msg = f"Không mở được tệp {Path(str(source)).name}."
        raise UnreadableFile(msg) from error
    stream = io.BytesIO(content)
    check_file(stream)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(stream, read_only=True, data_only=False)
            sheets = [RawSheet(sheet.title, list(_rows(sheet))) for sheet in book.worksheets]
            book.close()
    except (
        DefusedXmlException,
        InvalidFileException,
        SyntaxError,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
    ) as error:
        msg = "Tệp này không phải tệp Excel (.xlsx) hoặc đã hỏng."
        raise UnreadableFile(msg) from error
    return [_corrected(sheet, corrections or {}) for sheet in sheets]
