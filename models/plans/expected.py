"""Which lessons need a plan, whose they are, and how each stands (Điều 4.7, 5.2).

A slot is a lesson of the timetable in force on a day of teaching; a make-up day takes the lessons
of the weekday that it stands for, a holiday has none. Its teacher is whoever is assigned to teach
the unit there on that day. Plans are due seven days before the week's Monday.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Integer, and_, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from models.clock import in_force, school_date
from models.plans.lesson_plan import Decision, LessonPlan, PlanSlot
from models.school import (
    Membership,
    Period,
    PeriodKind,
    SchoolClass,
    SchoolDay,
    TeachingAssignment,
    TimetableSlot,
)

LEAD = timedelta(days=7)
#: lessons up to this one are in the morning
MORNING = 4
Place = tuple[int, int, int, int]
Key = TypeVar("Key", bound=Hashable)


class weekday_of(GenericFunction[int]):  # noqa: N801 - reads as the SQL function that it is
    """The weekday of a date as schools count: 2 = Monday … 7 = Saturday, 8 = Sunday."""

    type = Integer()
    inherit_cache = True


@compiles(weekday_of, "sqlite")
def _sqlite_weekday_of(element: weekday_of, compiler: SQLCompiler, **kw: Any) -> str:
    day = compiler.process(element.clauses, **kw)
    return f"((CAST(strftime('%w', {day}) AS INTEGER) + 6) % 7 + 2)"


@compiles(weekday_of, "postgresql")
def _postgresql_weekday_of(element: weekday_of, compiler: SQLCompiler, **kw: Any) -> str:
    return f"(CAST(extract(isodow FROM {compiler.process(element.clauses, **kw)}) AS integer) + 1)"


class SlotState(StrEnum):
    """How a slot stands: nobody handed in, waiting for the head, sent back, approved."""

    OWED = "owed"
    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"


_STATE = {
    None: SlotState.WAITING,
    Decision.APPROVED: SlotState.APPROVED,
    Decision.RETURNED: SlotState.RETURNED,
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A lesson that needs a plan. ``plan_id`` is the newest plan for it, if there is one.

    ``weekday`` is that of its ``day``, a make-up day's own. ``due`` is the last day on which
    handing in is on time; ``handed_in`` is the moment of the first hand-in: who corrects a
    returned plan isn't late for that.
    """

    period_id: int
    class_id: int
    weekday: int
    lesson: int
    unit_id: int
    staff_id: int
    due: date
    day: date
    state: SlotState = SlotState.OWED
    plan_id: int | None = None
    handed_in: datetime | None = None

    @property
    def place(self) -> Place:
        """Where the lesson stands: week, class, weekday, lesson."""
        return self.period_id, self.class_id, self.weekday, self.lesson

    @property
    def covered(self) -> bool:
        """Whether a plan stands for it: waiting or approved."""
        return self.state in (SlotState.WAITING, SlotState.APPROVED)

    @property
    def late(self) -> bool:
        """Whether its first hand-in came after the due day."""
        return days_late(self.handed_in, self.due) > 0

    def overdue(self, today: date) -> bool:
        """Whether nobody has handed in anything for it, on a day after the due day."""
        return self.state is SlotState.OWED and self.due < today


def due_day(week: date, issued: datetime | None = None) -> date:
    """Return the last day on time for a week: seven days before its Monday (Điều 4.7).

    ``week`` is any day of it. An account ``issued`` later than that moves the day to its own.
    """
    due = week - timedelta(days=week.weekday()) - LEAD
    return due if issued is None else max(due, school_date(issued))


def days_late(handed_in: datetime | None, due: date) -> int:
    """Return by how many days a hand-in came late; 0 when on time or not there."""
    if handed_in is None:
        return 0
    return max(0, (school_date(handed_in) - due).days)


def expected_slots(
    session: Session,
    period_ids: Collection[int],
    *,
    staff_ids: Collection[int] | None = None,
    since: Mapping[int, datetime] | None = None,
) -> list[Slot]:
    """List the slots of these weeks with their state, by two statements, in timetable order.

    ``staff_ids``: only these teachers. ``since``: when each teacher's account was issued; weeks
    that began before aren't counted, nor anything of a teacher without one (None: all count).
    States are those of the plans that the session's actor may read.
    """
    plans = _handed_in(session, period_ids, staff_ids)
    found = []
    for row in session.execute(_expected(period_ids, staff_ids)):
        week, owner = row.from_date, (row.staff_id, row.unit_id)
        place: Place = (row.id, row.class_id, row.date.isoweekday() + 1, row.lesson)
        issued = None if since is None else since.get(row.staff_id)
        if since is not None and not _counts(week, issued):
            continue
        state, plan_id, first = plans.get((*place, *owner), (SlotState.OWED, None, None))
        due = due_day(week, issued)
        found.append(Slot(*place, row.unit_id, row.staff_id, due, row.date, state, plan_id, first))
    return found


def _counts(week: date, issued: datetime | None) -> bool:
    monday = week - timedelta(days=week.weekday())
    return issued is not None and school_date(issued) <= monday


def _expected(period_ids: Collection[int], staff_ids: Collection[int] | None) -> Any:
    slot, teacher = TimetableSlot, TeachingAssignment
    later_slot, later_teacher = aliased(TimetableSlot), aliased(TeachingAssignment)
    day = SchoolDay.date
    taught = or_(
        and_(slot.lesson <= MORNING, SchoolDay.morning),
        and_(slot.lesson > MORNING, SchoolDay.afternoon),
    )
    superseded = (
        select(later_slot.id)
        .where(
            later_slot.class_id == slot.class_id,
            later_slot.weekday == slot.weekday,
            later_slot.lesson == slot.lesson,
            later_slot.from_date > slot.from_date,
            in_force(later_slot, day),
        )
        .correlate(slot, SchoolDay)
        .exists()
    )
    succeeded = (
        select(later_teacher.id)
        .where(
            later_teacher.class_id == teacher.class_id,
            later_teacher.unit_id == teacher.unit_id,
            later_teacher.from_date > teacher.from_date,
            in_force(later_teacher, day),
        )
        .correlate(slot, teacher, SchoolDay)
        .exists()
    )
    statement: Any = (
        select(
            Period.id,
            slot.class_id,
            day,
            slot.lesson,
            slot.unit_id,
            teacher.staff_id,
            Period.from_date,
        )
        .select_from(Period)
        .join(SchoolClass, SchoolClass.year_id == Period.year_id)
        .join(SchoolDay, SchoolDay.week_id == Period.id)
        .join(
            slot,
            and_(
                slot.class_id == SchoolClass.id,
                slot.weekday == func.coalesce(SchoolDay.stands_for, weekday_of(day)),
                in_force(slot, day),
            ),
        )
        .join(
            teacher,
            and_(
                teacher.class_id == slot.class_id,
                teacher.unit_id == slot.unit_id,
                in_force(teacher, day),
            ),
        )
        .where(
            Period.kind == PeriodKind.WEEK,
            Period.id.in_(period_ids),
            taught,
            ~superseded,
            ~succeeded,
        )
        .order_by(Period.from_date, SchoolClass.grade, SchoolClass.name, day, slot.lesson)
    )
    return statement if staff_ids is None else statement.where(teacher.staff_id.in_(staff_ids))


def _handed_in(
    session: Session, period_ids: Collection[int], staff_ids: Collection[int] | None
) -> dict[tuple[int, ...], tuple[SlotState, int, datetime]]:
    """Map (week, class, weekday, lesson, teacher, unit) to newest state and first moment."""
    at = PlanSlot
    statement = (
        select(
            at.period_id,
            at.class_id,
            at.weekday,
            at.lesson,
            at.staff_id,
            at.unit_id,
            LessonPlan.id,
            LessonPlan.submitted_at,
            LessonPlan.decision,
        )
        .join(LessonPlan, LessonPlan.id == at.plan_id)
        .where(at.period_id.in_(period_ids))
        .order_by(LessonPlan.id)
    )
    if staff_ids is not None:
        statement = statement.where(at.staff_id.in_(staff_ids))
    found: dict[tuple[int, ...], tuple[SlotState, int, datetime]] = {}
    for *place, plan_id, submitted_at, decision in session.execute(statement):
        key = tuple(place)
        first = found[key][2] if key in found else submitted_at
        found[key] = _STATE[decision], plan_id, first
    return found


@dataclass(slots=True)
class Tally:
    """Counts in slots: how many need a plan, have one, on time or late, and are overdue."""

    expected: int = 0
    waiting: int = 0
    approved: int = 0
    returned: int = 0
    on_time: int = 0
    late: int = 0
    overdue: int = 0

    @property
    def covered(self) -> int:
        """Slots for which a plan stands, decided or not."""
        return self.waiting + self.approved

    def add(self, slot: Slot, today: date) -> None:
        """Count one slot."""
        self.expected += 1
        self.waiting += slot.state is SlotState.WAITING
        self.approved += slot.state is SlotState.APPROVED
        self.returned += slot.state is SlotState.RETURNED
        self.on_time += slot.covered and not slot.late
        self.late += slot.covered and slot.late
        self.overdue += slot.overdue(today)


def tally(slots: Iterable[Slot], today: date, by: Callable[[Slot], Key]) -> dict[Key, Tally]:
    """Count slots by anything of them: teacher, week, class; with ``departments`` by department."""
    found: dict[Key, Tally] = {}
    for slot in slots:
        found.setdefault(by(slot), Tally()).add(slot, today)
    return found


def total(slots: Iterable[Slot], today: date) -> Tally:
    """Count all of these slots together."""
    return tally(slots, today, lambda _: None).get(None, Tally())


def departments(session: Session, today: date) -> dict[int, int]:
    """Map each staff member to the department of that day (the newest when there are two)."""
    statement = (
        select(Membership.staff_id, Membership.department_id)
        .where(in_force(Membership, today))
        .order_by(Membership.from_date, Membership.id)
    )
    return dict(session.execute(statement).all())
