"""Hints for an entry grid, fetched after it stands and after each saving (Điều 4.3, 5.1).

Answered: ``{"hints": [{"row", "unit", "field", "words", "digest"}]}``. Posting {"row", "digest"}
says "this is right": that hint stays away until a value changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, jsonify, request

from models.assessment import HintAnswer
from models.assessment.second_look import second_look
from models.school import Period, SchoolClass
from permissions import guard
from permissions.errors import Invalid, OutOfScope
from permissions.session import GuardedSession
from seeds import read
from views.bank import asked
from views.cells import UNREADABLE
from views.database import request_session

if TYPE_CHECKING:
    from flask import Flask, Response
    from flask_admin import Admin

hints = Blueprint("hints", __name__, url_prefix="/nhap-ket-qua/goi-y")


def _place(session: GuardedSession) -> tuple[SchoolClass, Period]:
    room = session.get(SchoolClass, asked("lop"))
    period = session.get(Period, asked("ky"))
    if room is None or period is None or period.year_id != room.year_id:
        raise OutOfScope
    return room, period


@hints.get("")
def told() -> Response:
    """Tell the hints of a class (lop) at a term or in a month (ky)."""
    session = request_session()
    room, period = _place(session)
    found = second_look(session, room, period, g.actor.staff_id, read("catalogues/hints"))
    return jsonify(
        {
            "hints": [
                {
                    "row": hint.pupil_id,
                    "unit": hint.unit_id,
                    "field": hint.field,
                    "words": hint.words,
                    "digest": hint.digest,
                }
                for hint in found
            ]
        }
    )


@hints.post("")
def right() -> Response:
    """Remember that a hint's teacher found its values right."""
    session = request_session()
    room, period = _place(session)
    body = request.get_json(silent=True)
    row, digest = (body.get("row"), body.get("digest")) if isinstance(body, dict) else (None, None)
    found = second_look(session, room, period, g.actor.staff_id, read("catalogues/hints"))
    hint = next((h for h in found if h.pupil_id == row and h.digest == digest), None)
    if hint is None:
        raise Invalid(UNREADABLE)
    answer = {
        "staff_id": g.actor.staff_id,
        "class_id": room.id,
        "period_id": period.id,
        "pupil_id": hint.pupil_id,
        "digest": hint.digest,
    }
    guard.write(session, HintAnswer, creates=[answer])
    session.commit()
    return jsonify({"digest": hint.digest})


def register(app: Flask, _admin: Admin) -> None:
    """Register the address."""
    app.register_blueprint(hints)
