"""Health rounds as a duty: every pupil who sits in a class is measured in each round (Đ6.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import ScalarSelect, func, null, select
from sqlalchemy.orm import Session

from models.clock import in_force
from models.health.measurement import Measurement
from models.people.duty import Duty, Function
from models.pupils.enrolment import EnrolmentInterval
from models.school.classes import SchoolClass
from models.school.year import Period


def rounds_owed(
    session: Session, period: Period, today: date
) -> dict[tuple[int, int | None], tuple[int, int]]:
    """Count by (class, nurse) the pupils of a round, and those without height or weight.

    Only classes whose measurements the session's actor reads. One statement.
    """
    day = max(period.from_date, min(period.to_date, today))
    readable = cast("Callable[[Any, Any], Any]", session.info["readable"])
    place = SimpleNamespace(class_id=SchoolClass.id, period_id=null(), pupil_id=null())
    stay, m = EnrolmentInterval, Measurement
    measured = (m.class_id == stay.class_id) & (m.pupil_id == stay.pupil_id)
    rows = session.execute(
        select(
            stay.class_id,
            func.count(stay.pupil_id.distinct()),
            func.count(m.pupil_id.distinct()),
            _nurse(day),
        )
        .join(SchoolClass, SchoolClass.id == stay.class_id)
        .outerjoin(
            m,
            measured & (m.period_id == period.id) & m.height.is_not(None) & m.weight.is_not(None),
        )
        .where(
            SchoolClass.year_id == period.year_id,
            in_force(stay, day),
            readable(Measurement, place),
        )
        .group_by(stay.class_id)
    ).all()
    return {(room, owner): (pupils, pupils - done) for room, pupils, done, owner in rows}


def _nurse(day: date) -> ScalarSelect[int]:
    """Select who holds the duty on a day; the newest when two do."""
    held = select(Duty.staff_id).where(
        Duty.function == Function.NURSE, Duty.confirmed_at.is_not(None), in_force(Duty, day)
    )
    return held.order_by(Duty.from_date.desc(), Duty.id.desc()).limit(1).scalar_subquery()
