"""What templates/partials/grid.html shows: groups of columns, heads, and a line per row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from models.typed import Kind

#: the width and alignment of a column by its kind (static/css/entry.css)
CSS = {
    "level": "lv",
    "trait": "lv",
    "score": "sc",
    "number": "nu",
    "date": "da",
    "choice": "ch",
    "text": "cm",
}


@dataclass(frozen=True)
class Group:
    """A head over several columns; ``glyph``: eye, closed or none, ``why`` its sentence."""

    title: str
    span: int
    glyph: str = ""
    why: str = ""


@dataclass(frozen=True)
class Head:
    """A column's head with all that its cells need to know."""

    title: str
    css: str
    filled: int
    expected: int
    data: dict[str, str | int]

    @property
    def percent(self) -> int:
        """How much of the column is filled, rounded down."""
        return self.filled * 100 // self.expected if self.expected else 100


@dataclass(frozen=True)
class Line:
    """A line of the grid: cells as (css, text, title).

    ``register``: the pupil's register number; ``left``: no longer of the class.
    """

    id: int
    name: str
    remark: str = ""
    cells: Sequence[tuple[str, str, str]] = field(default_factory=tuple)
    register: int | None = None
    left: bool = False


class GridPage(Protocol):
    """What the macro asks for; ``writable``: whether anything may be typed now."""

    groups: Sequence[Group]
    heads: Sequence[Head]
    rows: Sequence[Line]
    writable: bool


def column_data(
    kind: Kind,
    name: str,
    label: str,
    *,
    unit: int | str | None = None,
    shut: str = "",
    own: bool = True,
    optional: bool = False,
) -> dict[str, str | int]:
    """Return a head's data: what its cells hold, what they are called, and who may write them.

    ``shut``: why the column may only be read; ``own``: its gaps are this person's; ``optional``:
    an empty cell of it is no gap.
    """
    data: dict[str, str | int] = {"field": name, "label": label} | kind.data()
    if unit is not None:
        data["unit"] = unit
    if shut:
        data["shut"] = shut
    flags: dict[str, str | int] = {"own": ""} if own else {}
    return data | flags | ({"optional": ""} if optional else {})


def column_css(data: dict[str, str | int], *, last: bool = False) -> str:
    """Return the classes of a column, by its kind; ``last``: of its group."""
    return CSS[str(data["kind"])] + (" end" if last else "")


def cell(head: Head, text: str, *, expected: bool = True) -> tuple[str, str, str]:
    """Return a cell of a column; ``expected``: whether it is a gap while it is empty."""
    css = head.css
    if "shut" in head.data:
        css += " ro"
    if not expected:
        css += " x"
    elif not text and "optional" not in head.data:
        css += " need" if head.filled else " need calm"
    return css, text, text if head.data["kind"] == "text" else ""
