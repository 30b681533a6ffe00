"""Proposing praise: class, pupils, what for; read again in words before it is written."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.awards import AwardDecision, AwardForm, AwardKind, Decider, PupilAward
from models.awards.form import forms_on
from models.awards.giving import LONGEST, Praise, decide, propose, words
from models.clock import school_today
from models.pupils import Pupil
from models.pupils.roll import roll
from models.refusal import Unfit
from models.school import SchoolClass
from permissions.errors import Forbidden
from permissions.policy import can
from permissions.session import GuardedSession
from views.authority.frame import asked_day, sure
from views.awards.frame import again, awards, decides_all, look
from views.database import request_session
from views.frame import current_year
from views.ids import row_id
from views.words import date_vi

TITLE = "Đề nghị khen"


def _rooms(session: GuardedSession) -> list[SchoolClass]:
    """Return the classes that this person proposes for: the own ones, or all."""
    if not can(g.actor, "create", PupilAward):
        raise Forbidden("Đề nghị khen học sinh do GVCN của lớp hoặc hiệu trưởng (Đ2.7).")
    year = current_year(session)
    query = select(SchoolClass).where(SchoolClass.year_id == (year.id if year else 0))
    if not decides_all(g.actor):
        query = query.where(SchoolClass.id.in_(g.actor.homeroom))
    return list(session.scalars(query.order_by(SchoolClass.grade, SchoolClass.name)))


def _chosen(rooms: list[SchoolClass]) -> list[SchoolClass]:
    """Return the classes that the address or the form names: a group may be of several."""
    wanted = {row_id(text) for text in request.values.getlist("lop")}
    return [room for room in rooms if room.id in wanted]


def _form(session: GuardedSession, rooms: list[SchoolClass], refusal: Unfit | None = None) -> Any:
    here = _chosen(rooms) or (rooms if len(rooms) == 1 else [])
    today = school_today()
    page = render_template(
        "screens/awards/new.html",
        title=TITLE,
        rooms=rooms,
        here=here,
        seated=roll(session, [room.id for room in here], today),
        forms=forms_on(session, AwardKind.PUPIL, today),
        deciders={Decider.CLASS: "GVCN", Decider.SCHOOL: "hiệu trưởng", Decider.HIGHER: "cấp trên"},
        today=today.isoformat(),
        given=request.form,
        chosen=set(request.form.getlist("pupil")),
        refusal=refusal,
        bad=refusal.facts.get("field") if refusal else None,
        longest=LONGEST,
    )
    return page, refusal.status if refusal else 200


@awards.get("/de-nghi")
def new() -> Any:
    """Ask for the class, then for pupils and what they are praised for."""
    session = request_session()
    return _form(session, _rooms(session))


def _asked(
    session: GuardedSession, rooms: list[SchoolClass]
) -> tuple[Praise, list[tuple[Pupil, SchoolClass]]]:
    """Read the form: what is proposed, and for which pupils of which classes."""
    form, here = request.form, _chosen(rooms)
    if not here:
        raise Unfit("Chọn lớp.", field="lop")
    chosen = {i for i in map(row_id, form.getlist("pupil")) if i is not None}
    seated = roll(session, [room.id for room in here], school_today())
    pupils = [(one, room) for room in here for one in seated[room.id] if one.id in chosen]
    if not pupils:
        raise Unfit("Chọn ít nhất một em.", field="pupil")
    kinds: dict[int, AwardForm] = {
        one.id: one for one in forms_on(session, AwardKind.PUPIL, school_today())
    }
    kind = kinds.get(row_id(form.get("form_id")) or 0)
    if kind is None:
        raise Unfit("Chọn hình thức khen.", field="form_id")
    content = words(form.get("content", ""), "content", LONGEST, "Ghi em được khen vì việc gì.")
    day = asked_day("happened_on", "Chọn ngày.")
    if day > school_today():
        raise Unfit("Ngày này chưa đến.", field="happened_on")
    return Praise(kind, content, day, form.get("group_name") or None), pupils


@awards.post("/de-nghi")
def add() -> Any:
    """Say in words what will be proposed; once the person is sure, write it."""
    session = request_session()
    rooms = _rooms(session)
    if again():
        return _form(session, rooms)
    try:
        praise, pupils = _asked(session, rooms)
        gives = praise.form.decider is Decider.CLASS
        if not sure():
            who = {
                Decider.CLASS: "Hình thức này do GVCN quyết định: lưu là khen ngay.",
                Decider.SCHOOL: "Hiệu trưởng quyết định; trước đó đề nghị còn rút được.",
                Decider.HIGHER: "Hiệu trưởng trình lên cấp trên; cấp trên quyết định.",
            }[praise.form.decider]
            day = date_vi(praise.happened_on)
            return look(
                TITLE,
                url_for("awards.index"),
                [f"{praise.form.name}: {praise.content}, ngày {day}.", who],
                "Khen" if gives else "Gửi đề nghị",
                [("Các em", [f"{one.full_name}, lớp {room.name}" for one, room in pupils])],
            )
        places = {one.id: room.id for one, room in pupils}
        rows = propose(session, praise, places, g.actor.staff_id or 0)
        if gives:
            decide(rows, AwardDecision.GRANTED, g.actor.staff_id or 0)
        session.commit()
    except Unfit as refusal:
        session.rollback()
        return _form(session, rooms, refusal)
    flash("Đã khen." if gives else "Đã gửi đề nghị khen.", "ok")
    return redirect(url_for("awards.show", row_id=rows[0].id), 303)
