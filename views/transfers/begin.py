"""The first step of a transfer: the family asks, at this school or at this school's door."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.clock import school_today
from models.people import Sex
from models.pupils import EnrolmentInterval, Guardian, Pupil, Transfer
from models.pupils.regroup import seated
from models.pupils.transferring import begin_in, begin_out
from models.refusal import Refusal, Unfit
from models.school import SchoolClass
from permissions.errors import OutOfScope
from permissions.session import GuardedSession
from views.frame import current_year
from views.ids import row_id
from views.regroup.frame import room_named
from views.rooms import rooms_now
from views.transfers.frame import noted, said_of, transfers
from views.words import date_vi

GRADES = range(1, 6)


@transfers.get("/di")
def leaving() -> str:
    """Choose a class (?lop=) and a pupil (?em=), then where to and who asks."""
    session = noted()
    return _out_page(session, None)


def _out_page(session: GuardedSession, refusal: Refusal | None) -> str:
    rooms, given = rooms_now(session), request.values
    pupil = session.get(Pupil, row_id(given.get("em")))
    room = room_named(rooms, given.get("lop")) or (_room_of(session, pupil) if pupil else None)
    kin = select(Guardian.full_name).where(Guardian.pupil_id == (pupil.id if pupil else 0))
    return render_template(
        "screens/transfers/out.html",
        rooms=rooms,
        room=room,
        pupil=pupil,
        pupils=[one for _, one in seated(session, room, school_today())] if room else [],
        family=list(session.scalars(kin.order_by(Guardian.id))),
        day=school_today(),
        given=request.form,
        refusal=refusal,
    )


def _room_of(session: GuardedSession, pupil: Pupil) -> SchoolClass | None:
    stay = EnrolmentInterval
    return session.scalars(
        select(SchoolClass)
        .join(stay, stay.class_id == SchoolClass.id)
        .where(stay.pupil_id == pupil.id, stay.to_date.is_(None))
        .order_by(stay.from_date.desc())
    ).first()


@transfers.post("/di")
def leave() -> Any:
    """Begin the transfer of a pupil of this school."""
    session, form = noted(), request.form
    pupil = session.get(Pupil, row_id(form.get("em")))
    if pupil is None:
        raise OutOfScope
    to = form.get("school", ""), form.get("place", ""), form.get("reason", "")
    try:
        made = begin_out(session, pupil, to, said_of(), g.actor.staff_id, school_today())
    except Unfit as no:
        session.rollback()
        return _out_page(session, no), no.status
    session.commit()
    flash(f"Đã lập hồ sơ chuyển đi của em {made.full_name}.", "ok")
    return redirect(url_for("transfers.show", transfer_id=made.id), 303)


@transfers.get("/den")
def coming() -> str:
    """Ask what stands on the application of a child of another school."""
    noted()
    return _in_page(None)


def _in_page(refusal: Refusal | None) -> str:
    return render_template(
        "screens/transfers/in.html",
        options={
            "grades": [(grade, f"Khối {grade}") for grade in GRADES],
            "sexes": [(sex.value, sex.value) for sex in Sex],
        },
        day=school_today(),
        given=request.form,
        refusal=refusal,
    )


@transfers.post("/den")
def come() -> Any:
    """Begin the transfer of a child of another school."""
    session = noted()
    try:
        made = begin_in(session, _applied(session), said_of(), g.actor.staff_id, school_today())
    except Unfit as no:
        session.rollback()
        return _in_page(no), no.status
    session.commit()
    flash(f"Đã nhận đơn của em {made.full_name}.", "ok")
    return redirect(url_for("transfers.show", transfer_id=made.id), 303)


def _applied(session: GuardedSession) -> Transfer:
    form, year = request.form, current_year(session)
    if year is None:
        raise Unfit("Chưa có năm học nào (Đ2.11).", field="day")
    grade, sex = row_id(form.get("grade")), form.get("sex", "")
    if grade not in GRADES:
        raise Unfit("Chọn khối mà em xin vào.", field="grade")
    if sex not in {one.value for one in Sex}:
        raise Unfit("Chọn giới tính.", field="sex")
    return Transfer(
        year_id=year.id,
        grade=grade,
        full_name=form.get("full_name", ""),
        birth_date=_born(form.get("birth_date", "")),
        sex=Sex(sex),
        code=" ".join(form.get("code", "").replace("\x00", "").split())[:20] or None,
        school=form.get("school", ""),
        place=form.get("place"),
        reason=form.get("reason"),
    )


def _born(text: str) -> date:
    try:
        born = date.fromisoformat(text)
    except ValueError:
        raise Unfit("Chọn ngày sinh.", field="birth_date") from None
    today = school_today()
    if not 5 <= today.year - born.year <= 20:  # noqa: PLR2004 - years of age
        raise Unfit(f"Xem lại năm sinh: {date_vi(born)}.", field="birth_date")
    return born
