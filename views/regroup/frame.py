"""What the pages of Chuyển lớp share: whose they are, the words above, what a form names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, g, request, url_for

from models.clean import one_line
from models.pupils import EnrolmentInterval
from models.school import SchoolClass
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.regrouping import reshapes
from permissions.session import GuardedSession
from views.admission import admits
from views.database import request_session
from views.ids import row_id
from views.rooms import rooms_now
from views.tabs import Tab

regroup = Blueprint("regroup", __name__, url_prefix="/chuyen-lop")
LONGEST = 150


def regroups(actor: Any) -> bool:
    """Tell whether this person puts pupils into classes and takes them out."""
    return admits(actor) and can(actor, "update", EnrolmentInterval, "to_date")


def for_reshapers() -> GuardedSession:
    """Return the request's session; Forbidden for whoever makes no classes."""
    if not reshapes(g.actor):
        raise Forbidden("Tách, gộp lớp, chuyển điểm trường là việc của phó hiệu trưởng (Đ7.2).")
    return request_session()


def tabs(here: str) -> list[Tab]:
    """Return the words above these pages, as far as they are this person's."""
    found = []
    if regroups(g.actor):
        found.append(Tab("Chuyển vài em", url_for("regroup.choose"), here == "pupils"))
    if reshapes(g.actor):
        found.append(Tab("Tách lớp", url_for("regroup.split"), here == "split"))
        found.append(Tab("Gộp lớp", url_for("regroup.merge"), here == "merge"))
        found.append(Tab("Chuyển điểm trường", url_for("regroup.campus"), here == "campus"))
    return found


def asked_room(session: GuardedSession) -> SchoolClass | None:
    """Return the class that ?lop= names; OutOfScope when there is none of it."""
    named = request.args.get("lop", "")
    found = next((room for room in rooms_now(session) if str(room.id) == named), None)
    if named and found is None:
        raise OutOfScope
    return found


def room_named(rooms: Sequence[SchoolClass], text: str | None) -> SchoolClass | None:
    """Return the class of this id among these."""
    return next((room for room in rooms if room.id == row_id(text)), None)


def ids(name: str) -> frozenset[int]:
    """Read the rows that are ticked."""
    found = (row_id(text) for text in request.form.getlist(name))
    return frozenset(i for i in found if i is not None)


def day_of(form: Mapping[str, str]) -> date:
    """Read the day; one long ago where there is none, which no act takes."""
    try:
        return date.fromisoformat(form.get("ngay", ""))
    except ValueError:
        return date.min


def said(name: str, longest: int = LONGEST) -> str:
    """Read words of a form on one line."""
    return one_line(request.form.get(name, ""))[:longest]


def sure() -> bool:
    """Tell whether the person has seen in words what will change and says yes."""
    return request.form.get("ghi") == "1"


def kept() -> list[tuple[str, str]]:
    """Return what the form said, for the page of words before the act."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", "ghi")
    ]
