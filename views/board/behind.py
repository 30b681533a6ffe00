"""What stands behind the figures of the whole school: where rows come from, and each in words.

Rows are asked of the database, which counts them too, or known from what other screens count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, literal, select

from models.assessment import SubjectResult
from models.clock import school_today
from models.conduct import ConductDispute, ConductEntry, ConductItem
from models.conduct.record import scale_on
from models.conduct.week import ClassWeek, class_weeks, ranked
from models.daily import Absence, HalfDay
from models.daily.absence import HALF_LABEL
from models.daily.month import uncalled
from models.health import FollowUp, FollowUpState, Handling, HealthVisit
from models.plans.expected import Slot, SlotState, expected_slots
from models.pupils import Enrolment, Pupil
from models.school import Period, SchoolClass, SchoolDay
from permissions.session import GuardedSession
from views.attendance.frame import SLUGS
from views.frame import once
from views.plans.rows import WEEKDAYS, authors_of, by_id, names_of, slot_url
from views.rooms import rooms_read
from views.values import word
from views.words import day_vi, local


@dataclass(frozen=True, slots=True)
class Frame:
    """The time that the page is about: the last day of teaching, its week, the week of plans."""

    day: SchoolDay
    week: Period
    plans: Period | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row behind a number; ``url`` leads to the place itself."""

    room: str
    who: str
    what: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows of a statement, and what becomes of each."""

    query: Callable[[GuardedSession, Frame], Select[Any]]
    dress: Callable[[Any], Line]

    def rows(self, session: GuardedSession, frame: Frame) -> list[Line]:
        """Return the rows in words."""
        return [self.dress(row) for row in session.execute(self.query(session, frame))]

    def where(self, condition: ColumnElement[bool]) -> Asked:
        """Return those of the rows for which this holds."""
        return Asked(lambda session, frame: self.query(session, frame).where(condition), self.dress)


@dataclass(frozen=True, slots=True)
class Known:
    """Things that are counted elsewhere already, and what becomes of them."""

    items: Callable[[GuardedSession, Frame], list[Any]]
    dress: Callable[[GuardedSession, list[Any]], list[Line]]

    def rows(self, session: GuardedSession, frame: Frame) -> list[Line]:
        """Return them in words."""
        return self.dress(session, self.items(session, frame))


def _absences(first: date, last: date) -> Select[Any]:
    a = Absence
    return (
        select(SchoolClass.name, Pupil.full_name, a.date, a.half, a.excused, a.reason, a.class_id)
        .join(SchoolClass, SchoolClass.id == a.class_id)
        .join(Pupil, Pupil.id == a.pupil_id)
        .where(a.date >= first, a.date <= last)
        .order_by(SchoolClass.grade, SchoolClass.name, Pupil.sort_key, Pupil.id, a.date, a.half)
    )


def _absent(row: Any) -> Line:
    leave = "có phép" if row.excused else "không phép"
    reason = f": {row.reason}" if row.reason else ""
    said = f"{day_vi(row.date)}, buổi {HALF_LABEL[row.half]}, {leave}{reason}"
    at = url_for(
        "attendance.roll",
        class_id=row.class_id,
        day=row.date.isoformat(),
        half=SLUGS[row.half],
    )
    return Line(row.name, row.full_name, said, at)


def _to_call(session: GuardedSession, frame: Frame) -> Select[Any]:
    calls = uncalled(session, frame.day)
    return calls.add_columns(literal(frame.day.date.isoformat()).label("day"))


def _uncalled(row: Any) -> Line:
    half = HalfDay(row.half)
    at = url_for("attendance.roll", class_id=row.class_id, day=row.day, half=SLUGS[half])
    return Line(row.name, "Cả lớp", f"buổi {HALF_LABEL[half]} chưa điểm danh", at)


def _disputes(_session: GuardedSession, _frame: Frame) -> Select[Any]:
    d, e = ConductDispute, ConductEntry
    return (
        select(SchoolClass.name, ConductItem.name.label("item"), d.raised_at, d.reason, d.entry_id)
        .join(e, e.id == d.entry_id)
        .join(ConductItem, ConductItem.id == e.item_id)
        .join(SchoolClass, SchoolClass.id == d.class_id)
        .where(d.ruling.is_(None))
        .order_by(d.raised_at, d.id)
    )


def _dispute(row: Any) -> Line:
    said = f"“{row.reason}”, {day_vi(local(row.raised_at).date())}"
    return Line(row.name, row.item, said, url_for("conduct.show", entry_id=row.entry_id))


def _visits(_session: GuardedSession, frame: Frame) -> Select[Any]:
    v = HealthVisit
    return (
        select(SchoolClass.name, Pupil.full_name, v.date, v.complaint, v.handling, v.referred_to)
        .join(SchoolClass, SchoolClass.id == v.class_id)
        .join(Pupil, Pupil.id == v.pupil_id)
        .where(v.date >= frame.week.from_date, v.date <= frame.week.to_date)
        .order_by(v.at.desc(), v.id.desc())
    )


def _visit(row: Any) -> Line:
    to = f" {row.referred_to}" if row.referred_to else ""
    said = f"{day_vi(row.date)}: {row.complaint}, {word(row.handling).lower()}{to}"
    return Line(row.name, row.full_name, said, url_for("health.visits", ngay=row.date.isoformat()))


def _cases(_session: GuardedSession, frame: Frame) -> Select[Any]:
    f = FollowUp
    room = (
        select(SchoolClass.name)
        .join(Enrolment, Enrolment.class_id == SchoolClass.id)
        .where(Enrolment.pupil_id == f.pupil_id, SchoolClass.year_id == frame.week.year_id)
        .order_by(Enrolment.id.desc())
        .limit(1)
        .correlate(f)
        .scalar_subquery()
    )
    return (
        select(room.label("name"), Pupil.full_name, f.what, f.from_date, f.state, f.pupil_id)
        .join(Pupil, Pupil.id == f.pupil_id)
        .where(f.state != FollowUpState.SETTLED)
        .order_by(f.from_date, f.id)
    )


def _case(row: Any) -> Line:
    said = f"{row.what}, từ {row.from_date:%d/%m}, {word(row.state).lower()}"
    return Line(
        row.name or "–", row.full_name, said, url_for("health.pupil", pupil_id=row.pupil_id)
    )


def slots(session: GuardedSession, frame: Frame) -> list[Slot]:
    """Return the lessons of the week of plans, read once a request."""
    if frame.plans is None:
        return []
    weeks = (frame.plans.id,)
    return once(("slots", weeks), lambda: expected_slots(session, weeks))  # type: ignore[no-any-return]


def _lessons_that(wanted: Callable[[Slot], bool]) -> Known:
    return Known(
        lambda session, frame: [slot for slot in slots(session, frame) if wanted(slot)], _lessons
    )


def _lessons(session: GuardedSession, found: list[Slot]) -> list[Line]:
    names, people = names_of(session), authors_of(session, {slot.staff_id for slot in found})
    weeks = by_id(session, Period, {slot.period_id for slot in found})
    return [
        Line(
            names.classes.get(slot.class_id, "–"),
            people.get(slot.staff_id, "–"),
            f"{names.units.get(slot.unit_id, '–')}, {WEEKDAYS.get(slot.weekday, '?')} "
            f"{slot.day:%d/%m} tiết {slot.lesson}, hạn nộp {slot.due:%d/%m}",
            slot_url(slot, weeks[slot.period_id]),
        )
        for slot in found
    ]


def weeks(session: GuardedSession, frame: Frame) -> list[tuple[int, ClassWeek]]:
    """Return (rank, week) of all classes, read once a request."""

    def read() -> list[tuple[int, ClassWeek]]:
        rooms = [room.id for room in rooms_read(session, SubjectResult)]
        start = scale_on(session, frame.week.from_date).start_points
        return ranked(class_weeks(session, rooms, frame.week.id, start).values())

    return once(("class weeks", frame.week.id), read)  # type: ignore[no-any-return]


def _faulty(session: GuardedSession, frame: Frame) -> list[Any]:
    return [(rank, one, frame.week) for rank, one in weeks(session, frame) if one.minus]


def _classes(session: GuardedSession, found: list[Any]) -> list[Line]:
    names = {room.id: room.name for room in rooms_read(session, SubjectResult)}
    return [
        Line(
            names[one.class_id],
            "Cả lớp",
            f"trừ {one.minus}, cộng {one.plus}, còn {one.points} điểm, thứ {rank}",
            url_for("conduct.class_week", class_id=one.class_id, week_id=week.id),
        )
        for rank, one, week in reversed(found)
    ]


ABSENT_TODAY = Asked(lambda _, frame: _absences(frame.day.date, frame.day.date), _absent)
ABSENT_IN_WEEK = Asked(
    lambda _, frame: _absences(frame.week.from_date, frame.week.to_date), _absent
)
ABSENT_WITHOUT_LEAVE = ABSENT_IN_WEEK.where(Absence.excused.is_(False))
ROLLS_TO_CALL = Asked(_to_call, _uncalled)
APPROVED = _lessons_that(lambda slot: slot.state is SlotState.APPROVED)
WAITING = _lessons_that(lambda slot: slot.state is SlotState.WAITING)
LATE = _lessons_that(lambda slot: slot.covered and slot.late)
OVERDUE = _lessons_that(lambda slot: slot.overdue(school_today()))
FAULTY_CLASSES = Known(_faulty, _classes)
OPEN_DISPUTES = Asked(_disputes, _dispute)
VISITS = Asked(_visits, _visit)
REFERRED = VISITS.where(HealthVisit.handling == Handling.REFERRED)
OPEN_CASES = Asked(_cases, _case)
