"""Last year's assignments: proposed for the next year as drafts, and ended with their own year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.clock import in_force
from models.people.staff import Staff
from models.rollover.shape import Draft, Plan
from models.rollover.tables import AssignmentDraft
from models.school.assignment import HomeroomAssignment, TeachingAssignment
from models.school.classes import SchoolClass


def draft(session: Session, made: Plan, standing: Mapping[str, SchoolClass]) -> None:
    """Propose last year's people for the class of the same name, unless somebody is named there."""
    old = {one.room.id: one.room for one in made.rooms}
    new = {one.name: one for one in made.classes if one.id is None or made.first}
    ids = [room.id for room in standing.values()]
    taken = assigned(session, ids) | _drafted(session, ids) if ids else set()
    here = {staff.id for staff in session.scalars(select(Staff)) if not _gone(staff, made)}
    model: Any
    for model in (HomeroomAssignment, TeachingAssignment):
        rows = select(model).where(model.class_id.in_(old), in_force(model, made.source.last_day))
        for row in session.scalars(rows.order_by(model.class_id, model.id)):
            room, unit_id = old[row.class_id], getattr(row, "unit_id", None)
            there = new.get(room.name)
            if there is None or there.grade != room.grade or row.staff_id not in here:
                continue
            if (there.id, unit_id) not in taken and (room.name, unit_id) not in taken:
                made.drafts.append(Draft(room.name, unit_id, row.staff_id))
                taken.add((room.name, unit_id))


def _gone(staff: Staff, made: Plan) -> bool:
    return staff.left_on is not None and staff.left_on <= made.first_day


def assigned(session: Session, rooms: list[int]) -> set[tuple[Any, int | None]]:
    """Return (class, unit) of the assignments there are; unit None: homeroom."""
    a, h = TeachingAssignment, HomeroomAssignment
    teaching = session.execute(select(a.class_id, a.unit_id).where(a.class_id.in_(rooms)))
    homerooms = session.scalars(select(h.class_id).where(h.class_id.in_(rooms)))
    return {(room, unit) for room, unit in teaching} | {(room, None) for room in homerooms}


def _drafted(session: Session, rooms: list[int]) -> set[tuple[Any, int | None]]:
    d = AssignmentDraft
    rows = session.execute(select(d.class_id, d.unit_id).where(d.class_id.in_(rooms)))
    return {(room, unit) for room, unit in rows}


def end(session: Session, made: Plan) -> None:
    """Last year's assignments end with it, except where a class isn't decided yet."""
    rooms = [one.room.id for one in made.rooms if one.frozen]
    model: Any
    for model in (HomeroomAssignment, TeachingAssignment):
        rows = select(model.id).where(
            model.class_id.in_(rooms), model.to_date.is_(None), model.from_date <= made.eve
        )
        made.ends[model] = list(session.scalars(rows.order_by(model.id)))
