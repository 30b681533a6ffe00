"""Draws the pictures of docs/print: ``python -m tests.jobs.printing.pictures``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
from PIL import Image

from jobs.printing.book import book_pdf, document
from jobs.printing.certificates import certificates_pdf
from jobs.printing.decisions import Annex, Line, Paper
from jobs.printing.documents import SummarySheet
from jobs.printing.filling.fill import filled
from jobs.printing.foot import BELOW_FRAME, CERTIFICATE, Foot
from jobs.printing.sheet import sheet_pdf
from models.archive import PrintDocument
from models.school import School
from tests.jobs.printing import samples

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "print"
DOTS_PER_INCH = 84
GREYS = 12
CODE, ADDRESS = "0123456789ABP", "https://so-truong.example"


def draw(data: bytes, name: str, *, only: tuple[int, ...] = ()) -> None:
    """Write the pages of a file as name-1.png, name-2.png … in few greys."""
    document = pypdfium2.PdfDocument(data)
    for number, page in enumerate(document, 1):
        if not only or number in only:
            picture = page.render(scale=DOTS_PER_INCH / 72).to_pil().convert("L")
            few = picture.quantize(GREYS, dither=Image.Dither.NONE)
            few.save(FOLDER / f"{name}-{number}.png", optimize=True)
    document.close()


def sheet_with_gaps() -> SummarySheet:
    """Return a sheet before approval, with empty cells and an unknown birth date."""
    sheet = samples.sheet(pupils=12)
    rows = list(sheet.rows)
    cells = rows[2].cells | {"TOAN": None, "TOAN.score": None, "PC3": None}
    rows[2] = replace(rows[2], cells=cells, birth_date=None, female=None, ethnic_group=None)
    ticks = {column.key: "" for column in sheet.columns if column.kind == "tick"}
    return replace(
        sheet,
        upper_body=None,
        place=None,
        approved_on=None,
        rows=tuple(replace(row, cells=row.cells | ticks) for row in rows),
    )


def sheet_with_long_names() -> SummarySheet:
    """Return a sheet whose names are as long as names get."""
    sheet = samples.sheet(pupils=12)
    name = samples.longest().bio.full_name
    return replace(sheet, rows=tuple(replace(row, full_name=name) for row in sheet.rows))


def certificate() -> bytes:
    """Return the certificate of an invented pupil with the foot of an official copy."""
    line = Line("3A", samples.NAME, "8701042219", "Học sinh Xuất sắc")
    school = School(name=samples.SCHOOL, place="Sao Mai")
    paper = Paper(
        school, date(2026, 5, 22), "2025-2026", "", PrintDocument.CERTIFICATES,
        (Annex("", (line,)),), (), "Võ Thị Hồng Loan",
    )  # fmt: skip
    return certificates_pdf(paper, feet=[Foot(CODE, CERTIFICATE, ADDRESS)])[0]


def with_foot() -> bytes:
    """Return a usual book as the office prints it."""
    book = document(samples.usual(), official=True)
    return filled([replace(book, foot=Foot(CODE, BELOW_FRAME, ADDRESS))]).pdf("Học bạ")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    draw(with_foot(), "hoc-ba-usual")
    draw(certificate(), "giay-khen")
    draw(book_pdf(samples.longest(), official=True), "hoc-ba-longest")
    draw(book_pdf(samples.with_gaps(), official=False), "hoc-ba-gaps")
    draw(sheet_pdf(samples.sheet(), official=True), "bang-tong-hop-usual")
    draw(sheet_pdf(sheet_with_long_names(), official=True), "bang-tong-hop-longest", only=(1,))
    draw(sheet_pdf(sheet_with_gaps(), official=False), "bang-tong-hop-gaps", only=(1,))
    draw(sheet_pdf(samples.sheet(1, "GHK1"), official=True), "bang-tong-hop-mid-1-2", only=(1,))
    draw(sheet_pdf(samples.sheet(3, "CHK1"), official=True), "bang-tong-hop-term-3", only=(1,))
