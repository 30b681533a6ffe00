"""What a change of the calendar means: lessons, plans and roll calls that go or come."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.plans.expected import Place, Slot, expected_slots
from models.school.classes import SchoolClass
from models.school.day import SchoolDay
from models.school.year import Period, SchoolYear

DayState = tuple[int, bool, bool, int | None]
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Consequence:
    """What changes. Slots count lessons that need a plan; rolls are class × half-day.

    ``moved``: (name, old, new) of periods; ``lost_plans``: lessons that go though a plan stands.
    """

    moved: tuple[tuple[str, Span, Span], ...]
    free: tuple[date, ...]
    taught: tuple[date, ...]
    changed: tuple[date, ...]
    slots_gone: int
    slots_new: int
    lost_plans: int
    rolls_gone: int
    rolls_new: int

    @property
    def nothing(self) -> bool:
        """Whether all stays as it is."""
        return not (self.moved or self.free or self.taught or self.changed)


def consequence_of(
    session: Session, year: SchoolYear, weeks: Collection[int], act: Callable[[], object]
) -> Consequence:
    """Do the act and tell what it changed; ``weeks``: ids of those whose lessons may change.

    The act flushes; whoever only asks rolls back afterwards.
    """
    spans, days, slots = _spans(session, year), _days(session, year), _slots(session, weeks)
    act()
    new_spans, new_days = _spans(session, year), _days(session, year)
    new_slots = _slots(session, weeks)
    rooms = session.scalar(select(func.count(SchoolClass.id)).where(SchoolClass.year_id == year.id))
    gone = [slot for place, slot in slots.items() if place not in new_slots]
    return Consequence(
        moved=tuple(
            (name, spans[code][1], new)
            for code, (name, new) in new_spans.items()
            if code in spans and spans[code][1] != new
        ),
        free=tuple(sorted(days.keys() - new_days.keys())),
        taught=tuple(sorted(new_days.keys() - days.keys())),
        changed=tuple(
            sorted(d for d in days.keys() & new_days.keys() if days[d][1:] != new_days[d][1:])
        ),
        slots_gone=len(gone),
        slots_new=sum(place not in slots for place in new_slots),
        lost_plans=sum(slot.plan_id is not None for slot in gone),
        rolls_gone=(rooms or 0) * _halves(days, new_days),
        rolls_new=(rooms or 0) * _halves(new_days, days),
    )


def _spans(session: Session, year: SchoolYear) -> dict[str, tuple[str, Span]]:
    query = select(Period.code, Period.name, Period.from_date, Period.to_date)
    rows = session.execute(query.where(Period.year_id == year.id).order_by(Period.from_date))
    return {code: (name, (first, last)) for code, name, first, last in rows}


def _days(session: Session, year: SchoolYear) -> dict[date, DayState]:
    d = SchoolDay
    query = select(d.date, d.week_id, d.morning, d.afternoon, d.stands_for)
    rows = session.execute(query.where(d.year_id == year.id))
    return {day: (week, am, pm, stands) for day, week, am, pm, stands in rows}


def _slots(session: Session, weeks: Collection[int]) -> dict[tuple[Place, int], Slot]:
    return {(slot.place, slot.unit_id): slot for slot in expected_slots(session, weeks)}


def _halves(these: dict[date, DayState], those: dict[date, DayState]) -> int:
    """Count the half-days of the first that the second hasn't."""
    none: DayState = (0, False, False, None)
    return sum(
        taught and not those.get(day, none)[n]
        for day, state in these.items()
        for n, taught in ((1, state[1]), (2, state[2]))
    )
