"""Adding, changing and taking away a row of the book by its form, guarded and in words."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select

from models.clock import school_today
from models.homeroom import DayNote
from models.pupils import Pupil
from models.pupils.roll import roll
from models.refusal import NotReady
from models.school import Period, SchoolClass
from models.school.days import latest_day
from permissions.errors import Forbidden, Locked, OutOfScope, Stale
from permissions.session import GuardedSession
from views.conflict import conflict_page
from views.database import request_session
from views.forms import create_form, edit_form, fact_of, save
from views.homeroom.frame import hand, homeroom, page, periods, room_of, whole_year
from views.homeroom.parts import PARTS, Part, names_of
from views.ids import row_id
from views.names import Names, title_of


def part_of(slug: str) -> Part:
    """Return the part that an address names, or refuse as not there."""
    if slug not in PARTS:
        raise OutOfScope
    return PARTS[slug]


def _period(session: GuardedSession, room: SchoolClass, part: Part) -> Period:
    """Return the period of ?ky=, of a kind that the part hangs on; without one, the year."""
    asked = row_id(request.args.get("ky"))
    offered = [p for kind in part.of for p in periods(session, room, kind)]
    found = next((p for p in offered if p.id == asked), None)
    if found is None and asked is None and whole_year(session, room) in offered:
        found = whole_year(session, room)
    if found is None:
        raise OutOfScope
    return found


def _stands(session: GuardedSession, part: Part, room: SchoolClass, period: Period) -> Any:
    model: Any = part.record
    query = select(model).where(model.class_id == room.id, model.period_id == period.id)
    return session.scalars(query).first()


def offer_pupils(session: GuardedSession, room: SchoolClass, form: Any, row: Any = None) -> None:
    """Give the form the names of the class; a pupil who has left stays where the row names one."""
    if "pupil_id" not in form:
        return
    here = roll(session, [room.id], school_today())[room.id]
    left = getattr(row, "pupil_id", None)
    if left is not None and left not in {pupil.id for pupil in here}:
        here += session.scalars(select(Pupil).where(Pupil.id == left)).all()
    form.pupil_id.choices = names_of(here)


def new_form(session: GuardedSession, room: SchoolClass, part: Part) -> Any:
    """Return the form of a new row, its first day filled in."""
    form: Any = create_form(part.form, part.record, part.fields)
    offer_pupils(session, room, form)
    if request.method == "GET" and part.today in form:
        form[part.today].data = school_today()
        if part.record is DayNote and (day := latest_day(session, school_today())):
            form[part.today].data = day.date
    return form


def _added(session: GuardedSession, part: Part, row: Any, form: Any) -> bool:
    """Fill in what isn't typed of a new row, commit; what is wrong goes beside its field."""
    wrong = part.fill(session, row) if part.fill else None
    if wrong is not None:
        session.rollback()
        form[wrong[0]].errors = [*form[wrong[0]].errors, wrong[1]]
        return False
    return save(session, form)


def _form(
    session: GuardedSession, room: SchoolClass, part: Part, form: Any, **more: Any
) -> tuple[str, int]:
    shown = render_template(
        "screens/homeroom/form.html",
        form=form,
        names=[name for name in part.fields if name in form],
        model=part.record,
        back_url=url_for(part.back, class_id=room.id),
        **more,
        **page(session, room, part.back),
    )
    return shown, 422 if request.method == "POST" else 200


def _back(part: Part, room: SchoolClass, said: str) -> Any:
    flash(said, "ok")
    return redirect(url_for(part.back, class_id=room.id), 303)


@homeroom.route("/<int:class_id>/them/<part>", methods=("GET", "POST"))
def add(class_id: int, part: str) -> Any:
    """Show an empty form or add a row; what there can be only one of is changed instead."""
    session, asked = request_session(), part_of(part)
    room = room_of(session, class_id)
    period = _period(session, room, asked)
    if asked.single and (row := _stands(session, asked, room, period)) is not None:
        return redirect(url_for("homeroom.edit", class_id=room.id, part=part, row=row.id))
    may = hand(session, room, asked.record, period)
    if not may.may:
        raise Forbidden(f"Sổ chủ nhiệm lớp {room.name} do GVCN của lớp ghi (Đ4.4).")
    if may.closed:
        raise Locked(may.closed)
    form = new_form(session, room, asked)
    if request.method == "POST" and form.validate():
        row = asked.record(class_id=room.id)
        if asked.record is not DayNote:
            row.period_id = period.id
        form.populate_obj(row)
        session.add(row)
        if _added(session, asked, row, form):
            return _back(asked, room, f"Đã thêm {row.label}.")
    return _form(session, room, asked, form, row=None, period=period)


def _row(session: GuardedSession, room: SchoolClass, part: Part, number: int) -> Any:
    row: Any = session.get(part.record, number)
    if row is None or row.class_id != room.id:
        raise OutOfScope
    return row


@homeroom.route("/<int:class_id>/sua/<part>/<int:row>", methods=("GET", "POST"))
def edit(class_id: int, part: str, row: int) -> Any:
    """Show a row's form, or save it; a stale one is answered with both versions."""
    session, asked = request_session(), part_of(part)
    room = room_of(session, class_id)
    found = _row(session, room, asked, row)
    form: Any = edit_form(session, asked.form, found, asked.fields)
    del form.change_reason
    offer_pupils(session, room, form, found)
    if request.method == "POST" and form.validate():
        form.populate_obj(found)
        try:
            if save(session, form):
                return _back(asked, room, f"Đã ghi {found.label}.")
        except Stale:
            session.rollback()
            return _conflict(session, room, part, form, row), 409
        found = _row(session, room, asked, row)
    return _form(
        session, room, asked, form, row=found, slug=part, may_delete=_may_delete(session, found)
    )


def _may_delete(session: GuardedSession, row: Any) -> bool:
    return fact_of(session, row).may_delete()


class _Shown:
    """What the conflict page needs to know of a row."""

    def __init__(self, part: Part, title: str) -> None:
        self.record, self.fields_, self.title = part.record, part.fields, title

    def title_of(self, row: Any) -> str:
        """Name the row."""
        return title_of(row, Names(request_session()), self.fields_)


def _conflict(session: GuardedSession, room: SchoolClass, part: str, form: Any, row: int) -> str:
    asked = part_of(part)
    found = _row(session, room, asked, row)
    return conflict_page(
        _Shown(asked, f"Sổ chủ nhiệm {room.name}"),
        form,
        found,
        again_url=url_for("homeroom.edit", class_id=room.id, part=part, row=row),
        keep_url=url_for(asked.back, class_id=room.id),
        template="screens/homeroom/conflict.html",
    )


@homeroom.post("/<int:class_id>/xoa/<part>/<int:row>")
def remove(class_id: int, part: str, row: int) -> Any:
    """Take a row out of the book; the history keeps that it stood there."""
    session, asked = request_session(), part_of(part)
    room = room_of(session, class_id)
    found = _row(session, room, asked, row)
    why = asked.stays(session, found) if asked.stays else None
    if why:
        raise NotReady(why)
    session.delete(found)
    session.commit()
    return _back(asked, room, f"Đã xóa {found.label}; lịch sử vẫn giữ lại.")
