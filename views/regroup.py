"""Pupils change class in mid-year: chosen, looked at, written in one act (Điều 2.11, 4.1)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.clock import school_today
from models.pupils import EnrolmentInterval
from models.pupils.regroup import Regrouping, plan, seated
from models.pupils.regroup import regroup as change_class
from models.refusal import Unfit
from models.school import SchoolClass
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.admission import admits
from views.database import request_session
from views.frame import current_year
from views.menu import MenuEntry

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin
    from werkzeug.wrappers import Response

regroup = Blueprint("regroup", __name__)


def regroups(actor: Any) -> bool:
    """Tell whether this person puts pupils into classes and takes them out."""
    return admits(actor) and can(actor, "update", EnrolmentInterval, "to_date")


def _rooms(session: GuardedSession) -> list[SchoolClass]:
    if not regroups(g.actor):
        raise Forbidden("Xếp, chuyển lớp là việc của Văn phòng (Đ4.1).")
    year = current_year(session)
    rooms = select(SchoolClass).where(SchoolClass.year_id == (year.id if year else 0))
    return list(session.scalars(rooms.order_by(SchoolClass.grade, SchoolClass.name)))


@regroup.get("/chuyen-lop")
def choose() -> str:
    """Choose a class (?lop=), then pupils, the class they go to, and the day."""
    session = request_session()
    rooms = _rooms(session)
    asked = request.args.get("lop", "")
    source = next((room for room in rooms if str(room.id) == asked), None)
    if asked and source is None:
        raise OutOfScope
    return _page(session, rooms, source, school_today())


def _page(
    session: GuardedSession,
    rooms: list[SchoolClass],
    source: SchoolClass | None,
    day: date,
    **more: Any,
) -> str:
    return render_template(
        "screens/regroup.html",
        **{"refusal": "", "wanted": None, "moving": []} | more,
        rooms=rooms,
        source=source,
        targets=[r for r in rooms if source and r.grade == source.grade and r.id != source.id],
        pupils=seated(session, source, day) if source else [],
        day=day,
    )


@regroup.post("/chuyen-lop")
def write() -> str | tuple[str, int] | Response:
    """Show what would change; write it when that was confirmed (ghi)."""
    session = request_session()
    rooms = _rooms(session)
    by_id = {str(room.id): room for room in rooms}
    source, target = by_id.get(request.form.get("lop", "")), by_id.get(request.form.get("vao", ""))
    if source is None:
        raise OutOfScope
    ticked = [i for i in request.form.getlist("em") if i.isascii() and i.isdecimal()]
    day, today = _day(request.form.get("ngay", "")), school_today()
    wanted = Regrouping(
        source,
        target or source,
        day or date.min,
        frozenset(int(i) for i in ticked if len(i) < 10),  # noqa: PLR2004 - fits an id
        " ".join(request.form.get("li_do", "").split())[:150],
    )
    try:
        moving = plan(session, wanted, today)
        if request.form.get("ghi") != "1":
            return _page(session, rooms, source, wanted.day, wanted=wanted, moving=moving)
        count = change_class(session, wanted, today)
    except Unfit as no:
        session.rollback()
        here = session.get_one(SchoolClass, int(request.form["lop"]))
        return _page(session, _rooms(session), here, today, refusal=str(no)), no.status
    name, back = wanted.target.name, url_for("regroup.choose", lop=source.id)
    session.commit()
    flash(f"Đã chuyển {count} em sang lớp {name}; kết quả đã có đi theo em.", "ok")
    return redirect(back, 303)  # type: ignore[return-value]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


MENU = MenuEntry("Chuyển lớp", "regroup.choose", regroups, order=63)


def register(app: Flask, _admin: Admin) -> None:
    """Register the page."""
    app.register_blueprint(regroup)
