"""Columns of a pupils file that stand for fields which the office declared (Điều 4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from jobs.imports import cells, dates
from jobs.imports.cells import Converter, Taken, plain
from jobs.imports.errors import BadCell
from jobs.imports.table import Field, Matcher
from jobs.imports.words import key, without_tail
from models.pupils import DeclaredField, DeclaredKind
from models.pupils.declared import LONGEST
from models.typed import Number

_FIRST, _LAST = date(1900, 1, 1), date(2100, 12, 31)
_SPACES = re.compile(r"\s+")


def column(field: DeclaredField) -> Field:
    """Return what a column of the file stands for."""
    return "declared", field.id


def matcher(known: Matcher, declared: Iterable[DeclaredField]) -> Matcher:
    """Match built-in headers first, then the declared fields by name, as all headers are folded."""
    named = {key(field.name): column(field) for field in declared}

    def match(header: str) -> Field | None:
        return known(header) or named.get(key(header)) or named.get(key(without_tail(header)))

    return match


def converter(field: DeclaredField) -> Converter:
    """Return what reads a cell of the field; the value comes as its kind writes it."""
    kind = field.holds
    if field.kind is DeclaredKind.CHOICE:
        return cells.choice(
            {option: [] for option in field.choices}, f"Chỉ nhận {', '.join(field.choices)}"
        )
    if field.kind is DeclaredKind.DATE:
        return _written(dates.day(_FIRST, _LAST), kind.text)
    if field.kind is DeclaredKind.NUMBER:
        return _written(_number(kind), kind.text)
    return cells.text(LONGEST)


def _written(read: Converter, write: Any) -> Converter:
    def convert(raw: Any) -> Taken:
        value, repaired = read(raw)
        return (write(value) or None), repaired

    return convert


def _number(kind: Any) -> Converter:
    """A number; a comma and a point are the same, spaces between digits are dropped."""
    assert isinstance(kind, Number)  # noqa: S101 - the field's own kind

    def convert(raw: Any) -> Taken:
        if isinstance(raw, (bool, datetime, date, time)):
            raise BadCell(kind.said)
        text, repaired = (str(raw), False) if isinstance(raw, (int, float)) else plain(raw)
        joined = _SPACES.sub("", text)
        try:
            value = kind.value(float(joined) if isinstance(raw, float) else joined)
        except ValueError as bad:
            raise BadCell(kind.said) from bad
        return value, joined if repaired or joined != text else None

    return convert
