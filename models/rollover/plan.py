"""What a roll-over would write, from what stands: a pure plan, nothing is changed (Điều 2.11).

Who goes where follows from the lists that the principal froze (FrozenList): promoted pupils go up
a grade with their class, the others stay, those of grade 5 who completed leave the school. Without
a frozen list nobody is moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.clock import in_force
from models.pupils.enrolment import EnrolmentInterval
from models.pupils.pupil import Pupil
from models.refusal import Unfit
from models.rollover.drafting import draft, end
from models.rollover.shape import (
    COMPLETED,
    LAST_GRADE,
    LONGEST,
    NO_CLASS,
    NOT_COMPLETED,
    NOT_FROZEN,
    NOT_LISTED,
    UNDECIDED,
    Choices,
    Held,
    Move,
    NewClass,
    Plan,
    Room,
    Way,
    next_name,
    raised,
)
from models.school.classes import SchoolClass
from models.school.year import SchoolYear
from models.yearend.dossier import FrozenList


def plan(session: Session, source: SchoolYear, choices: Choices, *, first: bool = True) -> Plan:
    """Plan the way from a year into the next. Unfit when a chosen class can't be."""
    target = next_name(source.name)
    year = session.scalars(select(SchoolYear).where(SchoolYear.name == target)).one_or_none()
    first_day = year.first_day if year else choices.first_monday
    if first_day <= source.last_day or first_day.weekday():
        raise Unfit(
            f"Tuần 1 bắt đầu vào một thứ Hai sau ngày {source.last_day:%d/%m/%Y},"
            f" ngày cuối của năm học {source.name}.",
            field="first_monday",
        )
    made = Plan(source, target, first_day, year.id if year else None, first)
    old = _classes(session, source.id)
    standing = {room.name: room for room in _classes(session, year.id)} if year else {}
    frozen = _frozen(session, old)
    _rooms(made, old, set(frozen), choices, standing)
    _move(session, made, frozen, year)
    _complete(made, standing)
    draft(session, made, standing)
    end(session, made)
    return made


def _classes(session: Session, year_id: int) -> list[SchoolClass]:
    rows = select(SchoolClass).where(SchoolClass.year_id == year_id)
    return list(session.scalars(rows.order_by(SchoolClass.grade, SchoolClass.name)))


def _frozen(session: Session, rooms: Iterable[SchoolClass]) -> dict[int, dict[str, Any]]:
    """Return the newest frozen list of each class: class → code → the pupil's line."""
    ids = [room.id for room in rooms]
    rows = select(FrozenList).where(FrozenList.class_id.in_(ids))
    return {
        row.class_id: {line["code"]: line for line in row.content.get("pupils", [])}
        for row in session.scalars(rows.order_by(FrozenList.frozen_at, FrozenList.id))
    }


def _name(text: str, room: str) -> str:
    name = " ".join(text.split())
    if len(name) > LONGEST:
        raise Unfit(f"Tên lớp dài nhất {LONGEST} chữ (lớp {room}).", field=room)
    return name


def _rooms(
    made: Plan,
    old: list[SchoolClass],
    frozen: set[int],
    choices: Choices,
    standing: Mapping[str, SchoolClass],
) -> None:
    """Say for each old class where its pupils go; the new classes follow from it."""
    found: dict[str, NewClass] = {}

    def take(name: str, grade: int, campus_id: int | None) -> None:
        there = standing.get(name)
        known = there.grade if there else found[name].grade if name in found else grade
        if known != grade:
            raise Unfit(f"Lớp {name} là của khối {known}, không nhận khối {grade}.", field=name)
        if name not in found:
            found[name] = NewClass(name, grade, campus_id, there.id if there else None)

    ups: dict[int, str | None] = {}
    for room in old:
        if room.grade == 1:
            take(room.name, 1, room.campus_id)
        if room.grade < LAST_GRADE:
            chosen = choices.up.get(room.name)
            name = raised(room.name, room.grade) if chosen is None else _name(chosen, room.name)
            ups[room.id] = name or None
            if name:
                take(name, room.grade + 1, room.campus_id)
    made.classes = list(found.values())
    for room in old:
        stay = choices.stay.get(room.name)
        name = _name(stay, room.name) if stay else _same_grade(found, room)
        made.rooms.append(Room(room, room.id in frozen, ups.get(room.id), name))


def _same_grade(found: Mapping[str, NewClass], room: SchoolClass) -> str:
    if room.name in found and found[room.name].grade == room.grade:
        return room.name
    return next((n for n, one in sorted(found.items()) if one.grade == room.grade), room.name)


def _move(
    session: Session, made: Plan, frozen: dict[int, dict[str, Any]], year: SchoolYear | None
) -> None:
    rooms = {one.room.id: one for one in made.rooms}
    stay = EnrolmentInterval
    rows = session.execute(
        select(stay, Pupil)
        .join(Pupil, Pupil.id == stay.pupil_id)
        .where(stay.class_id.in_(rooms), in_force(stay, made.source.last_day))
        .order_by(Pupil.sort_key, Pupil.code)
    ).all()
    there = _seated(session, year)
    for interval, pupil in rows:
        one = rooms[interval.class_id]
        if pupil.id in there or interval.reason == COMPLETED:
            made.settled += 1
            continue
        way = _way(one, frozen.get(one.room.id), pupil.code)
        target = {Way.UP: one.up, Way.STAY: one.stay}.get(way) if isinstance(way, Way) else None
        if isinstance(way, Way) and (target or way is Way.LEAVE):
            made.moves.append(
                Move(
                    way,
                    pupil.id,
                    pupil.full_name,
                    one.room.name,
                    interval.id,
                    interval.to_date,
                    target,
                )
            )
        else:
            why = NO_CLASS if isinstance(way, Way) else way
            made.held.append(Held(pupil.full_name, one.room.name, why))


def _seated(session: Session, year: SchoolYear | None) -> set[int]:
    """Return who has a place in the new year already."""
    if year is None:
        return set()
    stay = EnrolmentInterval
    rows = select(stay.pupil_id).join(SchoolClass, SchoolClass.id == stay.class_id)
    return set(session.scalars(rows.where(SchoolClass.year_id == year.id)))


def _way(one: Room, lines: Mapping[str, Any] | None, code: str) -> Way | str:
    """Return the way that was decided, or why there is none."""
    if lines is None:
        return NOT_FROZEN
    line = lines.get(code)
    if line is None:
        return NOT_LISTED
    completed, promoted = line["completed"], line["promoted"]
    if one.room.grade == LAST_GRADE and completed:
        return Way.LEAVE
    if promoted is None:
        return UNDECIDED
    if promoted:
        return NOT_COMPLETED if one.room.grade == LAST_GRADE else Way.UP
    return Way.STAY


def _complete(made: Plan, standing: Mapping[str, SchoolClass]) -> None:
    """Add the classes into which somebody stays and that nobody goes up to."""
    known = {one.name: one for one in made.classes}
    used = {move.room for move in made.moves if move.way is Way.STAY}
    for one in made.rooms:
        if one.room.name not in used:
            continue
        name, grade, there = one.stay, one.room.grade, standing.get(one.stay)
        stands = known[name].grade if name in known else there.grade if there else grade
        if stands != grade:
            raise Unfit(f"Lớp {name} là của khối {stands}, em ở lại khối {grade}.", field=name)
        if name not in known:
            known[name] = NewClass(name, grade, one.room.campus_id, there.id if there else None)
    made.classes = sorted(known.values(), key=lambda one: (one.grade, one.name))
