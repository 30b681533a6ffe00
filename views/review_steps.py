"""The steps of a year-end review: proposing, deviating, seen, returned, approved (Đ2.5, Đ4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, request, url_for

from models.refusal import NotReady
from models.school import SchoolClass
from models.yearend import Dossier
from models.yearend.approve import approve
from models.yearend.propose import Deviation, note_deviation, propose, recognise
from models.yearend.review import mark_seen, return_to_homeroom
from permissions.session import GuardedSession
from views.database import request_session
from views.ids import row_id
from views.review import opened

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin
    from werkzeug.wrappers import Response

steps = Blueprint("review_steps", __name__, url_prefix="/tong-ket")
YES_NO = {"yes": True, "no": False}


def _back(class_id: int, sentence: str) -> Response:
    flash(sentence, "ok")
    return redirect(url_for("review.show", class_id=class_id), 303)  # type: ignore[return-value]


def _standing(session: GuardedSession, class_id: int) -> tuple[SchoolClass, Dossier]:
    here, dossier, _ = opened(session, class_id)
    if dossier is None:
        raise NotReady("Lớp này chưa có đề nghị nào (Đ4.5).")
    return here, dossier


@steps.post("/<int:class_id>/de-nghi")
def send_proposal(class_id: int) -> Response:
    """Propose the class as it stands, deviations included."""
    session = request_session()
    here, _, _ = opened(session, class_id)
    propose(session, class_id, g.actor.staff_id or 0)
    session.commit()
    return _back(class_id, f"Đã đề nghị lớp {here.name}.")


@steps.post("/<int:class_id>/em/<int:pupil_id>")
def change(class_id: int, pupil_id: int) -> Response:
    """Note a deviation of one pupil, or take it back."""
    session = request_session()
    opened(session, class_id)
    form = request.form
    deviation = None
    if form.get("act") != "follow":
        deviation = Deviation(
            reason=form.get("reason", ""),
            overall=form.get("overall") or None,
            completed=YES_NO.get(form.get("completed", "")),
            promoted=YES_NO.get(form.get("promoted", "")),
            summer_support="summer" in form or None,
        )
    note_deviation(session, class_id, pupil_id, deviation)
    session.commit()
    flash("Đã ghi đề nghị của em." if deviation else "Đã trở lại như quy tắc.", "ok")
    return redirect(  # type: ignore[return-value]
        url_for("review.pupil", class_id=class_id, pupil_id=pupil_id), 303
    )


@steps.post("/<int:class_id>/tieu-bieu")
def recognise_pupils(class_id: int) -> Response:
    """Record whom the class recognised."""
    session = request_session()
    opened(session, class_id)
    chosen = {i for i in map(row_id, request.form.getlist("pupil")) if i is not None}
    recognise(session, class_id, chosen)
    session.commit()
    return _back(class_id, f"Đã ghi: lớp công nhận {len(chosen)} em Tiêu biểu.")


@steps.post("/<int:class_id>/da-xem")
def see(class_id: int) -> Response:
    """Record "đã xem" with a remark."""
    session = request_session()
    here, dossier = _standing(session, class_id)
    mark_seen(session, dossier, g.actor.staff_id or 0, request.form.get("remark", ""))
    session.commit()
    return _back(class_id, f"Đã ghi: đã xem lớp {here.name}.")


@steps.post("/<int:class_id>/tra-lai")
def return_dossier(class_id: int) -> Response:
    """Return the dossier with a remark."""
    session = request_session()
    here, dossier = _standing(session, class_id)
    return_to_homeroom(session, dossier, g.actor.staff_id or 0, request.form.get("remark", ""))
    session.commit()
    return _back(class_id, f"Đã trả lại lớp {here.name}.")


@steps.post("/<int:class_id>/duyet")
def approve_dossier(class_id: int) -> Response:
    """Approve the class and freeze its list."""
    session = request_session()
    here, dossier = _standing(session, class_id)
    frozen = approve(session, dossier, g.actor.staff_id or 0)
    session.commit()
    return _back(class_id, f"Đã duyệt và chốt lớp {here.name}; mã {frozen.sha256[:12]}.")


def register(app: Flask, _admin: Admin) -> None:
    """Register the steps."""
    app.register_blueprint(steps)
