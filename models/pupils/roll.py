"""Who sits in a class on a day, as class lists sort."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.clock import in_force
from models.pupils.enrolment import EnrolmentInterval
from models.pupils.pupil import Pupil


def roll(session: Session, class_ids: Iterable[int], day: date) -> dict[int, list[Pupil]]:
    """Return by class the pupils enrolled on a day whose names the session's actor reads."""
    stay, rooms = EnrolmentInterval, list(class_ids)
    rows = session.execute(
        select(stay.class_id, Pupil)
        .join(Pupil, Pupil.id == stay.pupil_id)
        .where(stay.class_id.in_(rooms), in_force(stay, day))
        .order_by(Pupil.sort_key, Pupil.code)
    )
    found: dict[int, list[Pupil]] = {room: [] for room in rooms}
    for class_id, pupil in rows:
        found[class_id].append(pupil)
    return found
