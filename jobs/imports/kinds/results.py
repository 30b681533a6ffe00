"""The results file: levels, scores and comments of a class at a period, and declared absences."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jobs.imports import cells
from jobs.imports.cells import Converter
from jobs.imports.kinds.assignments import class_of
from jobs.imports.reading import Shape
from jobs.imports.row import Row
from jobs.imports.table import Field
from jobs.imports.titles import find_period
from jobs.imports.words import key, without_tail, words

#: (unit code, level | score | comment)
CellKey = tuple[str, str]
ABSENCES = ("excused", "unexcused")

_LEADING_NUMBER = re.compile(r"^(?:\d+ )+")


def _unit(folded: str) -> str | None:
    """Return the unit that a header names: a subject, or a trait by its name or with a prefix."""
    listed = words()
    bare = _LEADING_NUMBER.sub("", folded)
    for word in (bare, bare.removeprefix("mon ")):
        if word in listed.units:
            return listed.units[word]
    if bare in listed.traits:
        return listed.traits[bare]
    for prefix in listed.trait_prefixes:
        rest = _LEADING_NUMBER.sub("", bare.removeprefix(prefix + " "))
        if rest != bare and rest in listed.traits:
            return listed.traits[rest]
    return None


@cache
def _parts() -> list[tuple[str, str]]:
    return sorted(words().parts.items(), key=lambda item: -len(item[0]))


def _cell_key(folded: str) -> CellKey | None:
    for word, part in _parts():
        if folded.endswith(" " + word):
            unit = _unit(folded.removesuffix(" " + word))
        elif folded.startswith(word + " "):
            unit = _unit(folded.removeprefix(word + " "))
        else:
            continue
        if unit:
            return unit, part
    unit = _unit(folded)
    return (unit, "level") if unit else None


def match(header: str) -> Field | None:
    """Match a header: a known word, or a unit with Mức, Điểm or Nhận xét beside it."""
    known = words().headers["results"]
    for folded in (key(header), key(without_tail(header))):
        found = known.get(folded) or _cell_key(folded)
        if found is not None:
            return found
    return None


def _judge(fields: frozenset[Field]) -> int:
    has_cells = any(isinstance(found, tuple) or found in ABSENCES for found in fields)
    return len(fields) if "code" in fields and has_cells else 0


SHAPE = Shape(
    label="kết quả đánh giá",
    match=match,
    judge=_judge,
    row_keys=("code", "name"),
    expected="Mã định danh, Họ và tên và các cột như “Toán - Mức”, “PC Yêu nước”",
    by_class=True,
)


@dataclass(slots=True)
class ResultLine:
    """One pupil at a period: the cells that could be read; blank cells are left out."""

    row: Row
    code: str | None
    name: str | None
    class_name: str | None
    period: str | None
    values: dict[CellKey, Any] = field(default_factory=dict)
    absences: dict[str, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """How the preview names the row."""
        return f"{self.name or self.code or '–'}, {self.class_name or '–'} {self.period or ''}"


_ABSENCE = cells.whole(0, 366, "Số ngày nghỉ")


def is_trait(unit: str) -> bool:
    """Tell a quality or competence from a subject by its code (DOMAIN §1.4)."""
    return unit.startswith(("PC", "NL"))


def _converters(columns: dict[Field, int]) -> list[tuple[CellKey, Converter]]:
    score = cells.whole(0, 10, "Điểm")
    comment = cells.text(2000)
    made: list[tuple[CellKey, Converter]] = []
    for found in columns:
        if isinstance(found, tuple):
            level = cells.trait_level if is_trait(found[0]) else cells.subject_level
            made.append((found, {"level": level, "score": score, "comment": comment}[found[1]]))
    return made


def parse(rows: list[Row]) -> list[ResultLine]:
    """Read the rows; a bad cell refuses that cell, a bad code its row (``code`` is None)."""
    lines = []
    converters: dict[int, list[tuple[CellKey, Converter]]] = {}
    for row in rows:
        table = row.table
        wanted = converters.get(id(table))
        if wanted is None:
            wanted = converters[id(table)] = _converters(table.columns)
        line = ResultLine(
            row=row,
            code=row.need("code", cells.code, "Dòng này không có mã học sinh"),
            name=None if row.blank("name") else cells.plain(row.raw("name"))[0],
            class_name=class_of(row),
            period=find_period(str(row.raw("period") or ""))
            or table.titled.period
            or table.named.period,
        )
        for found, convert in wanted:
            value = row.take(found, convert)
            if value is not None:
                line.values[found] = value
        for which in ABSENCES:
            days = row.take(which, _ABSENCE)
            if days is not None:
                line.absences[which] = days
        lines.append(line)
    return lines
