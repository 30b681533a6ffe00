"""A table of any number of rows from a form with one: its strips are drawn again and again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from jobs.printing.filling.boxes import Box
from jobs.printing.filling.faces import Faces
from jobs.printing.filling.layouts import Form, Layout, layout_of
from jobs.printing.filling.setting import Piece, Rest, set_box
from jobs.printing.filling.writer import Drawn, Sheet
from jobs.printing.fonts import PT_PER_MM

#: edges of the frame inside the page, in points from its lower left corner
TOP, BOTTOM, LEFT = (210 - 9) * PT_PER_MM, 15 * PT_PER_MM, 8 * PT_PER_MM
PAGE_TOP = 210 * PT_PER_MM
FOOT, FOOT_SIZE = 6 * PT_PER_MM, 8.5
ROW, EDGE, LAST = "row.", "edge", "homeroom"
MARK = Form("preview_mark.html", None, official=False)

Values = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class SheetPages:
    """A form whose fields ``row.*`` stand for every row; ``foot`` stands below each page.

    The form's field ``edge`` ends where the table's heading begins, ``homeroom`` is its last line.
    """

    form: Form
    values: Values
    rows: Sequence[Values]
    foot: str
    marked: bool = False

    def texts(self) -> Iterable[str | None]:
        """Return every text that is printed."""
        return (*self.values.values(), *(v for row in self.rows for v in row.values()), self.foot)

    def sheets(self, used: Faces, kept: Path | None) -> tuple[list[Sheet], list[Rest]]:
        """Return the pages, and what no box could hold."""
        drawing = _Drawing(layout_of(self.form, kept), used)
        drawing.begin(self.values)
        for row in self.rows:
            drawing.row(row)
        drawing.end(self.values)
        mark = [Drawn(layout_of(MARK, kept))] if self.marked else []
        made = [
            Sheet([*mark, *page.under], [*page.pieces, *self._footed(used, number)])
            for number, page in enumerate(drawing.pages, 1)
        ]
        return made, drawing.rests

    def _footed(self, used: Faces, page: int) -> list[Piece]:
        face, text = used.of(bold=False, italic=False), f"{self.foot} · trang {page}"
        return [Piece(face, FOOT_SIZE, LEFT, FOOT, text)]


@dataclass(slots=True)
class _Page:
    under: list[Drawn] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class _Drawing:
    """The pages while they grow; ``y``: where the next row begins."""

    layout: Layout
    used: Faces
    pages: list[_Page] = field(default_factory=list)
    rests: list[Rest] = field(default_factory=list)
    y: float = 0.0

    def _boxes(self, *, of_rows: bool) -> list[Box]:
        return [b for b in self.layout.boxes if b.field.name.startswith(ROW) is of_rows]

    def _box(self, name: str) -> Box:
        return next(box for box in self.layout.boxes if box.field.name.startswith(name))

    def begin(self, values: Values) -> None:
        """Draw all that stands above the rows."""
        row = self._box(ROW)
        self.pages.append(_Page([Drawn(self.layout, strip=(row.top, PAGE_TOP))]))
        self.y = row.top
        self._set([b for b in self._boxes(of_rows=False) if b.low >= row.top - 1], values, 0.0)

    def row(self, values: Values) -> None:
        """Draw a row; on a new page under the heading, when this one is full."""
        row = self._box(ROW)
        if self.y - row.high < BOTTOM:
            self._turn()
        self._strip((row.low, row.top), self._boxes(of_rows=True), values)

    def end(self, values: Values) -> None:
        """Draw totals and signatures, on a new page when this one has no room for them."""
        row, last = self._box(ROW), self._box(LAST)
        if self.y - self._tail() < BOTTOM:
            self._turn()
        below = [b for b in self._boxes(of_rows=False) if b.top <= row.low + 1]
        self._strip((last.low, row.low), below, values)

    def _tail(self) -> float:
        return self._box(ROW).low - self._box(LAST).low

    def _strip(self, strip: tuple[float, float], boxes: Sequence[Box], values: Values) -> None:
        up = self.y - strip[1]
        self.pages[-1].under.append(Drawn(self.layout, strip=strip, up=up))
        self._set(boxes, values, up)
        self.y -= strip[1] - strip[0]

    def _turn(self) -> None:
        head = (self._box(ROW).top, self._box(EDGE).low)
        self.pages.append(_Page([Drawn(self.layout, strip=head, up=TOP - head[1])]))
        self.y = TOP - (head[1] - head[0])

    def _set(self, boxes: Iterable[Box], values: Values, up: float) -> None:
        for box in boxes:
            pieces, rest = set_box(box, values.get(box.field.name), self.used)
            self.pages[-1].pieces += [replace(p, y=p.y + up) for p in pieces] if up else pieces
            if rest is not None:
                self.rests.append(rest)
