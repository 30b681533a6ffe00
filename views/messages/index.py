"""The messages' front page: what was sent and how it stands, what waits, whom nobody reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, g, render_template, request, url_for
from sqlalchemy import ColumnElement, Select, func, select

from models.base import utc_now
from models.clock import in_force, moments, school_today
from models.messages import Message
from models.messages.compose import pupils_now
from models.messages.history import (
    Standing,
    sent_messages,
    since,
    standings,
    told,
    undone,
    waiting,
)
from models.messages.recipient import Recipient
from models.messages.sending import settings_of
from models.people import Staff
from models.pupils import Guardian, Pupil
from models.school import Department, Membership, SchoolClass
from permissions.actor import Actor
from permissions.errors import OutOfScope
from permissions.policy import can
from permissions.reach import last_reached
from permissions.session import GuardedSession
from views.database import request_session
from views.frame import current_year
from views.ids import row_id
from views.menu import MenuEntry
from views.messages.compose import writes
from views.messages.one import stands, to_words
from views.onward import cut, first_url
from views.tabs import Tab

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

front = Blueprint("message_list", __name__, url_prefix="/tin-nhan")
MOST = 60
MOST_UNDONE = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of the list."""

    message: Message
    author: Staff
    to: str
    standing: Standing
    state: tuple[str, str, str]


def _number(name: str) -> int | None:
    found = row_id(request.args.get(name))
    if found is None and request.args.get(name):
        raise OutOfScope
    return found


@front.get("")
def index() -> str:
    """Show one of the four lists: sent, waiting, not reached, silent families."""
    session = request_session()
    tab = request.args.get("muc", "")
    page = {"cho": _waiting, "chua-toi": _undone, "lau": _silent}.get(tab, _sent)
    facts = page(session)
    return render_template(
        "screens/messages/index.html",
        tabs_=_tabs(session, tab),
        may_write=writes(session),
        first_url=first_url(),
        **{"sent": None, "waits": None, "undone": None, "silent": None} | facts,
    )


def _tabs(session: GuardedSession, tab: str) -> list[Tab]:
    proposed, to_approve = waiting()
    waits = session.scalar(select(func.count(Message.id)).where(proposed | to_approve)) or 0
    words = [("", "Đã gửi", 0), ("cho", "Chờ gửi, chờ duyệt", waits), ("chua-toi", "Chưa tới", 0)]
    if can(g.actor, "read", Guardian):
        words.append(("lau", "Lâu chưa nhận tin", 0))
    known = tab in [code for code, _, _ in words]
    return [
        Tab(
            text,
            url_for("message_list.index", muc=code or None),
            code == tab or (not known and not code),
            count,
        )
        for code, text, count in words
    ]


def _sent(session: GuardedSession) -> dict[str, Any]:
    author, department, room = _number("nguoi"), _number("to"), _number("lop")
    conditions: list[ColumnElement[bool]] = []
    if author is not None:
        conditions.append(Message.author_id == author)
    if room is not None:
        conditions.append(Message.class_id == room)
    if department is not None:
        conditions.append(Message.author_id.in_(_members(department)))
    conditions += _between()
    after = _number("sau")
    before = session.get(Message, after) if after else None
    if after and (before is None or before.queued_at is None):
        raise OutOfScope
    found = sent_messages(session, *conditions, most=MOST + 1, before=before)
    rows, next_url = cut(found, MOST, _of_message)
    return {
        "sent": _listed(session, rows),
        "filters": _filters(session, author, department, room),
        "next_url": next_url,
    }


def _of_message(row: tuple[Message, Staff]) -> int:
    return int(row[0].id)


def _members(department: int) -> Select[tuple[int]]:
    return select(Membership.staff_id).where(
        Membership.department_id == department, in_force(Membership, school_today())
    )


def _between() -> list[ColumnElement[bool]]:
    """Narrow to messages sent from a day (tu) to a day (den); a sheet's numbers lead here."""
    found: list[ColumnElement[bool]] = []
    for name, last in (("tu", False), ("den", True)):
        try:
            day = date.fromisoformat(request.args.get(name, ""))
            starts, ends = moments(day, day)
        except (ValueError, OverflowError):
            continue
        found.append(Message.queued_at < ends if last else Message.queued_at >= starts)
    return found


def _listed(session: GuardedSession, rows: Any) -> list[Sent]:
    found = standings(session, [message.id for message, _ in rows])
    rooms = _rooms(session)
    return [
        Sent(
            m,
            author,
            to_words(m, rooms.get(m.class_id or 0, "")),
            found[m.id],
            stands(m, found[m.id]),
        )
        for m, author in rows
    ]


def _rooms(session: GuardedSession) -> dict[int, str]:
    return {room.id: room.name for room in session.scalars(select(SchoolClass))}


def _filters(
    session: GuardedSession, author: int | None, department: int | None, room: int | None
) -> list[tuple[str, str, list[tuple[int, str]], int | None]]:
    """Return what the list may be narrowed by: (name, label, choices, chosen)."""
    year = current_year(session)
    writers = session.execute(
        select(Staff.id, Staff.full_name)
        .where(Staff.id.in_(select(Message.author_id)))
        .order_by(Staff.sort_key)
    ).all()
    rooms = session.execute(
        select(SchoolClass.id, SchoolClass.name)
        .where(
            SchoolClass.year_id == (year.id if year else 0),
            SchoolClass.id.in_(select(Message.class_id)),
        )
        .order_by(SchoolClass.grade, SchoolClass.name)
    ).all()
    departments = session.execute(
        select(Department.id, Department.name).order_by(Department.name)
    ).all()
    offers = [("nguoi", "Người gửi", writers, author), ("lop", "Lớp", rooms, room)]
    if len(writers) > 1:
        offers.append(("to", "Tổ", departments, department))
    return [(n, label, [(i, str(w)) for i, w in rows], v) for n, label, rows, v in offers if rows]


def _waiting(session: GuardedSession) -> dict[str, Any]:
    proposed, to_approve = waiting()
    rows = session.execute(
        select(Message, Staff)
        .join(Staff, Staff.id == Message.author_id)
        .where(proposed | to_approve, Message.id > (_number("sau") or 0))
        .order_by(Message.id)
        .limit(MOST + 1)
    ).all()
    shown, next_url = cut(rows, MOST, _of_message)
    return {"waits": _listed(session, shown), "next_url": next_url}


def _undone(session: GuardedSession) -> dict[str, Any]:
    author, department = _number("nguoi"), _number("to")
    conditions = _between()
    if author is not None:
        conditions.append(Message.author_id == author)
    elif department is not None:
        conditions.append(Message.author_id.in_(_members(department)))
    found = undone(session, *conditions, most=MOST_UNDONE + 1, after=_number("sau"))
    rows, next_url = cut(found, MOST_UNDONE, lambda line: line.recipient.id)
    return {"undone": rows, "next_url": next_url}


def silent_families(session: GuardedSession) -> list[tuple[Pupil, SchoolClass, int | None]]:
    """Return (pupil, class, days of silence or None: never) of families nobody reached for long.

    Only of pupils whose guardians this person keeps.
    """
    days, now, year = settings_of(session).unreached_days, utc_now(), current_year(session)
    kept = Pupil.id.in_(select(Guardian.pupil_id))
    rows = pupils_now(session, year.id, kept) if year else []
    reached = last_reached(session, [pupil.id for pupil, _ in rows])
    ago = [(pupil, room, since(reached.get(pupil.id), now)) for pupil, room in rows]
    return [(pupil, room, n) for pupil, room, n in ago if n is None or n >= days]


def _silent(session: GuardedSession) -> dict[str, Any]:
    late, days = silent_families(session), settings_of(session).unreached_days
    after = _number("sau")
    begin = next((n for n, (pupil, _, _) in enumerate(late, 1) if pupil.id == after), 0)
    rows, next_url = cut(late[begin:], MOST_UNDONE, lambda row: row[0].id)
    return {"silent": rows, "silent_all": len(late), "days": days, "next_url": next_url}


@front.get("/gia-dinh/<int:pupil_id>")
def family(pupil_id: int) -> str:
    """Show what a pupil's family was told, as far as this person reads it."""
    session = request_session()
    pupil = session.get(Pupil, pupil_id)
    if pupil is None:
        raise OutOfScope
    lines = told(session, Recipient.pupil_id == pupil_id)
    authors = {line.recipient.author_id for line in lines}
    names = {s.id: s for s in session.scalars(select(Staff).where(Staff.id.in_(authors)))}
    return render_template(
        "screens/messages/family.html",
        pupil=pupil,
        lines=sorted(lines, key=lambda line: -line.recipient.id),
        names=names,
    )


def _reads(actor: Any) -> bool:
    return can(actor, "read", Message) and not actor.looks_on


def _count(actor: Actor) -> Select[tuple[int]]:
    proposed, to_approve = waiting()
    mine = (Message.author_id == actor.staff_id) & proposed
    if can(actor, "update", Message, "approved_at"):
        mine |= to_approve
    return select(func.count(Message.id)).where(mine)


MENU = MenuEntry("Tin nhắn", "message_list.index", _reads, order=11, waiting=_count)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(front)
