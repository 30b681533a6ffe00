"""Certificates of praise for the pupils of frozen lists, one A4 landscape each (Điều 2.5, 2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from jobs.printing.decisions import Line, Paper
from jobs.printing.filling.fill import Document, Footing, Part, filled
from jobs.printing.filling.layouts import Form
from jobs.printing.words import dated, dots, spaced_year

FORM = Form("certificate.html", None, official=True)
TITLE = "Giấy khen học sinh"


def certificates_pdf(
    paper: Paper, kept: Path | None = None, feet: Sequence[Footing] = ()
) -> tuple[bytes, int]:
    """Return the certificates of the awards on a paper, in its order, and how many pages.

    Number and day are dotted: they are those of the decision once it is signed.
    """
    forms = [document(paper, line) for line in lines_of(paper)]
    if feet:
        forms = [replace(one, foot=foot) for one, foot in zip(forms, feet, strict=True)]
    file = filled(forms, kept)
    return file.pdf(TITLE), len(file.sheets)


def lines_of(paper: Paper) -> list[Line]:
    """Return the lines of a paper's annexes: a certificate each."""
    return [line for annex in paper.annexes for line in annex.lines]


def document(paper: Paper, line: Line) -> Document:
    """Return the certificate of one pupil to be filled."""
    school = paper.school
    values = {
        "giver": f"HIỆU TRƯỞNG {school.name.upper() if school else dots(80, 16)}",
        "name": line.name,
        "class_name": f"Học sinh lớp {line.room}, năm học {spaced_year(paper.year)}",
        "award": f"Đạt danh hiệu: {line.words}",
        "dated": dated(school.place if school else None, None),
        "number": f"Quyết định số: {dots(40, 12)}",
        "book": f"Số vào sổ khen thưởng: {dots(24, 12)}",
        "head": paper.chair or None,
    }
    return Document(f"Giấy khen của {line.name}, mã {line.code}", [Part(FORM, values)])
