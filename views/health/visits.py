"""The nurse's day: find the pupil, tick what is wrong, saved; the list of the day stands below."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from models.base import utc_now
from models.clock import school_today
from models.health import Handling, HealthNote, HealthProfile, HealthVisit
from models.health.visiting import Seen, visit
from models.pupils import Pupil
from models.refusal import Unfit
from models.school import SchoolDay
from models.school.days import days_of_week, latest_day
from permissions import guard
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from seeds import read
from views.database import request_session
from views.health.frame import behind_the_wall, health, page, pupil_of, rooms_by_pupil
from views.ids import row_id
from views.search import people_like
from views.values import word
from views.words import local

MOST = 12
TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def _days(session: GuardedSession) -> tuple[SchoolDay, list[SchoolDay]]:
    """Return the day asked for, else the last one taught, and the days of that week."""
    wanted = request.values.get("ngay", "")
    last = latest_day(session, school_today())
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", wanted):
        try:
            asked = latest_day(session, min(date.fromisoformat(wanted), school_today()))
        except ValueError:
            asked = None
        last = asked or last
    if last is None:
        raise Forbidden("Lịch năm học chưa có ngày học nào. Hỏi phó hiệu trưởng (Đ7.2).")
    return last, days_of_week(session, last.week_id, school_today())


@health.get("/phong-y-te")
def visits() -> str:
    """Show who came on a day, with the search for who comes now."""
    behind_the_wall()
    session = request_session()
    day, days = _days(session)
    v = HealthVisit
    rows = session.execute(
        select(v, Pupil)
        .join(Pupil, Pupil.id == v.pupil_id)
        .where(v.date == day.date)
        .order_by(v.at.desc(), v.id.desc())
    ).all()
    rooms = rooms_by_pupil(session, [pupil.id for _, pupil in rows])
    last = request.args.get("da-ghi", "")
    return render_template(
        "screens/health/visits.html",
        day=day,
        days=days,
        lines=[(one, pupil, rooms.get(pupil.id), word(one.handling)) for one, pupil in rows],
        handlings=Handling,
        may_write=can(g.actor, "create", v),
        last=next((one for one, _ in rows if str(one.id) == last), None),
        **page("visits"),
    )


@health.get("/tim-em")
def find_pupil() -> Response:
    """Return [id, "name · class"] of pupils whose name fits, with or without diacritics."""
    behind_the_wall()
    session = request_session()
    text = request.args.get("query", "").replace("\x00", "").strip()[:100]
    found = list(session.scalars(people_like(Pupil, text).limit(MOST))) if text else []
    rooms = rooms_by_pupil(session, [pupil.id for pupil in found])
    return jsonify(
        [[p.id, f"{p.full_name} · {rooms[p.id].name if p.id in rooms else '–'}"] for p in found]
    )


def _asked_pupil() -> int:
    pupil_id = row_id(request.args.get("em"))
    if pupil_id is None:
        raise OutOfScope
    return pupil_id


@health.get("/luot-moi")
def new_visit() -> str | Response:
    """Show the form for a pupil: most of it is ticked."""
    _may_write()
    if not request.args.get("em"):
        return redirect(url_for("health.visits"))
    return _form(request_session(), _asked_pupil(), None)


def _may_write() -> None:
    if not can(g.actor, "create", HealthVisit):
        raise Forbidden("Ghi sổ y tế hằng ngày là việc của bộ phận y tế (Đ6.2).")


def _form(session: GuardedSession, pupil_id: int, problem: Unfit | None) -> str:
    pupil, room = pupil_of(session, pupil_id)
    day, days = _days(session)
    words = read("catalogues/visits")
    row = {"class_id": room.id if room else None, "month_id": day.month_id}
    fact = guard.facts_new(session, HealthVisit, [row])[0]
    return render_template(
        "screens/health/visit_form.html",
        pupil=pupil,
        room=room,
        day=day,
        days=days,
        now=local(utc_now()).strftime("%H:%M"),
        words=words,
        handlings=[(h.value, word(h)) for h in Handling],
        warnings=_warnings(session, pupil_id),
        closed=None if fact.open else guard.why_closed(session, HealthVisit, row),
        problem=problem,
        given=request.form,
        **page("visits"),
    )


def _warnings(session: GuardedSession, pupil_id: int) -> list[str]:
    """Return what the nurse must know before doing anything: allergy, illness, treatment."""
    profile = session.scalars(
        select(HealthProfile).where(HealthProfile.pupil_id == pupil_id)
    ).one_or_none()
    note = session.scalar(select(HealthNote.text).where(HealthNote.pupil_id == pupil_id))
    known = profile.alerts() if profile else []
    return [*known, *([note] if note and not known else [])]


@health.post("/luot-moi")
def save_visit() -> Any:
    """Save the visit and lead back to the day's list."""
    _may_write()
    session, pupil_id = request_session(), _asked_pupil()
    _, room = pupil_of(session, pupil_id)
    if room is None:
        raise Unfit("Em này chưa được xếp vào lớp nào trong năm nay. Hỏi văn phòng.")
    given = request.form
    handling, at = given.get("handling", ""), TIME.fullmatch(given.get("gio", ""))
    day, _ = _days(session)
    seen = Seen(
        day.date,
        time(int(at[1]), int(at[2])) if at else local(utc_now()).time().replace(second=0),
        (*given.getlist("complaint"), given.get("other", "")),
        Handling(handling) if handling in set(Handling) else Handling.SCHOOL,
        (*given.getlist("treatment"), given.get("other_treatment", "")),
        referred_to=given.get("referred_to", ""),
        guardian_told=bool(given.get("guardian_told")),
        note=given.get("note", ""),
    )
    try:
        made = visit(session, pupil_id, room.id, seen, g.actor.staff_id or 0)
        session.commit()
    except Unfit as problem:
        session.rollback()
        return _form(session, pupil_id, problem), 422
    return redirect(url_for("health.visits", ngay=day.date.isoformat(), **{"da-ghi": made.id}), 303)


@health.post("/luot/<int:visit_id>/hoan-tac")
def take_back(visit_id: int) -> Response:
    """Take a visit out of the book; the history keeps that it stood there."""
    session = request_session()
    made = session.get(HealthVisit, visit_id)
    if made is None:
        raise OutOfScope
    day = made.date
    session.delete(made)
    session.commit()
    flash("Đã hoàn tác: lượt vừa rồi ra khỏi sổ.", "ok")
    return redirect(url_for("health.visits", ngay=day.isoformat()), 303)
