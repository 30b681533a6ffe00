"""The month of a class as Excel: a column per half-day, P and K, and which rolls were called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jobs.imports import cells
from jobs.imports.kinds.assignments import class_of
from jobs.imports.kinds.grids import OF_THE_CLASS, PUPIL_HEADS, GridLine, line_of
from jobs.imports.reading import Shape
from jobs.imports.row import Row
from jobs.imports.table import Field, dictionary_matcher
from jobs.imports.words import key, true_form
from models.daily import HalfDay
from models.daily.month import HALVES
from models.daily.roll import teaches_half
from models.school import SchoolDay

#: the row below the pupils that says which rolls were called
CALLED = "Đã điểm danh"
TITLE = "ĐIỂM DANH"
_LETTER = {HalfDay.MORNING: "S", HalfDay.AFTERNOON: "C"}
_HALF = {"s": HalfDay.MORNING, "sang": HalfDay.MORNING, "c": HalfDay.AFTERNOON}
_HALF |= {"chieu": HalfDay.AFTERNOON, "": None}
_DAY = re.compile(
    r"(?:(?:t[2-7]|cn) )?(\d{1,2}) (\d{1,2})(?: 20\d\d)?(?: (?:buoi )?(s|sang|c|chieu))?"
)
_known = dictionary_matcher("attendance")


@dataclass(frozen=True, slots=True)
class Slot:
    """A column: a day of the year, and its half (None: the whole day)."""

    day: int
    month: int
    half: HalfDay | None


def head_of(day: date, half: HalfDay) -> str:
    """Name the column of a half-day: "07/09 S"."""
    return f"{day:%d/%m} {_LETTER[half]}"


def heads(days: Iterable[SchoolDay]) -> list[str]:
    """Return the header of a month's file."""
    return [*PUPIL_HEADS, *(head_of(day.date, half) for day, half in halves(days))]


def halves(days: Iterable[SchoolDay]) -> list[tuple[SchoolDay, HalfDay]]:
    """Return the half-days that are taught, in order."""
    return [(day, half) for day in days for half in HALVES if teaches_half(day, half)]


def match(header: str) -> Field | None:
    """Match a header: who, or the half-day that it names."""
    found = _DAY.fullmatch(key(true_form(header)))
    if found is None:
        return _known(header)
    return Slot(int(found[1]), int(found[2]), _HALF[found[3] or ""])


def _judge(fields: frozenset[Field]) -> int:
    days = any(isinstance(found, Slot) for found in fields)
    return len(fields) if "code" in fields and days else 0


SHAPE = Shape(
    label="điểm danh",
    match=match,
    judge=_judge,
    row_keys=("code", "name"),
    expected="Mã học sinh, Họ và tên và các cột như “07/09 S”, “07/09 C”",
    by_class=True,
    time="month",
)
_MARK_HINT = "Chỉ nhận P, K, hoặc C là có mặt"


def parse(rows: list[Row]) -> list[GridLine]:
    """Read the rows; the one of called rolls is of the whole class and has x in its cells."""
    return [_line(row) for row in rows]


def _line(row: Row) -> GridLine:
    calls = row.blank("code") and key(str(row.raw("name") or "")) == key(CALLED)
    if calls:
        line = GridLine(row, OF_THE_CLASS, CALLED, class_of(row), row.table.said("month"))
    else:
        line = line_of(row, "month")
    convert = cells.flag if calls else cells.value_list("attendance_marks", _MARK_HINT)
    for found in row.table.columns:
        if isinstance(found, Slot):
            value = row.take(found, convert)
            if value:
                line.values[found] = value
    return line
