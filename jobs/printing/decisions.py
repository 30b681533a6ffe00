"""Decisions and lists of the year's end on paper, from frozen lists only (Điều 2.5, NĐ 30/2020)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.printing.board import signers
from jobs.printing.render import pdf
from models.archive import PrintDocument
from models.clock import school_date, school_today
from models.refusal import NotReady
from models.school import School, SchoolClass
from models.yearend import FrozenList
from models.yearend.approve import is_unchanged

FORM = "decision.html"
LAST_GRADE = 5
TITLES = {
    PrintDocument.PROMOTION_DECISION: (
        "QUYẾT ĐỊNH",
        "Về việc công nhận hoàn thành chương trình lớp học và lên lớp",
    ),
    PrintDocument.AWARD_DECISION: ("QUYẾT ĐỊNH", "Về việc khen thưởng học sinh cuối năm học"),
    PrintDocument.REVIEW_LISTS: ("DANH SÁCH", "Xét duyệt học sinh cuối năm học"),
    PrintDocument.CERTIFICATES: ("GIẤY KHEN", "Giấy khen học sinh cuối năm học"),
}
#: printed for a class, a grade or the school in one file, from frozen lists only
DECISIONS = {
    PrintDocument.PROMOTION_DECISION: "Quyết định lên lớp, hoàn thành chương trình",
    PrintDocument.AWARD_DECISION: "Quyết định khen thưởng",
    PrintDocument.REVIEW_LISTS: "Bốn danh sách xét duyệt",
    PrintDocument.CERTIFICATES: "Giấy khen, mỗi em một tờ",
}
FILES = {
    PrintDocument.PROMOTION_DECISION: "quyet-dinh-len-lop",
    PrintDocument.AWARD_DECISION: "quyet-dinh-khen-thuong",
    PrintDocument.REVIEW_LISTS: "danh-sach-xet-duyet",
    PrintDocument.CERTIFICATES: "giay-khen",
}
#: title of an annex, and whether a frozen line of a pupil is on it
ANNEXES = {
    "promoted": ("Danh sách học sinh được lên lớp", lambda line: line["promoted"] is True),
    "kept": ("Danh sách học sinh chưa được lên lớp", lambda line: line["promoted"] is False),
    "awards": ("Danh sách học sinh được khen thưởng", lambda line: line["award"] is not None),
    "summer": (
        "Danh sách học sinh đánh giá bổ sung, rèn luyện trong hè",
        lambda line: bool(line["summer_support"]),
    ),
}
PARTS = {
    PrintDocument.PROMOTION_DECISION: ("promoted", "kept", "summer"),
    PrintDocument.AWARD_DECISION: ("awards",),
    PrintDocument.REVIEW_LISTS: ("promoted", "kept", "awards", "summer"),
    PrintDocument.CERTIFICATES: ("awards",),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A pupil of an annex."""

    room: str
    name: str
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Annex:
    """A list that goes with the decision."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the paper; ``sources``: class, day, number and hash of each frozen list."""

    school: School | None
    day: date
    year: str
    place: str
    document: PrintDocument
    annexes: tuple[Annex, ...]
    sources: tuple[tuple[str, date, int, str], ...]
    chair: str

    @property
    def pupils(self) -> int:
        """How many lines there are."""
        return sum(len(annex.lines) for annex in self.annexes)


def paper_of(
    session: Session,
    document: PrintDocument,
    rooms: Sequence[SchoolClass],
    year: str,
    grade: int | None,
    awards: dict[str, str],
) -> Paper:
    """Read the newest frozen list of each class. NotReady names the classes that have none."""
    if not rooms:
        raise NotReady("Không có lớp nào để in quyết định.")
    frozen: dict[int, FrozenList] = {}
    query = select(FrozenList).where(FrozenList.class_id.in_([room.id for room in rooms]))
    for row in session.scalars(query.order_by(FrozenList.number)):
        frozen[row.class_id] = row
    lacking = [room.name for room in rooms if room.id not in frozen]
    if lacking:
        raise NotReady(f"Chưa chốt danh sách lớp {', '.join(lacking)} nên chưa in được (Đ2.5).")
    broken = [room.name for room in rooms if not is_unchanged(frozen[room.id])]
    if broken:
        raise NotReady(f"Danh sách lớp {', '.join(broken)} không còn khớp mã nội dung.")
    place = f"Khối {grade}" if grade else f"Lớp {rooms[0].name}" if len(rooms) == 1 else ""
    return Paper(
        session.scalars(select(School)).first(),
        school_today(),
        year,
        place,
        document,
        tuple(_annex(part, rooms, frozen, awards) for part in PARTS[document]),
        tuple(
            (room.name, school_date(one.frozen_at), one.number, one.sha256)
            for room in rooms
            if (one := frozen[room.id])
        ),
        signers(session)[1],
    )


def _annex(
    part: str,
    rooms: Sequence[SchoolClass],
    frozen: dict[int, FrozenList],
    awards: dict[str, str],
) -> Annex:
    title, holds = ANNEXES[part]
    return Annex(
        title,
        tuple(
            Line(room.name, line["name"], line["code"], _words(part, line, room.grade, awards))
            for room in rooms
            for line in frozen[room.id].content["pupils"]
            if holds(line)
        ),
    )


def _words(part: str, line: dict[str, Any], grade: int, awards: dict[str, str]) -> str:
    """Say of a pupil what the annex is about; completion and promotion stay two facts."""
    if part == "awards":
        return awards.get(line["award"], line["award"])
    programme = "chương trình tiểu học" if grade == LAST_GRADE else "chương trình lớp học"
    done = "Hoàn thành" if line["completed"] else "Chưa hoàn thành"
    words = f"{done} {programme}"
    return f"{words}; {line['reason']}" if line["reason"] else words


def decision_pdf(paper: Paper, *, official: bool) -> bytes:
    """Return the decision, or the lists by themselves, as PDF."""
    head, about = TITLES[paper.document]
    decides = paper.document is not PrintDocument.REVIEW_LISTS
    return pdf(FORM, official=official, paper=paper, head=head, about=about, decides=decides)
