"""One hand-over: written and signed by the giver, read and signed by the receiver, on paper."""

from __future__ import annotations

from flask import Response, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from jobs.printing.hand_over import Paper, hand_over_pdf, outcome
from models.refusal import NotReady, Unfit
from models.rollover.handing import give, lines_of, receive, take_back, write
from models.rollover.minutes import Stage
from models.school import School
from permissions.errors import Forbidden
from permissions.session import GuardedSession
from views.database import request_session
from views.handing.frame import Record, handing, record_of
from views.handing.page import number, receivers

NOTE = "note-"


@handing.get("/<int:row_id>")
def show(row_id: int) -> str:
    """Show the record; its giver writes here until it is signed."""
    session = request_session()
    here = record_of(session, row_id)
    me, stage = g.actor.staff_id, here.row.stage
    gives = here.row.giver_id == me
    return render_template(
        "screens/handing/one.html",
        here=here,
        lines=lines_of(session, here.row),
        outcome=outcome,
        people=receivers(session, me) if gives and stage is Stage.WRITING else [],
        may_write=gives and stage is Stage.WRITING,
        may_take_back=gives and stage is Stage.GIVEN,
        may_sign=here.row.receiver_id == me and stage is Stage.GIVEN,
    )


def _givers(row_id: int) -> tuple[GuardedSession, Record]:
    """Open a record as its giver; nobody else writes, signs or withdraws there."""
    session = request_session()
    here = record_of(session, row_id)
    if here.row.giver_id != g.actor.staff_id:
        raise Forbidden("Biên bản do người giao viết và kí trước (TT 27/2020 Đ12).")
    return session, here


def _written(here: Record) -> None:
    session = request_session()
    receiver = number(request.form.get("receiver_id", ""))
    if receiver is None:
        raise Unfit("Chọn người nhận trong danh sách cán bộ.", field="receiver_id")
    notes = {
        name.removeprefix(NOTE): value
        for name, value in request.form.items()
        if name.startswith(NOTE)
    }
    write(session, here.row, receiver, request.form.get("text", ""), notes)


@handing.post("/<int:row_id>")
def keep(row_id: int) -> BaseResponse:
    """Keep what the giver wrote."""
    session, here = _givers(row_id)
    _written(here)
    session.commit()
    flash("Đã lưu biên bản.", "ok")
    return _back(row_id)


@handing.post("/<int:row_id>/giao")
def sign(row_id: int) -> BaseResponse:
    """Sign as the giver with what the form says: from now on the content stays."""
    session, here = _givers(row_id)
    _written(here)
    session.flush()
    give(session, here.row, here.room.name, here.year.name)
    session.commit()
    flash("Đã kí giao. Người nhận đọc rồi kí ở trang này.", "ok")
    return _back(row_id)


@handing.post("/<int:row_id>/rut")
def withdraw(row_id: int) -> BaseResponse:
    """Withdraw the giver's signature, before the receiver signs."""
    session, here = _givers(row_id)
    take_back(here.row)
    session.commit()
    flash("Đã rút chữ kí; biên bản sửa được.", "ok")
    return _back(row_id)


@handing.post("/<int:row_id>/nhan")
def accept(row_id: int) -> BaseResponse:
    """Sign as the receiver: the record is closed for good."""
    session = request_session()
    here = record_of(session, row_id)
    receive(here.row, g.actor.staff_id)
    session.commit()
    flash("Đã kí nhận. Biên bản không đổi nữa.", "ok")
    return _back(row_id)


@handing.get("/<int:row_id>/bien-ban.pdf")
def paper(row_id: int) -> Response:
    """Give the record as a paper; NotReady before both have signed."""
    session = request_session()
    here = record_of(session, row_id)
    if here.row.stage is not Stage.RECEIVED:
        raise NotReady("Biên bản in được khi cả hai người đã kí.")
    school = session.scalars(select(School).order_by(School.id).limit(1)).first()
    made = Paper.of(here.row, school, here.giver.full_name, here.receiver.full_name)
    name = f"ban-giao-lop-{here.room.id}.pdf"
    return Response(
        hand_over_pdf(made),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _back(row_id: int) -> BaseResponse:
    return redirect(url_for("handing.show", row_id=row_id), 303)
