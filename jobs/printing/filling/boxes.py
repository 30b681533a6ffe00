"""Where the fields of a form stand: read from the colours and letters of its two probes."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jobs.printing.filling.fields import BLUE, PROBE, Declared
from jobs.printing.render import PrintError

#: how far a printed letter may have moved between two layouts, in points
STILL = 0.1
#: letters are looked up by strips of the page so high, in points
_STRIP = 10
_TOP, _MIDDLE, _BOTTOM = 0.0, 0.5, 1.0


@dataclass(frozen=True, slots=True)
class Box:
    """A field's place on its page, in points from the page's lower left corner.

    ``left``, ``right``: the edges of its text; ``top``, ``high``: of its cell; ``baseline``: of a
    single line; ``sinks``: how much of a further line's height the first line moves up (0 top, ½
    middle, 1 bottom).
    """

    field: Declared
    page: int
    left: float
    right: float
    top: float
    high: float
    baseline: float
    size: float
    leading: float
    sinks: float
    bold: bool
    italic: bool

    @property
    def wide(self) -> float:
        """How wide its text may be."""
        return self.right - self.left

    @property
    def low(self) -> float:
        """The lower edge of its cell."""
        return self.top - self.high


@dataclass(frozen=True, slots=True)
class _Seen:
    """A coloured cell of a probe with the letters in it."""

    page: int
    rect: tuple[float, float, float, float]
    letters: list[dict[str, Any]]

    @property
    def lines(self) -> list[float]:
        """Baselines from the top, as distances from the page's upper edge."""
        return sorted({round(_baseline(letter), 2) for letter in self.letters})


def _baseline(letter: dict[str, Any]) -> float:
    """Return where a letter stands, from the page's lower edge."""
    return float(letter["matrix"][5])


def boxes(declared: Sequence[Declared], one: bytes, two: bytes) -> tuple[Box, ...]:
    """Return the boxes of a form in the order of its fields; PrintError when one isn't found."""
    single, double = _seen(one), _seen(two)
    fields = list(enumerate(declared, 1))
    lost = [field.name for n, field in fields if n not in single or n not in double]
    if lost:
        msg = f"fields without a place on the form: {', '.join(lost[:5])}"
        raise PrintError(msg)
    return tuple(_box(field, seen, double[n][0]) for n, field in fields for seen in single[n])


def _box(field: Declared, one: _Seen, two: _Seen) -> Box:
    first = one.letters[0]
    (_, top, x1, bottom), (_, top2, x2, bottom2) = one.rect, two.rect
    high, high2 = bottom - top, bottom2 - top2
    upper, lower = two.lines[-1], two.lines[0]
    leading = upper - lower
    offset, offset2 = _down(one, _baseline(first)), _down(two, upper)
    moved = {sinks: offset + sinks * (high2 - high - leading) for sinks in (_TOP, _MIDDLE, _BOTTOM)}
    sinks = min(moved, key=lambda s: abs(moved[s] - offset2))
    name = str(first["fontname"])
    return Box(
        field,
        one.page,
        float(first["x0"]),
        max(float(letter["x1"]) for letter in two.letters) - (x2 - x1),
        _page_high(first) - top,
        high,
        _baseline(first),
        float(first["size"]),
        leading,
        sinks,
        "Bold" in name,
        "Italic" in name,
    )


def _down(seen: _Seen, baseline: float) -> float:
    """Return how far a baseline is below its cell's upper edge."""
    return _page_high(seen.letters[0]) - baseline - seen.rect[1]


def _page_high(letter: dict[str, Any]) -> float:
    return float(letter["y0"]) + float(letter["bottom"])


def _seen(data: bytes) -> dict[int, list[_Seen]]:
    """Return the coloured cells of a probe by number; what stands on every page has many."""
    found: dict[int, list[_Seen]] = {}
    for number, page in enumerate(_pages(data)):
        rows: dict[int, list[dict[str, Any]]] = {}
        for letter in page.chars:
            if letter["text"] in PROBE:
                rows.setdefault(int(_middle(letter)[1] // _STRIP), []).append(letter)
        for rect in page.rects:
            key, edges = _number(rect.get("non_stroking_color")), _edges(rect)
            if key is None or not rect.get("fill"):
                continue
            strips = range(int(edges[1] // _STRIP), int(edges[3] // _STRIP) + 1)
            near = [letter for strip in strips for letter in rows.get(strip, ())]
            inside = [letter for letter in near if _within(letter, edges)]
            if inside:
                found.setdefault(key, []).append(_Seen(number, edges, inside))
    return found


def _pages(data: bytes) -> Iterator[Any]:
    import pdfplumber  # noqa: PLC0415 - heavy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in document.pages:
                yield page
                page.close()


def _edges(rect: dict[str, Any]) -> tuple[float, float, float, float]:
    return float(rect["x0"]), float(rect["top"]), float(rect["x1"]), float(rect["bottom"])


def _number(colour: Any) -> int | None:
    if not isinstance(colour, tuple | list) or len(colour) != 3:  # noqa: PLR2004 - red, green, blue
        return None
    red, green, blue = (round(float(part) * 255) for part in colour)
    return (red << 8) + green if blue == BLUE and (red or green) else None


def _middle(letter: dict[str, Any]) -> tuple[float, float]:
    return (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2


def _within(letter: dict[str, Any], edges: tuple[float, ...]) -> bool:
    x, y = _middle(letter)
    return bool(edges[0] <= x <= edges[2] and edges[1] <= y <= edges[3])


def refuse_moved(one: bytes, empty: bytes) -> None:
    """Raise PrintError unless every printed letter stands on the empty form where it did before."""
    before, after = _printed(one), _printed(empty)
    still = len(before) == len(after) and all(
        a[:2] == b[:2] and abs(a[2] - b[2]) < STILL and abs(a[3] - b[3]) < STILL
        for a, b in zip(before, after, strict=True)
    )
    if not still:
        msg = "the form moved: its printed words don't stand where the probe had them"
        raise PrintError(msg)


def _printed(data: bytes) -> list[tuple[int, str, float, float]]:
    """Return the letters that a form prints by itself: all but the probe's own in their cells."""
    found = []
    for number, page in enumerate(_pages(data)):
        cells = [_edges(rect) for rect in page.rects if _number(rect.get("non_stroking_color"))]
        found += [
            (number, c["text"], float(c["matrix"][4]), float(c["matrix"][5]))
            for c in page.chars
            if c["text"].strip()
            and not (c["text"] in PROBE and any(_within(c, cell) for cell in cells))
        ]
    return found
