"""Noting on a phone: class, item, and a pupil if it is a pupil's; saved at the last tap."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models.base import utc_now
from models.conduct import ConductEntry, ConductItem, ConductKind, ConductTarget
from models.conduct.record import Seen, items_on, note
from models.pupils.roll import roll
from models.school import SchoolClass
from permissions import guard
from permissions.errors import Forbidden, OutOfScope
from permissions.session import GuardedSession
from views.conduct.frame import (
    conduct,
    day_asked,
    gives_points,
    page,
    writable,
)
from views.database import request_session
from views.ids import row_id
from views.rooms import room_among

LAST = "last entry"


def _rooms(session: GuardedSession) -> list[SchoolClass]:
    rooms = writable(session)
    if not rooms:
        raise Forbidden("Ghi nề nếp là việc của Ban thi đua và GVCN của lớp (Đ6.1, Đ4.2).")
    return rooms


def _item(session: GuardedSession, item_id: int) -> ConductItem:
    item = session.get(ConductItem, item_id)
    if item is None:
        raise OutOfScope
    return item  # type: ignore[no-any-return]


@conduct.get("/ghi")
def choose() -> str | Response:
    """Show the classes; with only one, go on to its items."""
    session = request_session()
    rooms = _rooms(session)
    day, days = day_asked(session)
    if len(rooms) == 1:
        return redirect(
            url_for("conduct.items", class_id=rooms[0].id, ngay=request.args.get("ngay"))
        )
    return render_template(
        "screens/conduct/choose.html", rooms=rooms, day=day, days=days, **page(session, "note")
    )


@conduct.get("/ghi/<int:class_id>")
def items(class_id: int) -> str:
    """Show what may be noted for a class; what was noted last stands above, to be taken back."""
    session = request_session()
    room = room_among(_rooms(session), class_id)
    day, days = day_asked(session)
    found = items_on(session, day.date)
    fact = guard.facts_new(
        session,
        ConductEntry,
        [{"class_id": room.id, "week_id": day.week_id, "made_by": g.actor.staff_id}],
    )[0]
    return render_template(
        "screens/conduct/items.html",
        room=room,
        day=day,
        days=days,
        groups=[
            (word, [i for i in found if i.kind is kind])
            for word, kind in (("Trừ", ConductKind.FAULT), ("Cộng", ConductKind.PRAISE))
        ],
        targets=ConductTarget,
        points=gives_points(),
        closed=None
        if fact.open
        else guard.why_closed(session, ConductEntry, {"class_id": room.id, "week_id": day.week_id}),
        last=_last(session, room.id),
        **page(session, "note"),
    )


def _last(session: GuardedSession, class_id: int) -> ConductEntry | None:
    """Return the entry that the address names, if it is this person's own of this class."""
    entry = session.get(ConductEntry, row_id(request.args.get("da-ghi")))
    if entry is None or entry.class_id != class_id or entry.made_by != g.actor.staff_id:
        return None
    return entry  # type: ignore[no-any-return]


@conduct.get("/ghi/<int:class_id>/<int:item_id>")
def pupils(class_id: int, item_id: int) -> str:
    """Show the class list: the tap on a name saves."""
    session = request_session()
    room, item = room_among(_rooms(session), class_id), _item(session, item_id)
    day, _ = day_asked(session)
    return render_template(
        "screens/conduct/pupils.html",
        room=room,
        item=item,
        day=day,
        people=roll(session, [room.id], day.date)[room.id],
        whole_class=item.target is not ConductTarget.PUPIL,
        points=gives_points(),
        **page(session, "note"),
    )


@conduct.post("/ghi/<int:class_id>/<int:item_id>")
def save(class_id: int, item_id: int) -> Response:
    """Save and lead back to the items of the class, where it can be taken back."""
    session = request_session()
    room, item = room_among(_rooms(session), class_id), _item(session, item_id)
    day, _ = day_asked(session)
    pupil = request.form.get("em", "")
    known = {str(p.id): p.id for p in roll(session, [room.id], day.date)[room.id]}
    if pupil and pupil not in known:
        raise OutOfScope
    entry = note(
        session,
        item,
        Seen(room.id, known.get(pupil), day.date),
        staff_id=g.actor.staff_id or 0,
        now=utc_now(),
        counts=gives_points(),
    )
    session.commit()
    back = {"ngay": request.form.get("ngay") or None, "da-ghi": entry.id}
    return redirect(url_for("conduct.items", class_id=room.id, **back), 303)


@conduct.post("/muc/<int:entry_id>/hoan-tac")
def take_back(entry_id: int) -> Response:
    """Take an own entry out of the book; the history keeps that it stood there."""
    session = request_session()
    entry = session.get(ConductEntry, entry_id)
    if entry is None:
        raise OutOfScope
    class_id = entry.class_id
    session.delete(entry)
    session.commit()
    flash("Đã hoàn tác: ghi nhận vừa rồi ra khỏi sổ.", "ok")
    return redirect(url_for("conduct.items", class_id=class_id), 303)
