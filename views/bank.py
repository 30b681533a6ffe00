"""The comment bank for an entry grid: what this person may insert, fetched once (Điều 4.3, 5.1).

Answered: ``{"word": "em", "lines": [{"text", "unit", "level", "whose"}]}``; unit and level are null
for any, whose is own, department or school. The page filters while one types "/" and a few
letters, and puts each pupil in (static/js/grid/bank.js).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, request
from sqlalchemy import select

from models.assessment import CommentTemplate
from models.assessment.bank import MONTHLY, sentences
from models.school import Period, PeriodKind, School, SchoolClass
from permissions.errors import OutOfScope
from views.database import request_session
from views.ids import row_id

if TYPE_CHECKING:
    from flask import Flask, Response
    from flask_admin import Admin

bank = Blueprint("bank", __name__, url_prefix="/nhap-ket-qua")
WORD = "em"


def asked(name: str) -> int:
    """Return an id that the address names; OutOfScope when it is none."""
    found = row_id(request.args.get(name))
    if found is None:
        raise OutOfScope
    return found


@bank.get("/mau-cau")
def lines() -> Response:
    """Tell the sentences that fit a class (lop) at a term or in a month (ky)."""
    session = request_session()
    room = session.get(SchoolClass, asked("lop"))
    period = session.get(Period, asked("ky"))
    if room is None or period is None:
        raise OutOfScope
    code = MONTHLY if period.kind is PeriodKind.MONTH else period.code
    return jsonify(
        {
            "word": session.scalar(select(School.pupil_word).limit(1)) or WORD,
            "lines": [
                {"text": t.text, "unit": t.unit_id, "level": t.level, "whose": _whose(t)}
                for t in sentences(session, room.grade, code)
            ],
        }
    )


def _whose(line: CommentTemplate) -> str:
    if line.staff_id is not None:
        return "own"
    return "school" if line.department_id is None else "department"


def register(app: Flask, _admin: Admin) -> None:
    """Register the address."""
    app.register_blueprint(bank)
