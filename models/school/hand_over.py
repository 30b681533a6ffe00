"""A change of teacher within the year: one assignment ends, the next begins the day after."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.clock import in_force
from models.people.staff import Staff
from models.refusal import Unfit
from models.school.assignment import HomeroomAssignment, TeachingAssignment

Assignment = HomeroomAssignment | TeachingAssignment


def held_by(session: Session, class_id: int, unit_id: int | None, day: date) -> Assignment | None:
    """Return the assignment of a class (unit None: the homeroom) that is in force on a day."""
    found: Assignment | None
    if unit_id is None:
        h = HomeroomAssignment
        found = session.scalars(select(h).where(h.class_id == class_id, in_force(h, day))).first()
    else:
        t = TeachingAssignment
        here = select(t).where(t.class_id == class_id, t.unit_id == unit_id, in_force(t, day))
        found = session.scalars(here).first()
    return found


def check(session: Session, old: Assignment, new: Staff, day: date) -> None:
    """Unfit where ``new`` can't take over from ``old`` on this day, the first one of theirs."""
    if new.id == old.staff_id:
        raise Unfit("Người này đang giữ việc ấy rồi.", field="new_id")
    if new.left_on is not None and new.left_on <= day:
        raise Unfit("Người nhận đã nghỉ việc trước ngày này.", field="new_id")
    if day <= old.from_date:
        began = f"{old.from_date:%d/%m/%Y}"
        raise Unfit(f"Người đang giữ bắt đầu từ {began}; chọn ngày sau đó.", field="day")
    later = _later(session, old)
    if later is not None:
        raise Unfit(
            f"Từ {later:%d/%m/%Y} việc này đã phân công tiếp; sửa phân công ấy trước.", field="day"
        )


def _later(session: Session, old: Assignment) -> date | None:
    if isinstance(old, HomeroomAssignment):
        h = HomeroomAssignment
        query = select(h.from_date).where(h.class_id == old.class_id, h.from_date > old.from_date)
    else:
        t = TeachingAssignment
        query = select(t.from_date).where(
            t.class_id == old.class_id, t.unit_id == old.unit_id, t.from_date > old.from_date
        )
    return session.scalars(query).first()


def hand_over(session: Session, old: Assignment, new: Staff, day: date) -> Assignment:
    """End the old assignment the day before, begin the new one; the caller commits."""
    check(session, old, new, day)
    made: Assignment
    if isinstance(old, HomeroomAssignment):
        made = HomeroomAssignment(class_id=old.class_id)
    else:
        made = TeachingAssignment(class_id=old.class_id, unit_id=old.unit_id)
    made.staff_id, made.from_date, made.to_date = new.id, day, old.to_date
    old.to_date = day - timedelta(days=1)
    session.add(made)
    return made
