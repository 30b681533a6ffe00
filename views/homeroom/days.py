"""Sections 8 and 9: half-days away month by month, and the log of the day."""

from __future__ import annotations

from datetime import date

from flask import render_template, request
from sqlalchemy import func, select

from models.clock import school_today
from models.conduct import ConductEntry
from models.daily.month import Sums, sums_by_month
from models.homeroom import DayNote, NoteKind
from models.people import Staff
from models.pupils import Pupil
from models.pupils.roll import roll
from models.school import Period, PeriodKind, SchoolClass
from models.school.days import latest_day
from permissions.session import GuardedSession
from views.database import request_session
from views.doors import door
from views.homeroom.frame import behind, hand, homeroom, page, periods, room_of, whole_book
from views.homeroom.parts import PARTS
from views.homeroom.writing import new_form
from views.ids import row_id
from views.names import Names
from views.values import word

#: notes on a page of the log
MOST = 40


@homeroom.get("/<int:class_id>/chuyen-can")
def presence(class_id: int) -> str:
    """Show P and K of every pupil month by month, from the rolls."""
    session = request_session()
    room = room_of(session, class_id)
    behind(session, room)
    months = [
        month
        for month in periods(session, room, PeriodKind.MONTH)
        if month.from_date <= school_today()
    ]
    sums = sums_by_month(session, room.id)
    here = roll(session, [room.id], school_today())[room.id]
    none = Sums()
    return render_template(
        "screens/homeroom/presence.html",
        months=months,
        lines=[
            (
                pupil,
                [sums.get((pupil.id, month.id), none) for month in months],
                _total([s for (who, _), s in sums.items() if who == pupil.id]),
            )
            for pupil in here
        ],
        totals=[_total([s for (_, m), s in sums.items() if m == month.id]) for month in months],
        whole=_total(list(sums.values())),
        **page(session, room, "homeroom.presence"),
    )


def _total(sums: list[Sums]) -> Sums:
    return Sums(sum(s.excused for s in sums), sum(s.unexcused for s in sums))


@homeroom.get("/<int:class_id>/hang-ngay")
def log(class_id: int) -> str:
    """Show the log, the newest day first; ?loai= a kind, ?em= a pupil, ?trang= a page."""
    session = request_session()
    room, n = room_of(session, class_id), DayNote
    here = roll(session, [room.id], school_today())[room.id]
    kind = next((k for k in NoteKind if k.value == request.args.get("loai")), None)
    pupil = next((p for p in here if p.id == row_id(request.args.get("em"))), None)
    asked = [n.class_id == room.id]
    asked += [n.kind == kind] if kind else []
    asked += [n.pupil_id == pupil.id] if pupil else []
    leaf = min(row_id(request.args.get("trang")) or 0, 10_000)
    total = session.scalar(select(func.count(n.id)).where(*asked)) or 0
    rows = session.scalars(
        select(n).where(*asked).order_by(n.date.desc(), n.id.desc()).limit(MOST).offset(leaf * MOST)
    ).all()
    names = Names(session)
    names.learn_rows(n, rows, ("pupil_id", "made_by"))
    may = hand(session, room, n, _week_now(session, room))
    days: dict[date, list[tuple[DayNote, str, str, str]]] = {}
    for row in rows:
        whom = names.of(Pupil, row.pupil_id) if row.pupil_id else "Cả lớp"
        line = (row, word(row.kind), whom, names.of(Staff, row.made_by))
        days.setdefault(row.date, []).append(line)
    return render_template(
        "screens/homeroom/log.html",
        days=days,
        total=total,
        kinds=[(k, word(k), k is kind) for k in NoteKind],
        kind=kind,
        pupil=pupil,
        people=here if whole_book(session, room) else [],
        older=(leaf + 1) * MOST < total,
        leaf=leaf,
        form=new_form(session, room, PARTS["ghi-chep"]) if may.writes else None,
        conduct_url=_conduct(session, room),
        may=may,
        **page(session, room, "homeroom.log"),
    )


def _week_now(session: GuardedSession, room: SchoolClass) -> Period | None:
    """Return the week in which a note of today would stand."""
    day = latest_day(session, school_today())
    weeks = periods(session, room, PeriodKind.WEEK)
    return next((week for week in weeks if day is not None and week.id == day.week_id), None)


def _conduct(session: GuardedSession, room: SchoolClass) -> str | None:
    """Return where faults stand, for who reads those of the class."""
    reads = whole_book(session, room) and hand(session, room, ConductEntry).reads
    return f"{door('conduct.my_class')}?lop={room.id}" if reads else None
