"""How large the letters of a table may be: the largest size at which it still fits its page.

Rows get air by padding, never a fixed height: the engine would shrink or cut what doesn't fit
one. What is too long even for the smallest size flows on to the next page, with its head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jobs.printing.fonts import PT_PER_MM, width

SIZES = (11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
LEADING = 1.17
BASE_PADDING = 1.5
SAFETY = 0.97
LINES_A_ROW = 34


@dataclass(frozen=True, slots=True)
class Fit:
    """Type size and vertical padding of the rows, in points; whether the table fits its page."""

    size: float
    padding: float
    fits: bool


@dataclass(frozen=True, slots=True)
class Column:
    """The text of each row in one column and its usable width in millimetres."""

    texts: Sequence[str]
    millimetres: float


def wrapped(text: str, size: float, millimetres: float) -> list[str]:
    """Return the lines of a text wrapped by words into a width; a too long word counts as more."""
    room = millimetres * PT_PER_MM * SAFETY
    space = _width(" ", size)
    rows: list[list[str]] = [[]]
    used = 0.0
    for word in text.split():
        long = _width(word, size)
        if used and used + space + long > room:
            rows.append([])
            used = 0.0
        rows[-1].append(word)
        used += long if not used else space + long
        while used > room:
            rows.append([])
            used -= room
    return [" ".join(row) for row in rows]


def lines(text: str, size: float, millimetres: float) -> int:
    """Count the lines of a text wrapped by words into a width."""
    return len(wrapped(text, size, millimetres))


@lru_cache(maxsize=20_000)
def _width(word: str, size: float) -> float:
    return width(word, size)


def fit(columns: Sequence[Column], millimetres: float, *, most: float = 9.0) -> Fit:
    """Fit rows into a height (mm); what is left over becomes padding, at most ``most`` points."""
    room = millimetres * PT_PER_MM
    rows = len(columns[0].texts)
    if not rows:
        return Fit(SIZES[0], BASE_PADDING, fits=True)
    for size in SIZES:
        needed = sum(
            max(lines(column.texts[row], size, column.millimetres) for column in columns)
            for row in range(rows)
        )
        height = needed * size * LEADING + rows * 2 * BASE_PADDING
        if height <= room:
            air = (room - height) / (2 * rows) + BASE_PADDING
            return Fit(size, round(min(air, most), 1), fits=True)
    return Fit(SIZES[-1], BASE_PADDING, fits=False)


def pieces(text: str, millimetres: float, most: int = LINES_A_ROW) -> list[str]:
    """Cut a text too high for one row of a page into rows of at most ``most`` lines.

    The smallest size is assumed; a text that fits comes back as it is.
    """
    rows = wrapped(text, SIZES[-1], millimetres)
    if len(rows) <= most:
        return [text]
    cuts = range(0, len(rows), most)
    return [" ".join(row for row in rows[cut : cut + most] if row) for cut in cuts]
