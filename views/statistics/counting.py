"""From what is asked to the table: facts in the person's own scope, or masked for outsiders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from flask import g
from sqlalchemy import select

from models.assessment.missing import unit_label
from models.school import Period, PeriodKind, SchoolClass, SchoolYear
from models.statistics.cube import SCHOOL, Cube, Place, count
from models.statistics.facts import Members, members
from models.statistics.kinds import Found, find
from models.statistics.mask import Key, masked
from models.statistics.measures import Group
from models.statistics.table import Heading, Table, table_of
from permissions.session import GuardedSession, system_session
from views.database import engines
from views.statistics.asked import BY_UNIT, BY_YEAR, MOST_YEARS, Asked, by_grant


@dataclass(frozen=True)
class Counted:
    """The table with what it was made of; ``masked``: small groups are left out."""

    asked: Asked
    table: Table
    cube: Cube
    found: Found
    members: Members
    masked: bool

    @property
    def notes(self) -> list[str]:
        """Say in words what the numbers are of, on screen and on paper."""
        said = []
        asked = self.asked
        if asked.kind.last_only:
            said.append(_source(asked, self.found))
            if asked.axis == BY_YEAR:
                said.append("Năm trước chỉ tính các lớp có danh sách đã duyệt.")
        if asked.kind.code == "chuyen-can":
            first, last = asked.year.first_day, asked.period.to_date
            said.append(
                f"Buổi vắng từ {first:%d/%m/%Y} đến {last:%d/%m/%Y} của học sinh đang học ở lớp "
                "lúc cuối thời điểm."
            )
        if self.masked:
            said.append(
                "Nhóm dưới 5 học sinh ghi “< 5”; số ghi “ẩn” để không tính ra được nhóm đó."
            )
        elif not asked.whole:
            said.append("Chỉ gồm những lớp, môn mà người xem được đọc.")
        return said


def _source(asked: Asked, found: Found) -> str:
    approved = [room.name for room in asked.rooms if room.id in found.approved]
    if not approved:
        return "Chưa lớp nào có danh sách đã duyệt: số liệu theo quy tắc từ các ô hiện có."
    if len(approved) == len(asked.rooms):
        return "Theo danh sách đã duyệt của mọi lớp."
    return (
        f"Theo danh sách đã duyệt: {', '.join(approved)}; các lớp khác theo quy tắc "
        "từ các ô hiện có."
    )


@contextmanager
def _scope(session: GuardedSession, *, outside: bool) -> Iterator[GuardedSession]:
    """Give the session that counts: the person's own, or one that sees the pupils for them."""
    if not outside:
        yield session
        return
    with system_session(engines().read, "thống kê", capacities=frozenset()) as counting:
        yield counting


def counted(session: GuardedSession, asked: Asked) -> Counted:
    """Count what is asked for, in a fixed number of statements."""
    outside = by_grant(g.actor, asked.kind)
    with _scope(session, outside=outside) as counting:
        spans = _spans(counting, asked)
        unit_ids = (asked.unit.id,) if asked.unit is not None else ()
        found = find(counting, asked.kind, spans, unit_ids)
        rooms = _rooms(counting, asked, spans)
        groups = (Group.ALL,) if outside else tuple(Group)
        known = members(counting, [year.id for year, _ in spans], groups)
    shown = tuple(group for group in groups if group is Group.ALL or known.rooms[group] != set())
    measures = found[-1].measures
    cubes = [count(one.facts, rooms, known, shown) for one in found]
    hidden = [masked(cube, measures) if outside else {} for cube in cubes]
    headings = list(_headings(asked, spans, cubes, hidden))
    table = table_of(headings, measures, shown)
    return Counted(asked, table, cubes[-1], found[-1], known, outside)


def _spans(session: GuardedSession, asked: Asked) -> list[tuple[SchoolYear, Period]]:
    """Return the years that are counted with the term of each, the year in question last."""
    here = (asked.year, asked.period)
    if asked.axis != BY_YEAR:
        return [here]
    others = [year for year in asked.years if year.first_day < asked.year.first_day]
    others = others[-(MOST_YEARS - 1) :]
    query = select(Period).where(
        Period.year_id.in_([year.id for year in others]),
        Period.kind == PeriodKind.TERM,
        Period.code == asked.period.code,
    )
    terms = {period.year_id: period for period in session.scalars(query)}
    return [*((year, terms[year.id]) for year in others if year.id in terms), here]


def _rooms(
    session: GuardedSession, asked: Asked, spans: list[tuple[SchoolYear, Period]]
) -> list[SchoolClass]:
    if len(spans) == 1:
        return list(asked.rooms)
    years = [year.id for year, _ in spans]
    return list(session.scalars(select(SchoolClass).where(SchoolClass.year_id.in_(years))))


def _headings(
    asked: Asked,
    spans: list[tuple[SchoolYear, Period]],
    cubes: list[Cube],
    hidden: list[dict[Key, bool]],
) -> Iterator[Heading]:
    unit_id = asked.unit.id if asked.unit is not None else 0
    last = Heading("", asked.place, unit_id, asked.year.name, cubes[-1], hidden[-1])
    if asked.axis == BY_YEAR:
        for (year, _), cube, out in zip(spans, cubes, hidden, strict=True):
            title = "Năm học " + year.name.replace("-", " - ")
            yield Heading(title, asked.place, unit_id, year.name, cube, out)
    elif asked.axis == BY_UNIT:
        for unit in asked.units:
            yield replace(last, title=unit_label(unit), unit_id=unit.id)
    else:
        for place in _places(asked):
            yield replace(last, title=asked.place_name(place), place=place)


def _places(asked: Asked) -> Iterator[Place]:
    """Return the whole, then each grade with its classes, as far as they are asked for."""
    if asked.room is not None:
        yield asked.place
        return
    if asked.grade is None:
        yield SCHOOL
    grade = None
    for room in asked.rooms:
        if asked.grade not in (None, room.grade):
            continue
        if room.grade != grade:
            grade = room.grade
            yield Place("grade", grade)
        yield Place("class", room.id)
