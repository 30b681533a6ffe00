"""The rows behind the sheet's numbers, each with the way to the very cell (Điều 7.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import select

from models.assessment import UnitKind
from models.assessment.missing import unit_label, units_of
from models.people import Staff
from models.plans.expected import Slot
from models.school import Period, SchoolClass
from models.supervision.copied import copied
from models.supervision.rows import uncommented
from models.supervision.sheet import Frame, comment_shares
from permissions.errors import OutOfScope
from permissions.session import GuardedSession
from views.database import request_session
from views.ids import row_id
from views.meetings.frame import asked_for, frame_of, meetings, people_of
from views.plans.rows import slot_url
from views.words import date_vi, day_vi

MOST = 300
DAYS = {2: "thứ Hai", 3: "thứ Ba", 4: "thứ Tư", 5: "thứ Năm", 6: "thứ Sáu", 7: "thứ Bảy"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One row: where, what, how it stands, and the way there (None: there is nothing to open)."""

    where: str
    what: str
    stands: str
    url: str | None


@dataclass(slots=True)
class Person:
    """A member's rows, and in a few words how many there are."""

    name: str
    sums: list[tuple[str, str | None]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)


class Page:
    """The members asked for (ai: one, else all), with the names of classes and units."""

    def __init__(self, session: GuardedSession) -> None:
        """Read the address."""
        self.session = session
        self.department, self.period = asked_for(session)
        self.frame: Frame = frame_of(session, self.department.id, self.period)
        wanted, everybody = row_id(request.args.get("ai")), people_of(session, self.frame)
        people = [p for p in everybody if wanted in (None, p.id)]
        if request.args.get("ai") and (wanted is None or not people):
            raise OutOfScope
        self.one: Staff | None = people[0] if wanted else None
        self.people = {person.id: Person(person.full_name) for person in people}
        rooms = session.execute(
            select(SchoolClass.id, SchoolClass.name)
            .where(SchoolClass.year_id == self.period.year_id)
            .order_by(SchoolClass.grade, SchoolClass.name)
        )
        self.rooms: dict[int, str] = dict(rooms.all())
        self.units = {unit.id: unit for unit in units_of(session)}

    def place(self, class_id: int, unit_id: int | None) -> str:
        """Name a class and unit: "3A · Toán"."""
        word = "Nhận xét tháng" if unit_id is None else unit_label(self.units[unit_id])
        return f"{self.rooms.get(class_id, '–')} · {word}"

    def cell_url(self, class_id: int, unit_id: int | None, pupil_id: int | None) -> str:
        """Return the way to a comment, or without a pupil to the grid where it stands."""
        at: dict[str, Any] = {"class_id": class_id, "period_id": self.period.id}
        if unit_id is None:
            return url_for("monthly.desk", **at, pupil=pupil_id)
        if pupil_id is None:
            unit = self.units[unit_id]
            part = None if unit.kind is UnitKind.SUBJECT else "nang-luc"
            return url_for("entry.desk", **at, mon=unit.code, phan=part)
        return url_for("entry.desk", **at, pupil=pupil_id, unit=unit_id, field="comment")

    def shown(self, title: str, nothing: tuple[str, str]) -> str:
        """Show the rows, at most MOST of them."""
        left = MOST
        for person in self.people.values():
            person.cells, left = person.cells[:left], max(0, left - len(person.cells))
        return render_template(
            "screens/meetings/rows.html",
            title=title,
            department=self.department,
            period=self.period,
            one=self.one,
            people=[p for p in self.people.values() if p.cells or p.sums],
            cut=left == 0,
            most=MOST,
            nothing=nothing,
        )


def by_room(page: Page, rows: Iterable[Any]) -> list[Any]:
    """Sort rows as the school lists its classes."""
    order = {class_id: place for place, class_id in enumerate(page.rooms)}
    return sorted(rows, key=lambda row: order.get(row.class_id, len(order)))


@meetings.get("/bang/nhan-xet")
def comments() -> str:
    """List the comments that are missing, and how many stand in each class and unit."""
    page = Page(request_session())
    shares = comment_shares(page.session, page.frame, list(page.people))
    for share in by_room(page, shares):
        words = f"{page.place(share.class_id, share.unit_id)}: {share.expected - share.missing}/"
        page.people[share.owner_id].sums.append(
            (f"{words}{share.expected}", page.cell_url(share.class_id, share.unit_id, None))
        )
    for gap in by_room(page, uncommented(page.session, page.frame, shares)):
        page.people[gap.owner_id].cells.append(
            Cell(
                page.place(gap.class_id, gap.unit_id),
                gap.name,
                "chưa có nhận xét",
                page.cell_url(gap.class_id, gap.unit_id, gap.pupil_id),
            )
        )
    return page.shown(
        "Nhận xét",
        ("Không có nhận xét nào phải viết ở đây", "Chọn tháng hoặc thời điểm khác trên bảng."),
    )


@meetings.get("/bang/gan-giong")
def alike() -> str:
    """List the comments that are nearly the same as another's in the class."""
    page = Page(request_session())
    shares = comment_shares(page.session, page.frame, list(page.people))
    owners = {(share.class_id, share.unit_id): share.owner_id for share in shares}
    for one in by_room(page, copied(page.session, page.frame.period, owners)):
        more = f" và {len(one.like) - 1} em khác" if len(one.like) > 1 else ""
        page.people[one.owner_id].cells.append(
            Cell(
                page.place(one.class_id, one.unit_id),
                one.name,
                f"“{one.text}” gần giống nhận xét của {one.like[0]}{more}",
                page.cell_url(one.class_id, one.unit_id, one.pupil_id),
            )
        )
    return page.shown(
        "Nhận xét gần giống nhau",
        ("Không có nhận xét nào gần giống nhau", "So trong từng lớp và từng môn."),
    )


@meetings.get("/bang/ke-hoach")
def plans() -> str:
    """List the slots whose plan came late, or hasn't come though its day has passed."""
    page = Page(request_session())
    weeks = {
        week.id: week
        for week in page.session.scalars(
            select(Period).where(Period.year_id == page.period.year_id)
        )
    }
    counted: dict[int, int] = {}
    for slot in page.frame.due_slots(page.session, list(page.people)):
        counted[slot.staff_id] = counted.get(slot.staff_id, 0) + 1
        overdue = slot.overdue(page.frame.today)
        if overdue or slot.late:
            lesson = f"{DAYS.get(slot.weekday, '–')} tiết {slot.lesson}"
            page.people[slot.staff_id].cells.append(
                Cell(
                    page.place(slot.class_id, slot.unit_id),
                    f"{weeks[slot.period_id].name}, {lesson}",
                    _came(slot),
                    slot_url(slot, weeks[slot.period_id]),
                )
            )
    for staff_id, slots in counted.items():
        page.people[staff_id].sums.append((f"{slots} tiết đến hạn", None))
    return page.shown(
        "Tiết nộp kế hoạch muộn, chưa nộp",
        ("Không có tiết nào đến hạn nộp ở đây", "Hạn nộp là 7 ngày trước tuần dạy (Đ4.7)."),
    )


def _came(slot: Slot) -> str:
    due = f"hạn {day_vi(slot.due)}"
    return f"nộp {date_vi(slot.handed_in)}, {due}" if slot.handed_in else f"chưa nộp, {due}"
