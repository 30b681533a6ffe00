"""The homeroom teacher's proposal of a legal change, sent from the pupil's page (RIGHTS)."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for

from models.base import utc_now
from models.pupils import LegalField
from models.pupils.profile import Draft
from models.pupils.propose import LABEL, propose
from models.refusal import Unfit
from permissions.errors import OutOfScope
from views.database import request_session
from views.profile.frame import profile
from views.profile.one import pupil_of, show


@profile.post("/<int:pupil_id>/de-nghi")
def send(pupil_id: int) -> Any:
    """Propose a new value of a legal field with its evidence."""
    session = request_session()
    pupil = pupil_of(session, pupil_id)
    name = request.form.get("field", "")
    if name not in set(LegalField):
        raise OutOfScope
    chosen = LegalField(name)
    form = {key: text.replace("\x00", "") for key, text in request.form.items()}
    given = form.get("new", ""), form.get("evidence", "")
    try:
        propose(session, pupil.id, chosen, given, g.actor.staff_id or 0, utc_now())
        session.commit()
    except Unfit as no:
        session.rollback()
        wrong = Draft(errors={f"propose.{name}": str(no)})
        return show(pupil_of(session, pupil_id), None, wrong, form), 422
    flash(f"Đã đề nghị đổi {LABEL[chosen].lower()}; Văn phòng xem minh chứng rồi nhận.", "ok")
    return redirect(url_for("record_pupil.details_view", id=pupil_id), 303)
