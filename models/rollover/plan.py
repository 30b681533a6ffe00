"""What a roll-over would write, from what stands: a pure plan, nothing is changed (Điều 2.11).

Who goes where follows from the lists that the principal froze (FrozenList): promoted pupils go up
a grade with their class, the others stay, those of grade 5 who completed leave the school. Without
a frozen list nobody is moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.clock import in_force
from models.people.staff import Staff
from models.pupils.enrolment import EnrolmentInterval
from models.pupils.pupil import Pupil
from models.refusal import Unfit
from models.rollover.tables import AssignmentDraft
from models.school.assignment import HomeroomAssignment, TeachingAssignment
from models.school.classes import SchoolClass
from models.school.year import SchoolYear
from models.yearend.dossier import FrozenList

ONE = timedelta(days=1)
LAST_GRADE = 5
LONGEST = 20
#: as the report book says it (DOMAIN §1.6)
COMPLETED = "Hoàn thành chương trình tiểu học"
NOT_FROZEN = "Lớp chưa chốt danh sách cuối năm"
NOT_LISTED = "Không có trong danh sách đã chốt của lớp"
UNDECIDED = "Chưa có quyết định lên lớp"
NOT_COMPLETED = "Khối 5 được lên lớp mà chưa hoàn thành chương trình: cần quyết định lại"
NO_CLASS = "Chưa chọn lớp của năm sau"


class Way(StrEnum):
    """Where a pupil goes."""

    UP = "up"
    STAY = "stay"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the vice-principal chose: classes by the name of last year's class."""

    first_monday: date
    up: Mapping[str, str] = field(default_factory=dict)
    stay: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """A pupil's way; ``target`` names the new class, None: leaves the school."""

    way: Way
    pupil_id: int
    name: str
    room: str
    interval_id: int
    ended: date | None
    target: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """A pupil who isn't moved, and why."""

    name: str
    room: str
    why: str


@dataclass(frozen=True, slots=True)
class Room:
    """A class of last year with the classes into which its pupils go."""

    room: SchoolClass
    frozen: bool
    up: str | None
    stay: str


@dataclass(frozen=True, slots=True)
class NewClass:
    """A class of the new year; ``id`` None: doesn't stand yet."""

    name: str
    grade: int
    campus_id: int | None
    id: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """An assignment to be proposed; ``unit_id`` None: homeroom."""

    room: str
    unit_id: int | None
    staff_id: int


@dataclass(slots=True)
class Plan:
    """What would be written; ``settled``: how many pupils have been moved before.

    ``ends``: ids of last year's assignments without an end, by table. ``first``: no run has
    written into the new year yet.
    """

    source: SchoolYear
    target: str
    first_day: date
    year_id: int | None
    first: bool
    rooms: list[Room] = field(default_factory=list)
    classes: list[NewClass] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    ends: dict[type[Any], list[int]] = field(default_factory=dict)
    settled: int = 0

    @property
    def eve(self) -> date:
        """The last day of last year's places and assignments."""
        return self.first_day - ONE

    def count(self, way: Way) -> int:
        """How many pupils go this way."""
        return sum(move.way == way for move in self.moves)

    @property
    def made(self) -> list[NewClass]:
        """The classes that don't stand yet."""
        return [one for one in self.classes if one.id is None]

    @property
    def empty(self) -> bool:
        """Nothing would be written."""
        ended = any(self.ends.values())
        return not (self.year_id is None or self.made or self.moves or self.drafts or ended)

    def report(self) -> dict[str, int]:
        """Count what is written."""
        return {
            "classes": len(self.made),
            "promoted": self.count(Way.UP),
            "staying": self.count(Way.STAY),
            "leaving": self.count(Way.LEAVE),
            "drafts": len(self.drafts),
            "ended": sum(len(ids) for ids in self.ends.values()),
            "held": len(self.held),
        }


def next_name(name: str) -> str:
    """Return the name of the year after: "2025-2026" → "2026-2027"."""
    return f"{int(name[:4]) + 1}-{int(name[:4]) + 2}"


def raised(name: str, grade: int) -> str | None:
    """Return a class's name a grade up: 3A → 4A; None when it doesn't begin with its grade.

    >>> raised("3A1", 3), raised("Hoa Mai", 3)
    ('4A1', None)
    """
    first, rest = name[:1], name[1:]
    return f"{grade + 1}{rest}" if first == str(grade) and not rest[:1].isdecimal() else None


def plan(
    session: Session, source: SchoolYear, choices: Choices, *, first: bool = True
) -> Plan:
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
    _draft(session, made, standing)
    _end(session, made)
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


def _draft(session: Session, made: Plan, standing: Mapping[str, SchoolClass]) -> None:
    """Propose last year's people for the class of the same name, unless somebody is named there."""
    old = {one.room.id: one.room for one in made.rooms}
    new = {one.name: one for one in made.classes if one.id is None or made.first}
    taken = _taken(session, [room.id for room in standing.values()])
    here = {staff.id for staff in session.scalars(select(Staff)) if not _gone(staff, made)}
    model: Any
    for model in (HomeroomAssignment, TeachingAssignment):
        rows = select(model).where(
            model.class_id.in_(old), in_force(model, made.source.last_day)
        )
        for row in session.scalars(rows.order_by(model.class_id, model.id)):
            room, unit_id = old[row.class_id], getattr(row, "unit_id", None)
            there = new.get(room.name)
            if there is None or there.grade != room.grade or row.staff_id not in here:
                continue
            if (there.id, unit_id) not in taken and (room.name, unit_id) not in taken:
                made.drafts.append(Draft(room.name, unit_id, row.staff_id))
                taken.add((room.name, unit_id))


def _gone(staff: Staff, made: Plan) -> bool:
    return staff.left_on is not None and staff.left_on <= made.first_day


def _taken(session: Session, rooms: list[int]) -> set[tuple[Any, int | None]]:
    found: set[tuple[Any, int | None]] = set()
    if rooms:
        a, h, d = TeachingAssignment, HomeroomAssignment, AssignmentDraft
        for row in session.execute(select(a.class_id, a.unit_id).where(a.class_id.in_(rooms))):
            found.add((row[0], row[1]))
        for row in session.execute(select(d.class_id, d.unit_id).where(d.class_id.in_(rooms))):
            found.add((row[0], row[1]))
        found |= {
            (room, None) for room in session.scalars(select(h.class_id).where(h.class_id.in_(rooms)))
        }
    return found


def _end(session: Session, made: Plan) -> None:
    """Last year's assignments end with it, except where a class isn't decided yet."""
    rooms = [one.room.id for one in made.rooms if one.frozen]
    model: Any
    for model in (HomeroomAssignment, TeachingAssignment):
        rows = select(model.id).where(
            model.class_id.in_(rooms), model.to_date.is_(None), model.from_date <= made.eve
        )
        made.ends[model] = list(session.scalars(rows.order_by(model.id)))
