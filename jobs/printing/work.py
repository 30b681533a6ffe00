"""Printing one class: documents from a session, pages from the documents, one file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from jobs.printing import book, render, sheet
from jobs.printing.documents import ReportBook, SummarySheet
from jobs.printing.filling.fill import Document, Footing, filled
from jobs.printing.frame import Frame
from jobs.printing.gaps import Gap, gaps
from jobs.printing.load import report_books
from jobs.printing.load_sheet import summary_sheets
from models.archive import PrintDocument
from models.school import SchoolClass

Documents = Sequence[ReportBook | SummarySheet]
NAMES = {
    PrintDocument.REPORT_BOOKS: "học bạ",
    PrintDocument.SUMMARY_SHEETS: "bảng tổng hợp",
    PrintDocument.PROMOTION_DECISION: "quyết định lên lớp",
    PrintDocument.AWARD_DECISION: "quyết định khen thưởng",
    PrintDocument.REVIEW_LISTS: "danh sách xét duyệt",
    PrintDocument.TRANSFER_PACKET: "hồ sơ chuyển trường",
    PrintDocument.CERTIFICATES: "giấy khen",
}
FILES = {PrintDocument.REPORT_BOOKS: "hoc-ba", PrintDocument.SUMMARY_SHEETS: "bang-tong-hop"}


@dataclass(frozen=True, slots=True)
class Printed:
    """The file of a class: its bytes, how many pupils and pages it has, what it lacks."""

    data: bytes
    pupils: int
    pages: int
    gaps: tuple[Gap, ...]


def file_name(document: PrintDocument, class_name: str) -> str:
    """Return the name of a class's file: hoc-ba-3A.pdf, bang-tong-hop-3A.pdf."""
    plain = "".join(c if c.isalnum() or c in "-_" else "-" for c in class_name)
    return f"{FILES[document]}-{plain}.pdf"


def documents_of(
    session: Session, shared: Frame, rooms: Sequence[SchoolClass], document: PrintDocument
) -> dict[int, Documents]:
    """Read by class what it prints: a report book a pupil, or its year-end summary sheet.

    A class without pupils has nothing to print and is left out.
    """
    if document is PrintDocument.REPORT_BOOKS:
        books = report_books(session, shared, rooms)
        return {class_id: found for class_id, found in books.items() if found}
    sheets = summary_sheets(session, shared, rooms)
    return {class_id: [sheet] for class_id, sheet in sheets.items() if sheet.rows}


def pupils_in(documents: Documents) -> int:
    """Count the pupils that the documents are about."""
    return sum(len(d.rows) if isinstance(d, SummarySheet) else 1 for d in documents)


def all_gaps(documents: Documents) -> tuple[Gap, ...]:
    """Return what the documents of a class lack, in their order."""
    return tuple(gap for document in documents for gap in gaps(document))


def printed(
    documents: Documents,
    title: str,
    *,
    official: bool,
    progress: Callable[[int], None] | None = None,
    annex: bytes | None = None,
    kept: Path | None = None,
    feet: Sequence[Footing] = (),
) -> Printed:
    """Print the documents of a class into one file; ``progress`` hears of pupils as they pass.

    ``annex`` goes behind them; ``kept``: the folder of the forms' layouts; ``feet``: what stands
    at the foot of each document's pages. PrintError when a form can't be filled.
    """
    forms = [to_fill(one, official=official) for one in documents]
    if feet:
        forms = [replace(one, foot=foot) for one, foot in zip(forms, feet, strict=True)]
    file = filled(forms, kept)
    if progress is not None:
        progress(pupils_in(documents))
    data, pages = file.pdf(title), len(file.sheets)
    if annex is not None:
        data, pages = render.joined([data, annex], title=title)
    return Printed(data, pupils_in(documents), pages, all_gaps(documents))


def to_fill(document: ReportBook | SummarySheet, *, official: bool) -> Document:
    """Return a document as forms and fields."""
    if isinstance(document, SummarySheet):
        return sheet.document(document, official=official)
    return book.document(document, official=official)


def title_of(document: PrintDocument, room: SchoolClass, year: str) -> str:
    """Return the title that a PDF reader shows."""
    return f"{NAMES[document].capitalize()} lớp {room.name}, năm học {year}"
