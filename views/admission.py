"""Admitting a pupil on one page: what the office knows when a family stands at the desk (Đ4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from wtforms.validators import InputRequired

from models.clock import school_today
from models.people import Sex
from models.pupils import Enrolment, Pupil, Relation
from models.pupils.admit import Admission, admit
from models.refusal import Unfit
from models.school import SchoolClass
from permissions.errors import Forbidden
from permissions.policy import can
from views.boxes import SwitchField
from views.database import request_session
from views.fields import ChoiceField, DayField, TextField
from views.forms import save
from views.frame import current_year
from views.security import SchoolForm

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

admission = Blueprint("admission", __name__)
OPTIONAL = frozenset({"reason", "guardian", "phone"})
ASKED = "Cần ghi mục này."


def _short(length: int) -> dict[str, Any]:
    return {"maxlength": length, "autocomplete": "off"}


class AdmissionForm(SchoolForm):
    """The desk's questions, in the order in which a family answers them."""

    full_name = TextField(
        "Họ và tên",
        [InputRequired(ASKED)],
        description="như trên giấy khai sinh",
        render_kw=_short(100) | {"autofocus": True},
    )
    code = TextField("Mã học sinh", [InputRequired(ASKED)], render_kw=_short(20))
    birth_date = DayField("Ngày sinh", [InputRequired(ASKED)], description="dd/mm/yyyy")
    sex = ChoiceField("Giới tính", optional=False, choices=[(s.value, s.value) for s in Sex])
    class_id = ChoiceField("Lớp", optional=False)
    from_date = DayField("Vào lớp từ ngày", [InputRequired(ASKED)], description="dd/mm/yyyy")
    newcomer = SwitchField(
        "Từ trường khác đến", description="kết quả các kì đã qua lấy từ hồ sơ chuyển trường"
    )
    reason = TextField("Trường cũ, lí do", render_kw=_short(200))
    guardian = TextField("Người thân", render_kw=_short(100))
    relation = ChoiceField(
        "Quan hệ", optional=False, choices=[(r.value, r.value) for r in Relation]
    )
    phone = TextField("Điện thoại", render_kw=_short(20))


def admits(actor: Any) -> bool:
    """Tell whether this person may add a pupil and place the pupil in a class."""
    return can(actor, "create", Pupil) and can(actor, "create", Enrolment)


@admission.route("/hoc-sinh-moi", methods=("GET", "POST"))
def new() -> Any:
    """Show the page, or write the pupil."""
    if not admits(g.actor):
        raise Forbidden("Thêm học sinh là việc của Văn phòng (Đ4.1).")
    session = request_session()
    form = AdmissionForm(
        request.form if request.method == "POST" else None,
        from_date=school_today(),
        newcomer=True,
        relation=Relation.MOTHER.value,
    )
    year = current_year(session)
    rooms = select(SchoolClass).where(SchoolClass.year_id == (year.id if year else 0))
    ordered = session.scalars(rooms.order_by(SchoolClass.grade, SchoolClass.name))
    form.class_id.choices = [(str(room.id), room.name) for room in ordered]
    if request.method == "POST" and form.validate():
        try:
            pupil = admit(session, _given(form))
        except Unfit as no:
            session.rollback()
            form[no.facts["field"]].errors = [str(no)]
        else:
            if save(session, form):
                flash(f"Đã thêm em {pupil.full_name} vào lớp.", "ok")
                return redirect(url_for("record_pupil.details_view", id=pupil.id), 303)
    page = render_template("screens/admission.html", form=form, optional=OPTIONAL)
    return page, 422 if request.method == "POST" else 200


def _given(form: AdmissionForm) -> Admission:
    values = {f.name: f.data for f in form if f.name != "csrf_token"}
    chosen = {
        "sex": Sex(form.sex.data),
        "relation": Relation(form.relation.data),
        "class_id": int(form.class_id.data),
    }
    return Admission(**values | chosen)


def register(app: Flask, _admin: Admin) -> None:
    """Register the page."""
    app.register_blueprint(admission)
