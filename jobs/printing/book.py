"""Lays out a report book: rows of its tables, type sizes, and the pages of a pupil as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from jobs.printing import layout, render
from jobs.printing.documents import ReportBook, SubjectLine, TraitLine, YearSpread
from jobs.printing.fonts import printable
from jobs.printing.words import clean

FORM = Path(__file__).parent / "forms" / "report_book.yaml"
COMMENT_MM = 91.5
TRAIT_MM = 82.5
SUBJECTS_HIGH_MM = 209.0
TRAITS_HIGH_MM = 120.0


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A printed row; ``span``: rows that the cell of ``under`` covers, 0 if it began above."""

    line: SubjectLine
    label: str
    under: str | None
    span: int
    comment: str | None
    first: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A year ready to print: its rows and the type sizes of its two tables."""

    number: int
    spread: YearSpread
    subjects: tuple[SubjectRow, ...]
    subject_fit: layout.Fit
    trait_fit: layout.Fit

    @property
    def absent(self) -> int | None:
        """Days absent with and without leave; unknown as long as one of them is."""
        if self.spread.excused is None or self.spread.unexcused is None:
            return None
        return self.spread.excused + self.spread.unexcused


@cache
def form() -> dict[str, Any]:
    """Return the printed words of the form."""
    loaded: dict[str, Any] = yaml.safe_load(FORM.read_text(encoding="utf-8"))
    return loaded


def book_pdf(book: ReportBook, *, official: bool) -> bytes:
    """Return a pupil's report book as PDF; a copy that isn't official bears BẢN XEM."""
    pages = [page(spread, number) for number, spread in enumerate(book.spreads, 1)]
    return render.pdf(
        "report_book.html",
        official=official,
        book=book,
        pages=pages,
        form=form(),
        trait_pieces=trait_pieces,
    )


def page(spread: YearSpread, number: int = 1) -> Page:
    """Lay out a year: the largest type at which each page holds its table."""
    fit = layout.fit(
        [
            layout.Column([_text(line.comment) for line in spread.subjects], COMMENT_MM),
            layout.Column([line.name for line in spread.subjects], 19.0),
        ],
        SUBJECTS_HIGH_MM,
        most=19.0,
    )
    traits = (*spread.qualities, *spread.general, *spread.specific)
    trait_fit = layout.fit(
        [layout.Column([_text(trait.comment) for trait in traits], TRAIT_MM)], TRAITS_HIGH_MM
    )
    return Page(number, spread, tuple(_rows(spread.subjects, whole=fit.fits)), fit, trait_fit)


def _text(comment: str | None) -> str:
    return printable(clean(comment or ""))


def _rows(lines: Sequence[SubjectLine], *, whole: bool) -> list[SubjectRow]:
    rows: list[SubjectRow] = []
    for index, line in enumerate(lines):
        together = whole and line.under is not None
        begins = together and (index == 0 or lines[index - 1].under != line.under)
        span = sum(other.under == line.under for other in lines) if begins else 0
        label = line.name if together or line.under is None else f"{line.under} ({line.name})"
        under = line.under if together else None
        parts = layout.pieces(_text(line.comment), COMMENT_MM) if line.comment else [None]
        for number, part in enumerate(parts):
            text = label if number == 0 else f"{label} (tiếp)"
            rows.append(SubjectRow(line, text, under, span, part, first=number == 0))
    return rows


def trait_pieces(trait: TraitLine) -> list[str]:
    """Return the comment of a trait in rows that a page can hold."""
    return layout.pieces(_text(trait.comment), TRAIT_MM)
