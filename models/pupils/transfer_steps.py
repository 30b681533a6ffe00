"""The steps of a transfer in their order, what is in a packet, and what comes next (Đ36)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.pupils.transfer import StepKind, Transfer, TransferStep, Way

#: working days within which a head answers, releases the file or chooses a class (Đ36)
WITHIN = 3
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Step:
    """A step as people know it; ``within``: working days from the one before, None: no limit."""

    kind: StepKind
    label: str
    who: str
    person: str
    paper: str
    within: int | None = None
    needs_person: bool = False
    needs_paper: bool = False
    lists_papers: bool = False


STEPS: dict[Way, tuple[Step, ...]] = {
    Way.OUT: (
        Step(StepKind.ASKED, "Gia đình xin chuyển", "Gia đình", "Người xin", "Ghi chú",
             needs_person=True),
        Step(StepKind.ACCEPTED, "Trường nhận đồng ý", "Hiệu trưởng trường nhận", "Người kí",
             "Đơn có ý kiến tiếp nhận, số công văn", WITHIN, needs_paper=True),
        Step(StepKind.LETTER, "Giấy giới thiệu chuyển trường", "Hiệu trưởng", "Người kí",
             "Số của giấy giới thiệu", WITHIN, needs_person=True, needs_paper=True),
        Step(StepKind.PACKET, "Giao hồ sơ", "Văn phòng", "Người nhận hồ sơ", "Ghi chú",
             needs_person=True, lists_papers=True),
        Step(StepKind.LEFT, "Thôi học ở trường", "Văn phòng", "", "Ghi chú"),
    ),
    Way.IN: (
        Step(StepKind.ASKED, "Nhận đơn xin học", "Gia đình", "Người nộp đơn", "Ghi chú",
             needs_person=True),
        Step(StepKind.ACCEPTED, "Đồng ý tiếp nhận", "Hiệu trưởng", "Người trả lời",
             "Ý kiến trên đơn", WITHIN, needs_person=True),
        Step(StepKind.PAPERS, "Nhận hồ sơ", "Văn phòng", "Người nộp hồ sơ",
             "Giấy giới thiệu số, ngày", needs_person=True, lists_papers=True),
        Step(StepKind.PLACED, "Khảo sát, chọn lớp", "Hiệu trưởng", "Người quyết định",
             "Kết quả khảo sát", WITHIN, needs_person=True),
        Step(StepKind.ENTERED, "Vào lớp", "Văn phòng", "", "Ghi chú"),
    ),
}  # fmt: skip
STOPPED = Step(StepKind.STOPPED, "Dừng", "Văn phòng", "", "Lí do", needs_paper=True)
#: what a packet may hold (TT 28/2020 Đ36, DOMAIN §3.2); ``True``: the law asks for it
PAPERS: dict[str, tuple[str, bool]] = {
    "application": ("Đơn xin chuyển trường có ý kiến của trường nhận", True),
    "report_book": ("Học bạ", True),
    "results": ("Thông tin tài liệu học tập, tiến độ chương trình, kết quả đến ngày chuyển", True),
    "letter": ("Giấy giới thiệu chuyển trường", False),
    "birth": ("Bản sao giấy khai sinh", False),
    "health": ("Sổ theo dõi sức khỏe", False),
    "individual": ("Kế hoạch giáo dục cá nhân (học sinh khuyết tật)", False),
}


def step_of(way: Way, kind: StepKind) -> Step:
    """Return a step of a way by its kind."""
    return next((one for one in STEPS[way] if one.kind is kind), STOPPED)


def steps_taken(session: Session, *transfers: Transfer) -> dict[int, list[TransferStep]]:
    """Return by transfer the steps that were taken, in their order; one statement."""
    ids = [one.id for one in transfers]
    rows = select(TransferStep).where(TransferStep.transfer_id.in_(ids)).order_by(TransferStep.id)
    found: dict[int, list[TransferStep]] = {i: [] for i in ids}
    for row in session.scalars(rows):
        found[row.transfer_id].append(row)
    return found


def next_step(way: Way, taken: Sequence[TransferStep]) -> Step | None:
    """Return what comes next; None when it is over."""
    done = {one.kind for one in taken}
    if StepKind.STOPPED in done:
        return None
    return next((one for one in STEPS[way] if one.kind not in done), None)


def due(step: Step, taken: Sequence[TransferStep]) -> date | None:
    """Return the last day for a step: working days (Mon–Fri) from the one before."""
    if step.within is None or not taken:
        return None
    day, left = taken[-1].on_day, step.within
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day
