"""What the pages of Bàn giao lớp share: a record with its class, year and people; its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint
from sqlalchemy import Select, select

from models.people import Staff
from models.rollover import HandOverMinutes
from models.rollover.minutes import Stage
from models.school import SchoolClass, SchoolYear
from permissions.errors import OutOfScope
from permissions.session import GuardedSession

handing = Blueprint("handing", __name__, url_prefix="/ban-giao")
BADGES = {
    Stage.WRITING: ("Đang viết", "", "pen"),
    Stage.GIVEN: ("Chờ người nhận kí", "warn", "clock"),
    Stage.RECEIVED: ("Đã kí cả hai", "ok", "tick"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """A hand-over with the names that stand around it."""

    row: HandOverMinutes
    room: SchoolClass
    year: SchoolYear
    giver: Staff
    receiver: Staff

    @property
    def badge(self) -> tuple[str, str, str]:
        """Word, colour and sign of the stage."""
        return BADGES[self.row.stage]


def records(session: GuardedSession, where: Any = None) -> list[Record]:
    """Return the records that this person reads, the newest year first; two statements."""
    h = HandOverMinutes
    query: Select[Any] = (
        select(h, SchoolClass, SchoolYear)
        .join(SchoolClass, SchoolClass.id == h.class_id)
        .join(SchoolYear, SchoolYear.id == SchoolClass.year_id)
        .order_by(SchoolYear.first_day.desc(), SchoolClass.grade, SchoolClass.name, h.id)
    )
    if where is not None:
        query = query.where(where)
    rows = session.execute(query).all()
    ids = {i for row, _, _ in rows for i in (row.giver_id, row.receiver_id)}
    people = {staff.id: staff for staff in session.scalars(select(Staff).where(Staff.id.in_(ids)))}
    return [
        Record(row, room, year, people[row.giver_id], people[row.receiver_id])
        for row, room, year in rows
    ]


def record_of(session: GuardedSession, row_id: int) -> Record:
    """Return one record; OutOfScope when this person doesn't read it."""
    found = records(session, HandOverMinutes.id == row_id)
    if not found:
        raise OutOfScope("Biên bản bàn giao này không thuộc phần việc được phân công (Đ2.9).")
    return found[0]
