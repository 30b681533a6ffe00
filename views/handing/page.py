"""The hand-overs that a person gives, receives or oversees, and the beginning of one."""

from __future__ import annotations

from datetime import date

from flask import g, redirect, render_template, request, url_for
from sqlalchemy import Select, select
from werkzeug.wrappers import Response

from models.clock import school_today
from models.people import Staff
from models.refusal import Unfit
from models.rollover.handing import begin
from models.rollover.shape import next_name, raised
from models.school import HomeroomAssignment, SchoolClass, SchoolYear
from permissions.errors import OutOfScope
from permissions.session import GuardedSession
from views.database import request_session
from views.handing.frame import handing, records


@handing.get("/")
def index() -> str:
    """List the records, and the own classes that have none yet."""
    session = request_session()
    found = records(session)
    mine = {one.room.id for one in found if one.row.giver_id == g.actor.staff_id}
    rooms = [room for room in _own(session) if room.id not in mine]
    return render_template(
        "screens/handing/index.html",
        records=found,
        open=[(room, _next_teacher(session, room)) for room in rooms],
        people=receivers(session, g.actor.staff_id) if rooms else [],
        waiting=[
            one
            for one in found
            if one.row.given_at and not one.row.received_at
            and one.row.receiver_id == g.actor.staff_id
        ],
    )  # fmt: skip


def _own(session: GuardedSession) -> list[SchoolClass]:
    rooms = select(SchoolClass).where(SchoolClass.id.in_(g.actor.homeroom))
    return list(session.scalars(rooms.order_by(SchoolClass.year_id, SchoolClass.name)))


@handing.post("/lap/<int:class_id>")
def add(class_id: int) -> Response:
    """Begin the record of an own class; Unfit when nobody was chosen and none is assigned next."""
    session = request_session()
    if class_id not in g.actor.homeroom:
        raise OutOfScope("Biên bản bàn giao do giáo viên chủ nhiệm của lớp lập (TT 27/2020 Đ12).")
    room = session.get_one(SchoolClass, class_id)
    receiver = number(request.form.get("receiver_id", "")) or _next_teacher(session, room)
    if receiver is None:
        raise Unfit("Chọn người nhận lớp: chưa phân công ai cho lớp này.", field="receiver_id")
    made = begin(session, room, g.actor.staff_id, receiver)
    session.commit()
    return redirect(url_for("handing.show", row_id=made.id), 303)  # type: ignore[return-value]


def number(text: str) -> int | None:
    """Read a choice's id; None for none, Unfit for anything else."""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):  # noqa: PLR2004
        raise Unfit("Chọn người nhận trong danh sách cán bộ.", field="receiver_id")
    return int(text)


def receivers(session: GuardedSession, giver_id: int | None) -> list[Staff]:
    """Return whom a class may be handed to: whoever works here, but the giver."""
    rows = select(Staff).where(Staff.left_on.is_(None), Staff.id != (giver_id or 0))
    return list(session.scalars(rows.order_by(Staff.sort_key, Staff.code)))


def _next_teacher(session: GuardedSession, room: SchoolClass) -> int | None:
    """Return who has the class next year, else who follows in this one; None: not known yet."""
    year = session.get_one(SchoolYear, room.year_id)
    name = raised(room.name, room.grade) or ""
    h = HomeroomAssignment
    next_year = select(SchoolYear.id).where(SchoolYear.name == next_name(year.name))
    there = select(SchoolClass.id).where(
        SchoolClass.name == name, SchoolClass.year_id.in_(next_year)
    )
    found = session.scalars(
        select(h.staff_id).where(h.class_id.in_(there), h.staff_id != g.actor.staff_id)
    ).first()
    return found or session.scalars(_later(room, school_today())).first()


def _later(room: SchoolClass, day: date) -> Select[tuple[int]]:
    h = HomeroomAssignment
    return select(h.staff_id).where(
        h.class_id == room.id, h.from_date > day, h.staff_id != g.actor.staff_id
    )
