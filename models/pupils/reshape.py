"""Splitting a class with the new one made in the same act, and merging one into another (Đ2.11).

All or nothing; results stay with the pupils in the class where they were given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.clock import in_force
from models.pupils.enrolment import EnrolmentInterval
from models.pupils.regroup import (
    Place,
    Regrouping,
    leaving,
    refuse_frozen,
    refuse_target,
    regroup,
    seated,
)
from models.refusal import Unfit
from models.school.assignment import HomeroomAssignment, TeachingAssignment
from models.school.classes import SchoolClass
from models.school.timetable import TimetableSlot

#: what stands in a class with a beginning and an end: whose it is and what is taught when
STANDING = (HomeroomAssignment, TeachingAssignment, TimetableSlot)
LONGEST_NAME = 20


@dataclass(frozen=True, slots=True)
class Split:
    """Which pupils go to a new class, from which day on.

    ``homeroom_id``: its homeroom teacher, None: not known yet. ``same_teachers``: whoever teaches
    a subject in the old class teaches it in the new one.
    """

    source: SchoolClass
    name: str
    day: date
    pupil_ids: frozenset[int]
    campus_id: int | None = None
    homeroom_id: int | None = None
    same_teachers: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Merger:
    """A class whose pupils all go to another one of its grade, from which day on."""

    source: SchoolClass
    target: SchoolClass
    day: date
    reason: str = ""


def check_split(session: Session, wanted: Split, today: date) -> list[Place]:
    """Return whose place would change. Unfit, with the field, where it can't be."""
    source, name = wanted.source, wanted.name
    if not name or len(name) > LONGEST_NAME or not name.startswith(str(source.grade)):
        raise Unfit(
            f"Tên lớp mới bắt đầu bằng số khối: {source.grade}…, không quá {LONGEST_NAME} chữ.",
            field="name",
        )
    taken = select(SchoolClass.id).where(
        SchoolClass.year_id == source.year_id, SchoolClass.name == name
    )
    if session.scalars(taken).first() is not None:
        raise Unfit(f"Đã có lớp {name} trong năm học này.", field="name")
    refuse_frozen(session, source)
    going = leaving(session, source, wanted.day, wanted.pupil_ids, today)
    if len(going) == len(seated(session, source, wanted.day)):
        raise Unfit(f"Tách lớp thì lớp {source.name} còn em ở lại.", field="pupils")
    return going


def split(session: Session, wanted: Split, today: date) -> SchoolClass:
    """Make the class and move the pupils; return it. The caller commits."""
    check_split(session, wanted, today)
    source = wanted.source
    made = SchoolClass(
        year_id=source.year_id, grade=source.grade, name=wanted.name, campus_id=wanted.campus_id
    )
    session.add(made)
    session.flush()
    moving = Regrouping(source, made, wanted.day, wanted.pupil_ids, wanted.reason)
    regroup(session, moving, today)
    session.add_all(_staffed(session, wanted, made))
    session.flush()
    return made


def _staffed(session: Session, wanted: Split, made: SchoolClass) -> list[Any]:
    found: list[Any] = []
    if wanted.homeroom_id is not None:
        found.append(
            HomeroomAssignment(class_id=made.id, staff_id=wanted.homeroom_id, from_date=wanted.day)
        )
    if wanted.same_teachers:
        found += [
            TeachingAssignment(
                class_id=made.id, unit_id=one.unit_id, staff_id=one.staff_id, from_date=wanted.day
            )
            for one in standing(session, wanted.source, wanted.day)
            if isinstance(one, TeachingAssignment)
        ]
    return found


def standing(session: Session, room: SchoolClass, day: date) -> list[Any]:
    """Return assignments and lessons of a class that are in force on a day."""
    rows: list[Any] = []
    model: Any
    for model in STANDING:
        here = select(model).where(model.class_id == room.id, in_force(model, day))
        rows += session.scalars(here.order_by(model.id))
    return rows


def check_merger(session: Session, wanted: Merger, today: date) -> list[Place]:
    """Return whose place would change. Unfit, with the field, where it can't be."""
    refuse_target(wanted.source, wanted.target)
    refuse_frozen(session, wanted.source, wanted.target)
    stay = EnrolmentInterval
    coming = select(stay.id).where(stay.class_id == wanted.source.id, stay.from_date >= wanted.day)
    if session.scalars(coming).first() is not None:
        raise Unfit(
            f"Có em sẽ vào lớp {wanted.source.name} từ ngày đó; chọn ngày muộn hơn.", field="day"
        )
    every = frozenset(pupil.id for _, pupil in seated(session, wanted.source, wanted.day))
    return leaving(session, wanted.source, wanted.day, every, today)


def merge(session: Session, wanted: Merger, today: date) -> int:
    """Move everybody, end what stands in the old class; return how many. The caller commits."""
    going = check_merger(session, wanted, today)
    ids = frozenset(pupil.id for _, pupil in going)
    moving = Regrouping(wanted.source, wanted.target, wanted.day, ids, wanted.reason)
    count = regroup(session, moving, today)
    for row in outlasting(session, wanted.source, wanted.day):
        if row.from_date < wanted.day:
            row.to_date = wanted.day - timedelta(days=1)
        else:
            session.delete(row)
    session.flush()
    return count


def outlasting(session: Session, room: SchoolClass, day: date) -> Sequence[Any]:
    """Return assignments and lessons of a class that would go on from a day, or begin later."""
    rows: list[Any] = []
    model: Any
    for model in STANDING:
        on = or_(model.to_date.is_(None), model.to_date >= day)
        rows += session.scalars(select(model).where(model.class_id == room.id, on))
    return rows
