"""The books of the classes, and a book's contents: what each section holds, when it was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from models.clock import school_today
from models.homeroom.weeks import weeks_owed
from models.homeroom.written import last_written, rows_of_class
from models.people import Staff
from models.school import Period, PeriodKind, SchoolClass
from models.school.assignment import homeroom_teachers
from permissions.errors import Forbidden
from permissions.session import GuardedSession, system_session
from views.database import engines, request_session
from views.frame import current_year, periods_of
from views.homeroom.frame import Section, homeroom, periods, room_of, rooms_of, sections
from views.names import Names


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents; ``rows``: how much the section holds, ``at``: when last written."""

    section: Section
    url: str
    rows: int
    at: datetime | None


@homeroom.get("/")
def start() -> Response | str:
    """Lead to the own class's book; who reads several sees them all with this week's plan."""
    session = request_session()
    year = current_year(session)
    rooms = rooms_of(session, year.id) if year else []
    if year is None or not rooms:
        raise Forbidden("Sổ chủ nhiệm là của GVCN, tổ trưởng và Ban giám hiệu (Đ4.4).")
    if len(rooms) == 1:
        return redirect(url_for("homeroom.book", class_id=rooms[0].id))
    week = _newest(periods_of(session, year, PeriodKind.WEEK))
    owed = weeks_owed(session, week, school_today()) if week else {}
    owners = homeroom_teachers(session, [room.id for room in rooms], school_today())
    names = Names(session)
    names.learn(Staff, owners.values())
    missing = {class_id for (class_id, _), (_, n) in owed.items() if n}
    return render_template(
        "screens/homeroom/index.html",
        week=week,
        lines=[(room, names.of(Staff, owners.get(room.id)), room.id in missing) for room in rooms],
        missing=len(missing),
    )


def _newest(weeks: list[Period]) -> Period | None:
    begun = [week for week in weeks if week.from_date <= school_today()]
    return begun[-1] if begun else None


@homeroom.get("/<int:class_id>")
def book(class_id: int) -> str:
    """Show the contents of a class's book."""
    session = request_session()
    room = room_of(session, class_id)
    week = _newest(periods(session, room, PeriodKind.WEEK))
    owed = weeks_owed(session, week, school_today()) if week else {}
    owner = homeroom_teachers(session, [room.id], school_today()).get(room.id)
    entries = _entries(session, room)
    return render_template(
        "screens/homeroom/book.html",
        room=room,
        rooms=rooms_of(session, room.year_id),
        teacher=Names(session).of(Staff, owner),
        entries=entries,
        empty=sum(not entry.rows and bool(entry.section.parts) for entry in entries),
        week=week,
        unplanned=any(n for (class_id, _), (_, n) in owed.items() if class_id == room.id),
    )


def _entries(session: GuardedSession, room: SchoolClass) -> list[Entry]:
    mine = sections(session, room)
    rows = rows_of_class(session, room.id, [part for one in mine for part in one.parts])
    with system_session(engines().read, "mục lục sổ chủ nhiệm", capacities=frozenset()) as reading:
        written = last_written(reading, rows)
    return [
        Entry(
            section,
            url_for(section.endpoint, class_id=room.id),
            sum(len(rows[part]) for part in section.parts),
            max((written[part] for part in section.parts if part in written), default=None),
        )
        for section in mine
    ]
