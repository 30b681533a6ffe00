"""Finding a pupil, a colleague or a class from anywhere, with or without diacritics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template, request
from sqlalchemy import or_, select

from models.names import fold
from models.people import Staff
from models.pupils import Enrolment, Pupil
from models.school import SchoolClass
from permissions.session import GuardedSession
from views.database import request_session
from views.frame import current_year

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

search = Blueprint("search", __name__)
MOST = 30


def like(text: str) -> str:
    """Return a LIKE pattern that finds the text anywhere; % and _ are plain characters."""
    escaped = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def people_like(model: Any, query: str) -> Any:
    """Select pupils or staff whose name has all the words, or whose code begins with the text."""
    words = [model.folded.like(like(word), escape="\\") for word in fold(query).split()]
    by_code = model.code.ilike(like(query)[1:], escape="\\")
    both = select(model).where(or_(by_code, *([] if not words else [_all(words)])))
    return both.order_by(model.sort_key, model.id)


def _all(conditions: list[Any]) -> Any:
    joined = conditions[0]
    for condition in conditions[1:]:
        joined = joined & condition
    return joined


def _class_names(session: GuardedSession, pupils: list[Pupil]) -> dict[int, str]:
    """Return the class of this year of each pupil."""
    year = current_year(session)
    if not pupils or year is None:
        return {}
    rooms = {
        c.id: c.name
        for c in session.scalars(select(SchoolClass).where(SchoolClass.year_id == year.id))
    }
    placed = select(Enrolment).where(Enrolment.pupil_id.in_([p.id for p in pupils]))
    return {e.pupil_id: rooms[e.class_id] for e in session.scalars(placed) if e.class_id in rooms}


@search.get("/tim")
def find() -> str:
    """Show who and what fits the words."""
    query = request.args.get("q", "").replace("\x00", "").strip()[:100]
    session, found = request_session(), {}
    if query:
        pupils = list(session.scalars(people_like(Pupil, query).limit(MOST)))
        rooms = select(SchoolClass).where(SchoolClass.name.ilike(like(query), escape="\\"))
        found = {
            "pupils": pupils,
            "staff": list(session.scalars(people_like(Staff, query).limit(MOST))),
            "classes": list(session.scalars(rooms.order_by(SchoolClass.name).limit(MOST))),
            "class_of": _class_names(session, pupils),
        }
    return render_template("screens/search.html", query=query, most=MOST, **found)


def register(app: Flask, _admin: Admin) -> None:
    """Register the page."""
    app.register_blueprint(search)
