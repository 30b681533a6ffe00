"""The timetable file: a sheet per class (Tiết × Thứ), or one sheet with a column per class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jobs.imports.cells import is_blank, plain
from jobs.imports.errors import BadCell
from jobs.imports.reading import Shape
from jobs.imports.row import Row
from jobs.imports.table import Field, Table
from jobs.imports.titles import class_key, is_class_name
from jobs.imports.words import key, without_tail, words

#: ("weekday", 2…7) or ("class", "3A"): the columns that hold lessons
Column = tuple[str, Any]

_LESSON = re.compile(r"^(?:ti[eế]t)?\s*(?:th[uứ])?\s*(\d{1,2})\b", re.IGNORECASE)
_DASH = re.compile(r"\s+[—–-]\s+|\n")
_LESSONS = 10


def match(header: str) -> Field | None:
    """Match Tiết, Thứ, Buổi; a weekday; or a class."""
    listed = words()
    folded = key(header)
    found = listed.headers["timetable"].get(folded)
    if found:
        return found
    bare = key(without_tail(header))
    if bare in listed.weekdays and not bare.isdigit():
        return ("weekday", int(listed.weekdays[bare]))
    return ("class", class_key(header)) if is_class_name(header) else None


def _judge(fields: frozenset[Field]) -> int:
    lessons = [found for found in fields if isinstance(found, tuple)]
    kinds = {found[0] for found in lessons}
    if "lesson" not in fields or len(kinds) != 1:
        return 0
    return len(fields) if kinds == {"weekday"} or "weekday" in fields else 0


SHAPE = Shape(
    label="thời khóa biểu",
    match=match,
    judge=_judge,
    row_keys=("lesson",),
    expected="Tiết và Thứ Hai … Thứ Sáu, hoặc Thứ, Tiết và tên các lớp",
    by_class=True,
)


@dataclass(slots=True)
class Lesson:
    """One filled cell: the column it stands in, its unit by words, the teacher's name if any."""

    column: Column
    class_name: str
    weekday: int
    lesson: int
    unit: str
    teacher: str | None


@dataclass(slots=True)
class TimetableLine:
    """One row of the file: the lessons of its cells, and the blank places (class, day, lesson)."""

    row: Row
    lesson: int | None
    lessons: list[Lesson] = field(default_factory=list)
    blank: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def label(self) -> str:
        """How the preview names the row."""
        classes = {lesson.class_name for lesson in self.lessons}
        return f"tiết {self.lesson or '–'}, {' '.join(sorted(classes)) or '–'}"


def split_cell(text: str) -> tuple[str, str | None]:
    """Split "Môn — GV" (or a line break between them) into the unit's words and the teacher.

    A dash inside the name of a unit ("HĐTN - Chào cờ") stays with the unit.
    """
    if key(text) in words().units:
        return text, None
    pieces = [piece.strip() for piece in _DASH.split(text) if piece.strip()]
    for cut in range(len(pieces) - 1, 0, -1):
        unit = " - ".join(pieces[:cut])
        if key(unit) in words().units or key(without_tail(unit)) in words().units:
            return unit, " ".join(pieces[cut:])
    return text, None


def _context(table: Table) -> Iterator[tuple[int, int | None, str | None]]:
    """Yield (row number, weekday, session) with merged cells and "BUỔI CHIỀU" rows filled down."""
    listed = words()
    weekday: int | None = None
    session: str | None = None
    for number, values in table.rows:
        texts = {
            column: key(str(value)) for column, value in enumerate(values) if not is_blank(value)
        }
        day = texts.get(table.columns.get("weekday", -1), "")
        if day in listed.weekdays:
            found = int(listed.weekdays[day])
            session = session if found == weekday else None
            weekday = found
        part = texts.get(table.columns.get("session", -1), "")
        if part in listed.sessions:
            session = listed.sessions[part]
        elif len(texts) == 1 and next(iter(texts.values())) in listed.sessions:
            session = listed.sessions[next(iter(texts.values()))]
        yield number, weekday, session


def _lesson_number(raw: Any, session: str | None) -> int | None:
    """Return the lesson of the day; afternoons that count from 1 go on after the morning."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        number = int(raw)
    else:
        found = _LESSON.match(str(raw).strip())
        if not found:
            return None
        number = int(found[1])
    morning = words().morning_lessons
    if session == "afternoon" and number <= morning:
        number += morning
    return number if 1 <= number <= _LESSONS else None


def parse(rows: list[Row]) -> list[TimetableLine]:
    """Read the rows; units are looked up by the plan."""
    contexts: dict[int, dict[int, tuple[int | None, str | None]]] = {}
    lines = []
    for row in rows:
        table = row.table
        if id(table) not in contexts:
            contexts[id(table)] = {number: rest for number, *rest in _context(table)}  # type: ignore[misc]
        weekday, session = contexts[id(table)][row.number]
        lesson = _lesson_number(row.raw("lesson"), session)
        line = TimetableLine(row, lesson)
        lines.append(line)
        if lesson is None:
            row.refuse("lesson", f"Không phải số tiết; cần số từ 1 đến {_LESSONS}")
            continue
        _read_lessons(line, weekday)
    return lines


def _read_lessons(line: TimetableLine, row_weekday: int | None) -> None:
    row, table = line.row, line.row.table
    class_of_sheet = table.titled.class_name or table.named.class_name
    for column in [found for found in table.columns if isinstance(found, tuple)]:
        class_name = class_of_sheet if column[0] == "weekday" else column[1]
        weekday = column[1] if column[0] == "weekday" else row_weekday
        if class_name is None or weekday is None:
            continue
        if row.blank(column):
            line.blank.append((class_name, weekday, line.lesson or 0))
            continue
        raw = str(row.raw(column))
        try:
            text, repaired = plain(raw.strip("\n").replace("\n", " — "))
        except BadCell as bad:
            row.refuse(column, str(bad))
            continue
        if repaired:
            row.repair(column, text)
        unit, teacher = split_cell(text)
        line.lessons.append(Lesson(column, class_name, weekday, line.lesson or 0, unit, teacher))
