"""The week's teaching schedule (lịch báo giảng) of a teacher or a class, from timetable and plans.

What is taught and by which means is what the plan says (DOMAIN §2.5); a plan that the reader may
not see leaves its lesson without a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assessment.unit import Unit
from models.plans.expected import MORNING, Slot, expected_slots
from models.plans.lesson_plan import LessonPlan, PlanSlot
from models.school import Period, SchoolClass

HALVES = ("Sáng", "Chiều")
#: Monday to Friday
USUAL = 5


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson of the schedule with the names that it is printed with."""

    slot: Slot
    unit: str
    room: str
    topic: str
    equipment: str

    @property
    def half(self) -> str:
        """Morning or afternoon, in words."""
        return HALVES[self.slot.lesson > MORNING]


@dataclass(frozen=True, slots=True)
class ScheduleDay:
    """A day of the week with its lessons in order; ``free``: the school doesn't teach then."""

    date: date
    lessons: tuple[Lesson, ...]

    @property
    def halves(self) -> Iterator[tuple[str, list[Lesson]]]:
        """The lessons by half-day."""
        for half, lessons in groupby(self.lessons, lambda lesson: lesson.half):
            yield half, list(lessons)


def schedule(
    session: Session, week: Period, *, staff_id: int | None = None, class_id: int | None = None
) -> list[ScheduleDay]:
    """Return the days of a week with the lessons of a teacher or of a class.

    Monday to Friday are always there, further days when something is taught on them.
    """
    slots = expected_slots(session, [week.id], staff_ids=None if staff_id is None else [staff_id])
    mine = [slot for slot in slots if class_id in (None, slot.class_id)]
    lessons = _named(session, mine)
    monday = week.from_date - timedelta(days=week.from_date.weekday())
    days = {monday + timedelta(days=n) for n in range(USUAL)} | {slot.day for slot in mine}
    taught: dict[date, list[Lesson]] = {day: [] for day in sorted(days)}
    for lesson in sorted(lessons, key=lambda one: (one.slot.lesson, one.room)):
        taught[lesson.slot.day].append(lesson)
    return [ScheduleDay(day, tuple(lessons)) for day, lessons in taught.items()]


def _named(session: Session, slots: list[Slot]) -> list[Lesson]:
    units = dict(session.execute(select(Unit.id, Unit.short_name)).all())
    rooms = dict(session.execute(select(SchoolClass.id, SchoolClass.name)).all())
    plans = {slot.plan_id for slot in slots if slot.plan_id is not None}
    said: dict[tuple[int, ...], tuple[str, str]] = {}
    covered = select(PlanSlot, LessonPlan.title).join(LessonPlan, LessonPlan.id == PlanSlot.plan_id)
    for at, title in session.execute(covered.where(PlanSlot.plan_id.in_(plans))):
        key = (at.plan_id, at.class_id, at.weekday, at.lesson)
        said[key] = at.topic or title, at.equipment or ""
    return [
        Lesson(
            slot,
            units.get(slot.unit_id, "–"),
            rooms.get(slot.class_id, "–"),
            *(said.get((slot.plan_id or 0, *slot.place[1:]), ("", ""))),
        )
        for slot in slots
    ]
