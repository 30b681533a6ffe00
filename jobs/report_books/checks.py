"""What stands in the way of sending a pupil's book, said before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from jobs.report_books.document import faults, xml_of
from jobs.report_books.facts import Book
from jobs.report_books.mapping import mapping

#: the signed PDF of (pupil id, year id, what the book says now); None while it isn't signed
SignedPdf = Callable[[int, int, str], bytes | None]
PERSONAL_ID = re.compile(r"\d{12}")
NOT_APPROVED = "Lớp chưa được duyệt kết quả, hoặc em chưa có trong danh sách đã chốt (Đ2.5)"
UNSIGNED = "Học bạ chưa kí số, hoặc sổ đã đổi sau khi kí"
NO_SEAL = "Trường chưa có chứng thư số để kí tệp XML"


@dataclass(frozen=True, slots=True)
class Checked:
    """A pupil's book, its PDF, and what it lacks (empty: ready)."""

    book: Book
    pdf: bytes | None
    lacks: tuple[str, ...]


def check(book: Book, year_id: int, signed: SignedPdf, *, sealed: bool) -> Checked:
    """Look at everything that a receiver would send back."""
    lacks = [] if book.frozen else [NOT_APPROVED]
    lacks += [
        f"Thiếu {one.label[0].lower()}{one.label[1:]}"
        + (f" ({one.article})" if one.article else "")
        for one in mapping().record.fields
        if one.required
        and not book.record.get(one.ours)
        and (book.frozen or not _by_approval(one.ours))
    ]
    number = book.record.get("personal_id")
    if number and not PERSONAL_ID.fullmatch(number):
        lacks.append("Số định danh cá nhân không đủ 12 chữ số (NĐ 88/2026 Đ9)")
    pdf = signed(book.pupil_id, year_id, book.says)
    if pdf is None:
        lacks.append(UNSIGNED)
    if not sealed:
        lacks.append(NO_SEAL)
    if not lacks and pdf is not None:
        lacks += [f"Không đúng lược đồ: {fault}" for fault in faults(xml_of(book, pdf))]
    return Checked(book, pdf, tuple(lacks))


def _by_approval(name: str) -> bool:
    """Tell whether a field comes with the approval, whose absence is said already."""
    return name == "approved_on"
