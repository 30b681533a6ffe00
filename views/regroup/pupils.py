"""Pupils change class in mid-year: chosen, looked at, written in one act (Điều 2.11, 4.1)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models.clock import school_today
from models.pupils.regroup import Regrouping, plan, seated
from models.pupils.regroup import regroup as change_class
from models.refusal import Refusal, Unfit
from models.school import SchoolClass
from permissions.errors import Forbidden, OutOfScope
from permissions.session import GuardedSession
from views.database import request_session
from views.regroup import words
from views.regroup.frame import (
    asked_room,
    day_of,
    ids,
    kept,
    regroup,
    regroups,
    room_named,
    said,
    sure,
    tabs,
)
from views.rooms import rooms_now


def _session() -> GuardedSession:
    if not regroups(g.actor):
        raise Forbidden("Xếp, chuyển lớp là việc của Văn phòng (Đ4.1).")
    return request_session()


@regroup.get("")
def choose() -> str:
    """Choose a class (?lop=), then pupils, the class they go to, and the day."""
    session = _session()
    return _page(session, asked_room(session), school_today())


def _page(
    session: GuardedSession, source: SchoolClass | None, day: date, refusal: Refusal | None = None
) -> str:
    rooms = rooms_now(session)
    return render_template(
        "screens/regroup/pupils.html",
        tabs_=tabs("pupils"),
        refusal=refusal,
        rooms=rooms,
        source=source,
        targets=[r for r in rooms if source and r.grade == source.grade and r.id != source.id],
        pupils=seated(session, source, day) if source else [],
        day=day,
        given=request.form,
        ticked=ids("em"),
    )


@regroup.post("")
def write() -> str | tuple[str, int] | Response:
    """Show what would follow; write it when that was confirmed (ghi)."""
    session = _session()
    rooms = rooms_now(session)
    source = room_named(rooms, request.form.get("lop"))
    if source is None:
        raise OutOfScope
    target = room_named(rooms, request.form.get("vao")) or source
    wanted = Regrouping(source, target, day_of(request.form), ids("em"), said("li_do"))
    today = school_today()
    try:
        going = plan(session, wanted, today)
        if not sure():
            return _look(session, wanted, [pupil.full_name for _, pupil in going])
        count = change_class(session, wanted, today)
    except Unfit as no:
        return _page(session, source, today, no), no.status
    name, back = target.name, url_for("regroup.choose", lop=source.id)
    session.commit()
    flash(f"Đã chuyển {count} em sang lớp {name}; kết quả đã có đi theo em.", "ok")
    return redirect(back, 303)  # type: ignore[return-value]


def _look(session: GuardedSession, wanted: Regrouping, names: list[str]) -> str:
    source, target, day = wanted.source, wanted.target, wanted.day
    values: dict[str, Any] = {
        "title": f"Chuyển {len(names)} em từ {source.name} sang {target.name}?",
        "sentences": [
            *words.moved(session, source, target.name, day, len(names)),
            words.writers(session, target, day),
            *words.place(session, source, target),
        ],
        "names": names,
        "does": "Ghi",
        "back": url_for("regroup.choose", lop=source.id),
        "fields": kept(),
    }
    return render_template("screens/regroup/look.html", **values)
