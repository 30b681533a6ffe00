"""Section 3: the class's officers, its groups and the seating plan, rearranged by hand."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from models.clock import school_today
from models.homeroom import ClassOfficer, Seat
from models.homeroom.people import GROUPS, MOST_SEATS
from models.homeroom.seating import Sits, moves
from models.pupils import Pupil
from models.pupils.roll import roll
from models.refusal import Unfit
from models.school import SchoolClass
from permissions import guard
from permissions.errors import Forbidden
from permissions.session import GuardedSession
from views.database import request_session
from views.homeroom.frame import hand, homeroom, page, room_of, whole_year
from views.ids import row_id
from views.names import Names

#: how wide and deep a room is drawn before anybody sits in it
WIDE, DEEP = 8, 4


@homeroom.get("/<int:class_id>/can-su-to")
def organisation(class_id: int) -> str:
    """Show officers, groups and seats."""
    session = request_session()
    room, today = room_of(session, class_id), school_today()
    o = ClassOfficer
    officers = session.scalars(
        select(o).where(o.class_id == room.id).order_by(o.to_date.is_not(None), o.id)
    ).all()
    names = Names(session)
    names.learn_rows(o, officers, ("pupil_id",))
    seats, here = _seats(session, room), roll(session, [room.id], today)[room.id]
    teams: dict[int, list[str]] = {}
    for pupil in here:
        seat = seats.get(pupil.id)
        if seat is not None and seat.team is not None:
            teams.setdefault(seat.team, []).append(pupil.full_name)
    return render_template(
        "screens/homeroom/organisation.html",
        officers=[(row, names.of(Pupil, row.pupil_id)) for row in officers],
        teams=sorted(teams.items()),
        team_rows=list(zip_longest(*(teams[n] for n in sorted(teams)), fillvalue="")),
        plan=_plan(seats, here, *_size(seats, len(here))),
        seated=any(seat.line for seat in seats.values()),
        unseated=[p for p in here if p.id not in seats or seats[p.id].line is None],
        may=hand(session, room, o),
        may_seat=hand(session, room, Seat),
        **page(session, room, "homeroom.organisation"),
    )


def _seats(session: GuardedSession, room: SchoolClass) -> dict[int, Seat]:
    rows = session.scalars(select(Seat).where(Seat.class_id == room.id))
    return {row.pupil_id: row for row in rows}


def _size(seats: dict[int, Seat], pupils: int) -> tuple[int, int]:
    """Return rows and places of the drawing: as asked (?hang, ?cot), else as the class sits."""
    deepest = max((seat.line or 0 for seat in seats.values()), default=0)
    widest = max((seat.place or 0 for seat in seats.values()), default=0)
    places = max(widest, WIDE if not widest else 0)
    lines = max(deepest, DEEP, -(-pupils // places) if not deepest else 0)
    return (
        min(MOST_SEATS, max(deepest, row_id(request.args.get("hang")) or lines)),
        min(MOST_SEATS, max(widest, row_id(request.args.get("cot")) or places)),
    )


def _plan(
    seats: dict[int, Seat], here: list[Pupil], lines: int, places: int
) -> list[tuple[int, list[tuple[int, Pupil | None]]]]:
    """Return the drawing from the board back: (row, [(place, pupil or None)])."""
    named = {pupil.id: pupil for pupil in here}
    at = {(seat.line, seat.place): named.get(seat.pupil_id) for seat in seats.values()}
    return [
        (line, [(place, at.get((line, place))) for place in range(1, places + 1)])
        for line in range(1, lines + 1)
    ]


@homeroom.get("/<int:class_id>/cho-ngoi")
def seats(class_id: int) -> str:
    """Show the seating plan to be rearranged; ?hang, ?cot say how large it is drawn."""
    session = request_session()
    room = room_of(session, class_id)
    may = hand(session, room, Seat)
    if not may.may:
        raise Forbidden(f"Sơ đồ lớp {room.name} do GVCN của lớp xếp (Đ4.4).")
    known, here = _seats(session, room), roll(session, [room.id], school_today())[room.id]
    lines, places = _size(known, len(here))
    return render_template(
        "screens/homeroom/seats.html",
        plan=_plan(known, here, lines, places),
        lines=lines,
        places=places,
        most=MOST_SEATS,
        groups=range(1, GROUPS + 1),
        people=[(p, known[p.id].team if p.id in known else None) for p in here],
        waiting=[p for p in here if p.id not in known or known[p.id].line is None],
        may=may,
        **page(session, room, "homeroom.organisation"),
    )


@homeroom.post("/<int:class_id>/cho-ngoi")
def save_seats(class_id: int) -> Response:
    """Save the whole plan: where each pupil of the class sits, and in which group."""
    session = request_session()
    room = room_of(session, class_id)
    here = roll(session, [room.id], school_today())[room.id]
    wanted = {pupil.id: _sits(pupil) for pupil in here}
    known = list(_seats(session, room).values())
    change = moves(known, wanted, room.id, whole_year(session, room).id)
    guard.write(
        session, Seat, deletes=change.deletes, updates=change.updates, creates=change.creates
    )
    session.commit()
    flash("Đã ghi sơ đồ chỗ ngồi và tổ.", "ok")
    return redirect(url_for("homeroom.organisation", class_id=room.id), 303)


def _sits(pupil: Pupil) -> Sits:
    """Read where the form puts a pupil: ``cho-<id>`` is "row-place", ``to-<id>`` the group."""
    text, team = request.form.get(f"cho-{pupil.id}", ""), request.form.get(f"to-{pupil.id}", "")
    line, _, place = text.partition("-")
    numbers: list[Any] = [row_id(part) for part in (team, line, place)]
    if (team and numbers[0] is None) or (text and None in numbers[1:]):
        raise Unfit(f"Chỗ ngồi hoặc tổ của em {pupil.full_name} chưa đúng.", field="line")
    return Sits(*numbers)
