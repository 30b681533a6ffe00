"""From a form and its values to sheets, with continuation sheets for what no box could hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from jobs.printing.filling.faces import Faces, faces, usual
from jobs.printing.filling.layouts import Form, layout_of
from jobs.printing.filling.setting import Piece, Rest, runs, set_box, wrapped
from jobs.printing.filling.writer import A4, Drawn, Sheet, pdf_file
from jobs.printing.fonts import PT_PER_MM

Values = Mapping[str, str | None]
#: margins of a continuation sheet and its type size, in points
_LEFT, _TOP, _BOTTOM = 30 * PT_PER_MM, A4[1] - 25 * PT_PER_MM, 25 * PT_PER_MM
_WIDE = A4[0] - _LEFT - 20 * PT_PER_MM
_SIZE, _LEADING, _GAP = 12.0, 15.0, 8.0
HEADING = "TỜ BỔ SUNG"


@dataclass(frozen=True, slots=True)
class Part:
    """A form with its values; ``rest``: what the form has no place for at all."""

    form: Form
    values: Values
    rest: Sequence[Rest] = ()

    def texts(self) -> Iterable[str | None]:
        """Return every text that it prints."""
        return (*self.values.values(), *(rest.text for rest in self.rest))

    def sheets(self, used: Faces, kept: Path | None) -> tuple[list[Sheet], list[Rest]]:
        """Return its pages, and what no box could hold."""
        layout = layout_of(self.form, kept)
        rests, pages = list(self.rest), [[] for _ in range(layout.pages)]  # type: ignore[var-annotated]
        for box in layout.boxes:
            pieces, rest = set_box(box, self.values.get(box.field.name), used)
            pages[box.page] += pieces
            if rest is not None:
                rests.append(rest)
        made = [Sheet([Drawn(layout, n)], pieces) for n, pieces in enumerate(pages)]
        return made, rests


class Footing(Protocol):
    """What stands at the foot of each page of a document."""

    @property
    def art(self) -> bytes:
        """Return drawing operators."""

    def pieces(self, used: Faces) -> list[Piece]:
        """Return the words."""


class Drawing(Protocol):
    """A part that is put together from strips of its form, row by row."""

    def texts(self) -> Iterable[str | None]:
        """Return every text that it prints."""

    def sheets(self, used: Faces, kept: Path | None) -> tuple[list[Sheet], list[Rest]]:
        """Return its pages, and what no box could hold."""


@dataclass(frozen=True, slots=True)
class Document:
    """What one pupil or class gets on paper; ``whose`` heads its continuation sheets."""

    whose: str
    parts: Sequence[Drawing]
    foot: Footing | None = None


@dataclass(slots=True)
class Filled:
    """The file of some documents while it grows."""

    kept: Path | None
    whole_faces: bool
    sheets: list[Sheet] = field(default_factory=list)

    @property
    def faces(self) -> Faces:
        """The faces that this file has."""
        return faces(whole=self.whole_faces)

    def add(self, document: Document) -> None:
        """Fill a document's forms."""
        sheets: list[Sheet] = []
        rests: list[Rest] = []
        for part in document.parts:
            made, left = part.sheets(self.faces, self.kept)
            sheets += made
            rests += left
        if rests:
            sheets += _continued(document, rests, self.faces)
        if document.foot is not None:
            words, art = document.foot.pieces(self.faces), document.foot.art
            sheets = [Sheet(one.under, [*one.pieces, *words], art) for one in sheets]
        self.sheets += sheets

    def pdf(self, title: str) -> bytes:
        """Return the file."""
        return pdf_file(self.sheets, title=title)


def filled(documents: Iterable[Document], kept: Path | None = None) -> Filled:
    """Fill documents into one file; layouts are kept in the folder ``kept``."""
    all_of_them = list(documents)
    texts = (
        text
        for document in all_of_them
        for part in document.parts
        for text in (*part.texts(), document.whose)
        if text
    )
    made = Filled(kept, whole_faces=not all(usual(text) for text in texts))
    for document in all_of_them:
        made.add(document)
    return made


def _continued(document: Document, rests: Sequence[Rest], used: Faces) -> list[Sheet]:
    """Set on further pages what no box could hold, under the name of its field."""
    plain, bold = used.of(bold=False, italic=False), used.of(bold=True, italic=False)
    rows = [[(bold, HEADING)], *wrapped([(plain, w) for w in document.whose.split()], _SIZE, _WIDE)]
    for rest in rests:
        rows.append([])
        rows += wrapped([(bold, w) for w in f"{rest.title.rstrip(':')}:".split()], _SIZE, _WIDE)
        rows += wrapped([(plain, w) for w in rest.text.split()], _SIZE, _WIDE)
    pages, y = [[]], _TOP  # type: ignore[var-annotated]
    for row in rows:
        if y < _BOTTOM:
            pages.append([])
            y = _TOP
        pages[-1] += runs(row, _LEFT, y, _SIZE) if row else ()
        y -= _LEADING if row else _GAP
    return [Sheet((), pieces) for pieces in pages]
