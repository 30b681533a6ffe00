"""The roll of a class for half a day: everyone is there, one tap is P, the second K (LOOK §7)."""

from __future__ import annotations

from typing import Any

from flask import Response, g, jsonify, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from models.base import utc_now
from models.daily import Absence, HalfDay
from models.daily.alerts import alerts
from models.daily.roll import MARKS, Answer, Wanted, call, load_roll, save_marks, teaches_half
from models.school import Period, SchoolDay
from permissions import guard
from permissions.errors import Invalid
from permissions.session import GuardedSession
from views.attendance.frame import (
    SLUGS,
    attendance,
    calls,
    classes,
    day_called,
    half_called,
    half_now,
    room_of,
    tabs,
    today_or_before,
)
from views.database import request_session
from views.ids import is_id
from views.words import time_vi

MOST_MARKS = 100
UNREAD = "Chưa đọc được các em gửi lên, nên chưa ghi gì."


@attendance.get("/")
def start() -> BaseResponse | str:
    """Lead to the own class (or ?lop=…), today or on the day that was taught last."""
    session = request_session()
    rooms = classes(session)
    if not rooms:
        return render_template("screens/attendance/none.html")
    asked = request.args.get("lop", "")
    own = next((r for r in rooms if r.id in g.actor.homeroom), rooms[0])
    room = next((r for r in rooms if str(r.id) == asked), own)
    day = today_or_before(session)
    return redirect(_address(room.id, day, half_now(day)))


@attendance.get("/<int:class_id>/<day>/<half>")
def roll(class_id: int, day: str, half: str) -> str:
    """Show the roll."""
    session = request_session()
    room = room_of(session, class_id)
    on = day_called(session, day)
    which = half_called(half, on)
    mine = calls(room)
    place = {"class_id": room.id, "month_id": on.month_id, "date": on.date, "half": which}
    shut = ""
    if mine:
        (fact,) = guard.facts_new(session, Absence, [{**place, "pupil_id": 0}])
        shut = "" if fact.open else guard.why_closed(session, Absence, place)
    week = session.scalars(select(Period).where(Period.id == on.week_id)).one()
    before, after = _neighbours(session, on)
    return render_template(
        "screens/attendance/roll.html",
        room=room,
        rooms=classes(session),
        day=on,
        half=which,
        week=week,
        roll=load_roll(session, room.id, on, which),
        alerts={a.pupil_id: a for a in alerts(session, on.date, (room.id,))},
        mine=mine,
        shut=shut,
        before=before and (before, _address(room.id, before, which)),
        after=after and (after, _address(room.id, after, which)),
        halves=[(h, _address(room.id, on, h)) for h in HalfDay if teaches_half(on, h)],
        slug=SLUGS[which],
        tabs_=tabs(room, on, "roll"),
    )


def _address(class_id: int, day: SchoolDay, half: HalfDay) -> str:
    """Return the address of a roll: the half that is asked for, or the only one taught that day."""
    taught = half if teaches_half(day, half) else next(h for h in HalfDay if teaches_half(day, h))
    where = {"class_id": class_id, "day": day.date.isoformat(), "half": SLUGS[taught]}
    return url_for("attendance.roll", **where)


def _neighbours(session: GuardedSession, day: SchoolDay) -> tuple[SchoolDay | None, ...]:
    """Return the days of teaching before and after, today at the latest."""
    last = today_or_before(session)
    days = select(SchoolDay).where(SchoolDay.year_id == day.year_id, SchoolDay.date <= last.date)
    earlier = days.where(SchoolDay.date < day.date).order_by(SchoolDay.date.desc()).limit(1)
    later = days.where(SchoolDay.date > day.date).order_by(SchoolDay.date).limit(1)
    return session.scalars(earlier).first(), session.scalars(later).first()


@attendance.post("/<int:class_id>/<day>/<half>/luu")
def save(class_id: int, day: str, half: str) -> Response:
    """Save marks; with ``done`` the roll is called. Always an answer per pupil."""
    session = request_session()
    room = room_of(session, class_id)
    on = day_called(session, day)
    which = half_called(half, on)
    body = request.get_json(silent=True)
    wanted, done = _wanted(body), isinstance(body, dict) and body.get("done") is True
    try:
        answers = _write(session, room.id, on, which, wanted, done=done)
    except Invalid:
        # Somebody wrote the same marks in this moment: they stand now, so compare once more.
        session.rollback()
        answers = _write(session, room.id, on, which, wanted, done=done)
    return jsonify(
        {
            "marks": [_told(answer) for answer in answers],
            "called": done and all(answer.state == "saved" for answer in answers),
            "saved_at": time_vi(utc_now()),
        }
    )


def _write(
    session: GuardedSession,
    class_id: int,
    on: SchoolDay,
    which: Any,
    wanted: list[Wanted],
    *,
    done: bool,
) -> list[Answer]:
    answers = save_marks(session, guard, class_id, on, which, wanted)
    if done and all(answer.state == "saved" for answer in answers):
        call(session, class_id, on, which, g.actor.staff_id or 0)
    session.commit()
    return answers


def _wanted(body: Any) -> list[Wanted]:
    given = body.get("marks") if isinstance(body, dict) else None
    if not isinstance(given, list) or len(given) > MOST_MARKS:
        raise Invalid(UNREAD)
    return [_one(item) for item in given]


def _one(item: Any) -> Wanted:
    if isinstance(item, dict):
        pupil, old, new = item.get("pupil"), item.get("old"), item.get("new")
        reason = item.get("reason")
        if (
            is_id(pupil)
            and old in MARKS
            and new in MARKS
            and (reason is None or isinstance(reason, str))
        ):
            return Wanted(pupil, old, new, reason)
    raise Invalid(UNREAD)


def _told(answer: Answer) -> dict[str, Any]:
    told = {"pupil": answer.pupil, "state": answer.state, "value": answer.value}
    return told | {"reason": answer.reason} if answer.state == "refused" else told
