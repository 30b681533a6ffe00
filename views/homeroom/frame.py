"""What the pages of the homeroom book share: the class, its sections, who may write, the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, url_for

from models.base import Base
from models.homeroom import (
    ClassOfficer,
    ClassPlan,
    ClassProfile,
    ClassTarget,
    DayNote,
    HandOver,
    ParentMeeting,
    ParentsBoardMember,
    PupilSupport,
    Seat,
    TermSummary,
    WeekTask,
)
from models.homeroom.weeks import booked_classes
from models.school import Period, PeriodKind, SchoolClass
from permissions import guard
from permissions.errors import OutOfScope
from permissions.session import GuardedSession
from views.frame import once, periods_in

homeroom = Blueprint("homeroom", __name__, url_prefix="/so-chu-nhiem")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the book: its number and title, its page, and the records that it holds.

    ``kept``: only for who reads the whole book; ``source``: where a section without records of
    its own takes what it shows.
    """

    number: int
    title: str
    endpoint: str
    parts: tuple[type[Base], ...] = ()
    kept: bool = False
    source: str = ""


SECTIONS = (
    Section(1, "Bìa, nhiệm vụ của GVCN", "homeroom.cover", source="từ quy chế, phân công"),
    Section(2, "Danh sách, sơ yếu lí lịch", "homeroom.pupils", source="từ hồ sơ học sinh"),
    Section(3, "Cán sự lớp, tổ, chỗ ngồi", "homeroom.organisation", (ClassOfficer, Seat)),
    Section(
        4, "Ban đại diện cha mẹ học sinh", "homeroom.parents", (ParentsBoardMember,), kept=True
    ),
    Section(5, "Giáo viên bộ môn, thời khóa biểu", "homeroom.teachers", source="từ phân công"),
    Section(
        6, "Đặc điểm lớp, chỉ tiêu, biện pháp", "homeroom.profile", (ClassProfile, ClassTarget)
    ),
    Section(7, "Kế hoạch năm, tháng, tuần", "homeroom.plan", (ClassPlan, WeekTask)),
    Section(8, "Chuyên cần", "homeroom.presence", kept=True, source="từ điểm danh"),
    Section(9, "Theo dõi hằng ngày", "homeroom.log", (DayNote,)),
    Section(
        10, "Học sinh cần hỗ trợ, năng khiếu, khuyết tật", "homeroom.care", (PupilSupport,),
        kept=True,
    ),
    Section(11, "Họp cha mẹ học sinh, liên lạc", "homeroom.meetings", (ParentMeeting,)),
    Section(12, "Kết quả, tổng kết, bàn giao", "homeroom.results", (TermSummary, HandOver)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hand:
    """Whether this person writes a record of a class, reads it at all, and why it is closed."""

    reads: bool
    may: bool
    closed: str | None

    @property
    def writes(self) -> bool:
        """Tell whether it can be written now."""
        return self.may and self.closed is None


def room_of(session: GuardedSession, class_id: int) -> SchoolClass:
    """Return a class whose book this person reads, or refuse as not there."""
    room = session.get(SchoolClass, class_id)
    if room is None or room.id not in {r.id for r in rooms_of(session, room.year_id)}:
        raise OutOfScope("Sổ chủ nhiệm lớp này không thuộc phần việc được phân công (Đ2.9).")
    return room  # type: ignore[no-any-return]


def rooms_of(session: GuardedSession, year_id: int) -> list[SchoolClass]:
    """Return the classes of a year whose book this person reads, asked once a request."""
    return once(("books", year_id), lambda: booked_classes(session, year_id))  # type: ignore[no-any-return]


def periods(session: GuardedSession, room: SchoolClass, kind: PeriodKind) -> list[Period]:
    """Return the periods of a kind in the class's year, in order."""
    return periods_in(session, room.year_id, kind)


def whole_year(session: GuardedSession, room: SchoolClass) -> Period:
    """Return the period that stands for the whole year; what is written once hangs on it."""
    found = periods(session, room, PeriodKind.YEAR)
    if not found:
        raise OutOfScope("Năm học này chưa có thời gian “cả năm”. Hỏi phó hiệu trưởng (Đ7.2).")
    return found[0]


def hand(
    session: GuardedSession, room: SchoolClass, model: type[Base], period: Period | None = None
) -> Hand:
    """Ask what this person may do with a new row of a class (in a period, else the year's)."""
    of = (period or whole_year(session, room)).id
    row = {
        "class_id": room.id,
        "period_id": of,
        "week_id": of,
        "made_by": session.actor.staff_id,
        "pupil_id": None,
    }
    fact = guard.facts_new(session, model, [row])[0]
    may = any(fact.create_fields(name) for name in fact.capacities)
    closed = None if fact.open else guard.why_closed(session, model, row)
    return Hand(bool(fact.capacities), may, closed)


def whole_book(session: GuardedSession, room: SchoolClass) -> bool:
    """Tell whether this person reads also what is sensitive; asked once a request."""
    return once(  # type: ignore[no-any-return]
        ("whole book", room.id),
        lambda: hand(session, room, ParentsBoardMember).reads,
    )


def behind(session: GuardedSession, room: SchoolClass) -> None:
    """Refuse a section with sensitive things to who doesn't read the whole book."""
    if not whole_book(session, room):
        raise OutOfScope("Phần này của sổ chỉ GVCN của lớp và Ban giám hiệu xem (Đ4.4).")


def sections(session: GuardedSession, room: SchoolClass) -> list[Section]:
    """Return the sections that this person reads."""
    whole = whole_book(session, room)
    return [section for section in SECTIONS if whole or not section.kept]


def page(session: GuardedSession, room: SchoolClass, endpoint: str) -> dict[str, Any]:
    """Return what every page of the book shows: class, section, those before and after."""
    mine = sections(session, room)
    at = next(n for n, section in enumerate(mine) if section.endpoint == endpoint)
    beside = {
        name: (section, url_for(section.endpoint, class_id=room.id))
        for name, section in (
            ("before", mine[at - 1] if at else None),
            ("after", mine[at + 1] if at + 1 < len(mine) else None),
        )
        if section is not None
    }
    return {"room": room, "section": mine[at], "beside": beside}
