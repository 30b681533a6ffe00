"""Finds the table in a sheet: the header row by its words, what stands above and below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from jobs.imports.titles import Facts, from_sheet_name, from_titles
from jobs.imports.words import key, true_form, without_tail, words
from jobs.imports.workbook import RawSheet, Values

Field = Hashable
#: a header's text → the field that it stands for, or None
Matcher = Callable[[str], Field | None]
#: the fields found → a score above 0 when they make a table of this kind
Judge = Callable[[frozenset[Field]], int]

_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?")
_FEW_CELLS = 3


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose header was found: which column stands for which field, and its rows."""

    sheet: str
    header_row: int
    columns: dict[Field, int]
    headers: dict[int, str]
    titled: Facts
    named: Facts
    rows: list[tuple[int, Values]]

    def said(self, what: str) -> str | None:
        """Return a fact (class_name, period, month, round) of the title, else of the name."""
        found: str | None = getattr(self.titled, what) or getattr(self.named, what)
        return found

    def header(self, field: Field) -> str | None:
        """Return the header as it stands in the file, None when the file has no such column."""
        column = self.columns.get(field)
        return None if column is None else self.headers[column]

    @property
    def unknown(self) -> list[str]:
        """Headers that stand for nothing here; their columns aren't read."""
        known = set(self.columns.values())
        return [text for column, text in self.headers.items() if column not in known]


def dictionary_matcher(kind: str) -> Matcher:
    """Match headers by the kind's list in words.yaml; a tail in brackets may be dropped."""
    known = words().headers[kind]

    def match(header: str) -> Field | None:
        return known.get(key(header)) or known.get(key(without_tail(header)))

    return match


def _texts(values: Sequence[Any]) -> dict[int, str]:
    return {
        column: value if isinstance(value, str) else str(value)
        for column, value in enumerate(values)
        if value is not None and str(value).strip()
    }


def _joined(upper: dict[int, str], lower: dict[int, str]) -> dict[int, str]:
    """Join a header of two rows; an upper cell holds for the empty cells after it."""
    joined: dict[int, str] = {}
    last = None
    for column in range(max([*upper, *lower], default=-1) + 1):
        last = upper.get(column, last)
        below = lower.get(column)
        if below is None:
            if column in upper:
                joined[column] = upper[column]
        else:
            joined[column] = below if last is None else f"{last} - {below}"
    return joined


def _columns(headers: dict[int, str], match: Matcher) -> dict[Field, int]:
    found: dict[Field, int] = {}
    for column, text in headers.items():
        field = match(text)
        if field is not None:
            found.setdefault(field, column)
    return found


def find_table(sheet: RawSheet, match: Matcher, judge: Judge) -> Table | None:
    """Return the sheet's table: the first row (or two rows) whose words make this kind."""
    for index, (number, values) in enumerate(sheet.rows):
        alone = _texts(values)
        after = sheet.rows[index + 1 :]
        best = (judge(frozenset(_columns(alone, match))), alone, number, after)
        if after and after[0][0] == number + 1:
            both = _joined(alone, _texts(after[0][1]))
            score = judge(frozenset(_columns(both, match)))
            if score > best[0]:
                best = (score, both, number + 1, after[1:])
        if best[0] > 0:
            _, headers, header_row, rows = best
            above = [text for _, above in sheet.rows[:index] for text in _texts(above).values()]
            return Table(
                sheet.name,
                header_row,
                _columns(headers, match),
                headers,
                from_titles(above),
                from_sheet_name(sheet.name),
                _body(headers, rows),
            )
    return None


def _body(headers: dict[int, str], rows: list[tuple[int, Values]]) -> list[tuple[int, Values]]:
    """Leave out a repeated header and the row of column numbers below a header."""
    texts = list(headers.values())
    kept = [row for row in rows if list(_texts(row[1]).values()) != texts]
    if kept and _numbers_columns(kept[0][1]):
        kept = kept[1:]
    return kept


def _numbers_columns(values: Values) -> bool:
    texts = [text.strip() for text in _texts(values).values()]
    if len(texts) <= _FEW_CELLS or not all(_COLUMN_NUMBER.fullmatch(text) for text in texts):
        return False
    numbers = [int(text.strip("()")) for text in texts]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def is_footer(values: Values) -> bool:
    """Tell whether a row is a total or a signature: few cells, beginning with such words."""
    texts = list(_texts(values).values())
    if not texts or len(texts) > _FEW_CELLS:
        return False
    first = key(true_form(next((text for text in texts if not text.strip().isdigit()), "")))
    return any(first == word or first.startswith(word + " ") for word in words().footers)
