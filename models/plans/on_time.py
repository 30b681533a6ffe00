"""Who handed in on time and who late, in slots covered, for a department's minutes (Điều 7.4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plans.expected import LEAD, days_late, expected_slots
from models.school import Period, PeriodKind


@dataclass(slots=True)
class OnTime:
    """Slots of one person: expected = on time + late + missing.

    The first hand-in counts: a plan that was sent back isn't late for that.
    """

    expected: int = 0
    on_time: int = 0
    late: int = 0
    missing: int = 0


def on_time_counts(
    session: Session,
    staff_ids: Collection[int],
    from_date: date,
    to_date: date,
    *,
    since: Mapping[int, datetime] | None = None,
) -> dict[int, OnTime]:
    """Count the slots whose plans fell due from a day to a day (both count), for each person.

    Everybody asked for is in the answer. ``since``: when each account was issued; as for
    ``expected_slots``, what was due before isn't counted.
    """
    # an account that was issued late moves the day within the week before
    weeks = select(Period.id).where(
        Period.kind == PeriodKind.WEEK,
        Period.from_date >= from_date,
        Period.from_date <= to_date + 2 * LEAD,
    )
    found = {person: OnTime() for person in staff_ids}
    slots = expected_slots(
        session, session.scalars(weeks).all(), staff_ids=list(found), since=since
    )
    for slot in slots:
        if not from_date <= slot.due <= to_date:
            continue
        count = found[slot.staff_id]
        count.expected += 1
        if slot.handed_in is None:
            count.missing += 1
        elif days_late(slot.handed_in, slot.due):
            count.late += 1
        else:
            count.on_time += 1
    return found
