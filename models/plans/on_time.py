"""Who handed in on time and who late, in slots covered, for a department's minutes (Điều 7.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plans.expected import LEAD, Slot, expected_slots
from models.school import Period, PeriodKind


@dataclass(slots=True)
class OnTime:
    """Slots of one person: expected = on time + late + missing + those still in time.

    The first hand-in counts: a plan that was sent back isn't late for that.
    """

    expected: int = 0
    on_time: int = 0
    late: int = 0
    missing: int = 0


def due_slots(
    session: Session,
    staff_ids: Collection[int],
    from_date: date,
    to_date: date,
    *,
    since: Mapping[int, datetime] | None = None,
) -> list[Slot]:
    """List these people's slots whose plans fell due from a day to a day (both count).

    ``since``: when each account was issued; as for ``expected_slots``, what was due before isn't
    counted, and the day is the account's own where that is later.
    """
    # an account that was issued late moves the day within the week before
    weeks = select(Period.id).where(
        Period.kind == PeriodKind.WEEK,
        Period.from_date >= from_date,
        Period.from_date <= to_date + 2 * LEAD,
    )
    slots = expected_slots(session, session.scalars(weeks).all(), staff_ids=staff_ids, since=since)
    return [slot for slot in slots if from_date <= slot.due <= to_date]


def on_time_counts(
    slots: Iterable[Slot], staff_ids: Collection[int], today: date
) -> dict[int, OnTime]:
    """Count slots for each person; everybody asked for is in the answer."""
    found = {person: OnTime() for person in staff_ids}
    for slot in slots:
        count = found[slot.staff_id]
        count.expected += 1
        count.late += slot.late
        count.missing += slot.overdue(today)
        count.on_time += slot.handed_in is not None and not slot.late
    return found
