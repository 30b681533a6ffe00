"""A class's week entry by entry, and the week of all classes in points; never pupils in points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from models.base import utc_now
from models.conduct import ConductDispute, ConductEntry, ConductItem
from models.conduct.record import dispute_until, scale_on
from models.conduct.week import class_weeks, ranked
from models.people import Staff
from models.pupils import Pupil
from models.school import Period, SchoolClass
from permissions.errors import Forbidden
from permissions.policy import can, sees_all
from permissions.session import GuardedSession
from views.conduct.frame import (
    classes,
    conduct,
    neighbours,
    page,
    week_asked,
    week_of,
    writable,
)
from views.database import request_session
from views.names import Names
from views.rooms import room_among


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a class's week shows it; ``may_dispute`` while the time for it runs."""

    entry: ConductEntry
    item: str
    whom: str
    maker: str
    dispute: ConductDispute | None
    may_dispute: bool


@conduct.get("/")
def start() -> Response:
    """Lead to this person's own work: noting, the own class, or the week of all classes."""
    session = request_session()
    if sees_all(g.actor, ConductEntry):
        noting = bool(writable(session))
        return redirect(url_for("conduct.choose" if noting else "conduct.ranking"))
    return redirect(url_for("conduct.my_class"))


@conduct.get("/lop")
def my_class() -> Response:
    """Lead to the class and week that were asked for: the own one, the newest with days."""
    session = request_session()
    rooms = classes(session)
    if not rooms:
        raise Forbidden("Chưa có lớp nào để xem nề nếp (Đ2.9).")
    asked = request.args.get("lop", "")
    room = next((r for r in rooms if str(r.id) == asked), None) or next(
        (r for r in rooms if r.id in g.actor.homeroom), rooms[0]
    )
    week = week_asked(session)
    return redirect(url_for("conduct.class_week", class_id=room.id, week_id=week.id))


@conduct.get("/lop/<int:class_id>/<int:week_id>")
def class_week(class_id: int, week_id: int) -> str:
    """Show what was noted of a class in a week, day by day."""
    session = request_session()
    rooms = classes(session)
    room, week = room_among(rooms, class_id), week_of(session, week_id)
    scale = scale_on(session, week.from_date)
    lines = _lines(session, room, week)
    days: dict[date, list[Line]] = {}
    for line in lines:
        days.setdefault(line.entry.date, []).append(line)
    return render_template(
        "screens/conduct/class_week.html",
        room=room,
        rooms=rooms,
        week=week,
        days=days,
        sum=class_weeks(session, [room.id], week.id, scale.start_points)[room.id],
        may_note=room in writable(session),
        last_day=week.from_date + timedelta(days=4),
        **neighbours(session, week),
        **page(session, "class"),
    )


def _lines(session: GuardedSession, room: SchoolClass, week: Period) -> list[Line]:
    e = ConductEntry
    entries = session.scalars(
        select(e)
        .where(e.class_id == room.id, e.week_id == week.id)
        .order_by(e.date, e.made_at, e.id)
    ).all()
    d = ConductDispute
    disputes = {
        one.entry_id: one
        for one in session.scalars(select(d).where(d.class_id == room.id, d.week_id == week.id))
    }
    names = Names(session)
    names.learn_rows(e, entries, ("item_id", "pupil_id", "made_by"))
    scale, now = scale_on(session, week.from_date), utc_now()
    objects = can(g.actor, "create", d) and room.id in g.actor.homeroom
    return [
        Line(
            one,
            names.of(ConductItem, one.item_id),
            names.of(Pupil, one.pupil_id) if one.pupil_id else "Cả lớp",
            names.of(Staff, one.made_by),
            disputes.get(one.id),
            objects
            and one.id not in disputes
            and one.made_by != g.actor.staff_id
            and now <= dispute_until(one, scale),
        )
        for one in entries
    ]


@conduct.get("/tuan")
def ranking() -> str:
    """Show the week of all classes in points; ?tuan= a week, ?khoi= a grade."""
    session = request_session()
    if not sees_all(g.actor, ConductEntry):
        raise Forbidden("Xếp tuần của các lớp là việc của Ban thi đua và Ban giám hiệu (Đ6.1).")
    rooms, week = classes(session), week_asked(session)
    grades = sorted({room.grade for room in rooms})
    grade = next((n for n in grades if str(n) == request.args.get("khoi", "")), None)
    shown = {room.id: room for room in rooms if grade in (None, room.grade)}
    scale = scale_on(session, week.from_date)
    lines = ranked(class_weeks(session, shown, week.id, scale.start_points).values())
    return render_template(
        "screens/conduct/ranking.html",
        week=week,
        grades=grades,
        grade=grade,
        scale=scale,
        lines=[(rank, shown[line.class_id], line) for rank, line in lines],
        **neighbours(session, week),
        **page(session, "ranking"),
    )
