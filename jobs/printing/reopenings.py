"""Danh sách mở khóa: the annex that lists a class's reopenings with what was changed (Điều 2.3).

It goes behind the class's report books and its summary sheet, and is printed by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session

from jobs.printing.board import signers
from jobs.printing.render import pdf
from models.access.lock import LOCK_KIND_LABEL, Reopening
from models.access.reopening import Asked, requests
from models.access.under import Changed, changed_under, named
from models.assessment.unit import Unit
from models.clock import SCHOOL_TIME, school_today
from models.people import Staff
from models.pupils import Pupil
from models.school import Period, School, SchoolClass, SchoolYear
from permissions.session import system_session

FORM = "reopenings.html"
TITLE = "Danh sách mở khóa"


@dataclass(frozen=True, slots=True)
class Line:
    """A granted request: who asked and why, for what, who granted it, from and until when."""

    asker: str
    asked_at: str
    what: str
    reason: str
    granter: str
    begins: str
    ends: str
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the paper."""

    school: School | None
    day: date
    room: str
    year: str
    lines: tuple[Line, ...]
    chair: str


def _granted(session: Session, room: SchoolClass) -> list[Asked]:
    r = Reopening
    here = or_(r.class_id == room.id, r.class_id.is_(None))
    grade = or_(r.grade == room.grade, r.grade.is_(None))
    query = select(r).where(r.year_id == room.year_id, r.granted_at.is_not(None), here, grade)
    return requests(session.scalars(query))


def annex_of(session: Session, history: Session, room: SchoolClass) -> Paper:
    """Read a class's granted reopenings; ``history`` reads what was changed under them."""
    asked = _granted(session, room)
    rows = [row for one in asked for row in one.rows]
    changed, _ = changed_under(history, session, rows, room.id)
    names = _Names(session, room, rows)
    year = session.scalar(select(SchoolYear.name).where(SchoolYear.id == room.year_id))
    return Paper(
        session.scalars(select(School)).first(),
        school_today(),
        room.name,
        year or "",
        tuple(names.line(one, changed) for one in asked),
        signers(session)[1],
    )


class _Names:
    """People, pupils, periods and units that the requests name; four statements."""

    def __init__(self, session: Session, room: SchoolClass, rows: Sequence[Reopening]) -> None:
        self.room = room
        staff = {i for row in rows for i in (row.requested_by, row.granted_by) if i}
        query = select(Staff).where(Staff.id.in_(staff))
        self.people = {s.id: f"{s.address} {s.full_name}" for s in session.scalars(query)}
        self.pupils = named(session, Pupil.full_name, {r.pupil_id for r in rows if r.pupil_id})
        self.periods = named(session, Period.name, {r.period_id for r in rows if r.period_id})
        self.units = named(session, Unit.name, {r.unit_id for r in rows if r.unit_id})

    def line(self, asked: Asked, changed: Sequence[Changed]) -> Line:
        """Write a request in words."""
        first = asked.first
        ids = {row.id for row in asked.rows}
        return Line(
            self.people.get(first.requested_by, ""),
            _when(first.requested_at),
            self._what(asked),
            first.reason or "",
            self.people.get(first.granted_by or 0, ""),
            _when(first.granted_at),
            _when(first.ends_at),
            tuple(one for one in changed if one.reopening_id in ids),
        )

    def _what(self, asked: Asked) -> str:
        first = asked.first
        parts = [
            LOCK_KIND_LABEL[first.kind] if first.kind else "Mọi loại sổ",
            self.periods.get(first.period_id or 0, "cả năm học"),
            self.units.get(first.unit_id or 0, ""),
            ", ".join(self.pupils.get(i, "") for i in asked.pupil_ids),
            "" if first.class_id else (f"khối {first.grade}" if first.grade else "toàn trường"),
        ]
        return "; ".join(part for part in parts if part)


def _when(at: datetime | None) -> str:
    return f"{at.astimezone(SCHOOL_TIME):%H:%M %d/%m/%Y}" if at else ""


def annex_pdf(paper: Paper, *, official: bool) -> bytes:
    """Return the annex as PDF."""
    return pdf(FORM, official=official, paper=paper, title=TITLE)


def annex_behind(
    engine: Engine, session: Session, room: SchoolClass, *, official: bool
) -> bytes | None:
    """Return the annex of a class as PDF, None where nothing was reopened."""
    with system_session(engine, "in danh sách mở khóa", capacities=frozenset()) as history:
        paper = annex_of(session, history, room)
    return annex_pdf(paper, official=official) if paper.lines else None
