"""Sections 1, 2, 4 and 5: cover, list of pupils, parents' board, teachers and timetable."""

from __future__ import annotations

from typing import Any

from flask import render_template
from sqlalchemy import select

from models.assessment import Unit
from models.clock import in_force, school_today
from models.health import HealthNote
from models.homeroom import ParentsBoardMember
from models.people import Staff
from models.people.regulation import items_of, version_on
from models.pupils import EthnicGroup, Guardian, Pupil, PupilBackground, PupilBirth
from models.pupils.roll import roll
from models.school import (
    HomeroomAssignment,
    SchoolClass,
    SchoolYear,
    TeachingAssignment,
    TimetableSlot,
)
from permissions.session import GuardedSession
from views.database import request_session
from views.homeroom.frame import behind, hand, homeroom, page, room_of, whole_book
from views.names import Names
from views.values import word

#: the articles that bind a homeroom teacher
DUTIES = "4."


@homeroom.get("/<int:class_id>/bia")
def cover(class_id: int) -> str:
    """Show the cover: the class, its teachers in order, what the regulation asks of them."""
    session = request_session()
    room = room_of(session, class_id)
    h = HomeroomAssignment
    terms = session.execute(
        select(h, Staff)
        .join(Staff, Staff.id == h.staff_id)
        .where(h.class_id == room.id)
        .order_by(h.from_date)
    ).all()
    last_day = session.scalar(select(SchoolYear.last_day).where(SchoolYear.id == room.year_id))
    document = version_on(session, min(school_today(), last_day or school_today()))
    items = [i for i in items_of(session, document) if i.article.startswith(DUTIES)]
    return render_template(
        "screens/homeroom/cover.html",
        terms=terms,
        document=document,
        items=items,
        pupils=len(roll(session, [room.id], school_today())[room.id]),
        **page(session, room, "homeroom.cover"),
    )


@homeroom.get("/<int:class_id>/danh-sach")
def pupils(class_id: int) -> str:
    """Show the list with what each pupil's file says, as far as this person reads it."""
    session = request_session()
    room = room_of(session, class_id)
    whole = whole_book(session, room)
    here = roll(session, [room.id], school_today())[room.id]
    files = _files(session, [pupil.id for pupil in here]) if whole else {}
    return render_template(
        "screens/homeroom/pupils.html",
        lines=[(pupil, files.get(pupil.id, {})) for pupil in here],
        whole=whole,
        **page(session, room, "homeroom.pupils"),
    )


def _files(session: GuardedSession, ids: list[int]) -> dict[int, dict[str, Any]]:
    """Return what stands in the files of pupils: birth, background, guardians, health note."""
    found: dict[int, dict[str, Any]] = {i: {"guardians": []} for i in ids}
    model: Any
    for key, model in (("birth", PupilBirth), ("home", PupilBackground), ("note", HealthNote)):
        for row in session.scalars(select(model).where(model.pupil_id.in_(ids))):
            found[row.pupil_id][key] = row
    g = Guardian
    for person in session.scalars(select(g).where(g.pupil_id.in_(ids)).order_by(g.id)):
        found[person.pupil_id]["guardians"].append(person)
    names = Names(session)
    homes = [row["home"] for row in found.values() if "home" in row]
    names.learn(EthnicGroup, [home.ethnic_group_id for home in homes])
    for row in found.values():
        home = row.get("home")
        row["ethnic"] = names.of(EthnicGroup, home.ethnic_group_id) if home else "–"
    return found


@homeroom.get("/<int:class_id>/ban-dai-dien")
def parents(class_id: int) -> str:
    """Show the parents' board of the class."""
    session = request_session()
    room = room_of(session, class_id)
    behind(session, room)
    b = ParentsBoardMember
    rows = session.scalars(
        select(b).where(b.class_id == room.id).order_by(b.to_date.is_not(None), b.id)
    ).all()
    names, may = Names(session), hand(session, room, b)
    names.learn_rows(b, rows, ("pupil_id",))
    rank = {"head": 0, "deputy": 1, "member": 2}
    return render_template(
        "screens/homeroom/parents.html",
        lines=[
            (row, word(row.role), names.of(Pupil, row.pupil_id))
            for row in sorted(rows, key=lambda row: (row.to_date is not None, rank[row.role]))
        ],
        may=may,
        **page(session, room, "homeroom.parents"),
    )


@homeroom.get("/<int:class_id>/giao-vien")
def teachers(class_id: int) -> str:
    """Show who teaches what in the class today, and its timetable."""
    session = request_session()
    room, today = room_of(session, class_id), school_today()
    t = TeachingAssignment
    taught = session.execute(
        select(Unit, Staff)
        .join(t, t.unit_id == Unit.id)
        .join(Staff, Staff.id == t.staff_id)
        .where(t.class_id == room.id, in_force(t, today))
        .order_by(Unit.position, Unit.id)
    ).all()
    return render_template(
        "screens/homeroom/teachers.html",
        taught=taught,
        weekdays=range(2, 7),
        lessons=_timetable(session, room),
        **page(session, room, "homeroom.teachers"),
    )


def _timetable(session: GuardedSession, room: SchoolClass) -> list[tuple[int, dict[int, str]]]:
    """Return (lesson, {weekday: subject}) of today's timetable."""
    slot = TimetableSlot
    rows = session.execute(
        select(slot.lesson, slot.weekday, Unit.short_name)
        .join(Unit, Unit.id == slot.unit_id)
        .where(slot.class_id == room.id, in_force(slot, school_today()))
    )
    found: dict[int, dict[int, str]] = {}
    for lesson, weekday, name in rows:
        found.setdefault(lesson, {})[weekday] = name
    return sorted(found.items())
