"""Approving a grade or the whole school in one act: a preview, then each class by itself (Đ2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.refusal import Refusal
from models.school import SchoolClass
from models.yearend import Dossier
from models.yearend.approve import approve
from models.yearend.propose import dossier_of
from models.yearend.together import Candidate, candidates
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.frame import current_year
from views.ids import row_id

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin
    from werkzeug.wrappers import Response

bulk = Blueprint("review_bulk", __name__, url_prefix="/tong-ket")


def may_approve() -> bool:
    """Tell whether this person approves dossiers."""
    return can(g.actor, "update", Dossier, "approved_at")


def _looked_at(session: GuardedSession) -> tuple[list[Candidate], list[int], int | None]:
    """Return the classes of ?khoi= (all without), the grades there are, the grade asked for."""
    if not may_approve():
        raise Forbidden("Duyệt và chốt danh sách là việc của hiệu trưởng (Đ2.5).")
    year = current_year(session)
    if year is None:
        raise OutOfScope
    query = select(SchoolClass).where(SchoolClass.year_id == year.id)
    every = session.scalars(query.order_by(SchoolClass.grade, SchoolClass.name)).all()
    grades = sorted({room.grade for room in every})
    grade = row_id(request.values.get("khoi"))
    rooms = [room for room in every if grade not in grades or room.grade == grade]
    return candidates(session, year.id, rooms), grades, grade if grade in grades else None


@bulk.get("/duyet-chung")
def preview() -> Any:
    """Show which classes are ready, and what blocks the others, before anything is approved."""
    found, grades, grade = _looked_at(request_session())
    return render_template(
        "screens/review/bulk.html",
        ready=[one for one in found if one.blocked is None],
        blocked=[one for one in found if one.blocked is not None and not one.done],
        done=[one.here.name for one in found if one.done],
        grades=grades,
        grade=grade,
    )


@bulk.post("/duyet-chung")
def approve_all() -> Response:
    """Approve and freeze each chosen class by itself; name those that couldn't be."""
    session = request_session()
    found, _, grade = _looked_at(session)
    names = {one.here.id: one.here.name for one in found}
    chosen = [i for i in map(row_id, request.form.getlist("lop")) if i in names]
    done, refused = [], []
    for class_id in chosen:
        try:
            dossier = dossier_of(session, class_id)
            if dossier is None:
                raise OutOfScope
            approve(session, dossier, g.actor.staff_id or 0)
            session.commit()
            done.append(names[class_id])
        except Refusal as refusal:
            session.rollback()
            refused.append(f"{names[class_id]}: {refusal}")
    if done:
        flash(f"Đã duyệt và chốt {len(done)} lớp: {', '.join(done)}.", "ok")
    for sentence in refused:
        flash(f"Không duyệt được lớp {sentence}", "error")
    if not chosen:
        flash("Chưa chọn lớp nào để duyệt.", "info")
    return redirect(url_for("review_bulk.preview", khoi=grade), 303)  # type: ignore[return-value]


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(bulk)
