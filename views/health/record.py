"""The health record of a pupil or a class as a PDF, for whoever is behind the wall (Đ6.2)."""

from __future__ import annotations

import io
from typing import Any

from flask import send_file
from sqlalchemy import select

from jobs.printing.health_record import records_pdf
from models.clock import in_force, school_today
from models.health import HealthProfile, Nutrition
from models.pupils import EnrolmentInterval, Pupil
from models.refusal import NotReady
from models.school import SchoolClass
from permissions.errors import OutOfScope
from permissions.history import record_reading
from permissions.session import GuardedSession
from views.database import request_session
from views.frame import current_year
from views.health.frame import NUTRITION, behind_the_wall, classes, health, pupil_of
from views.values import word


@health.post("/em/<int:pupil_id>/so.pdf")
def pupil_record(pupil_id: int) -> Any:
    """Send a pupil's record of this year."""
    behind_the_wall(HealthProfile)
    session = request_session()
    pupil, room = pupil_of(session, pupil_id)
    if room is None:
        raise NotReady("Em này không ở lớp nào năm nay nên chưa có sổ để in.")
    return _sent(session, [(pupil, room)], f"suc-khoe-{pupil.code}", pupil_id)


@health.post("/lop/<int:class_id>/so.pdf")
def class_records(class_id: int) -> Any:
    """Send the records of a class of this year, in the order of its list."""
    behind_the_wall(HealthProfile)
    session = request_session()
    room = next((one for one in classes(session) if one.id == class_id), None)
    if room is None:
        raise OutOfScope
    stay = EnrolmentInterval
    here = (
        select(Pupil)
        .join(stay, stay.pupil_id == Pupil.id)
        .where(stay.class_id == class_id, in_force(stay, school_today()))
        .order_by(Pupil.sort_key, Pupil.code)
    )
    people = [(pupil, room) for pupil in session.scalars(here)]
    if not people:
        raise NotReady("Lớp này chưa có học sinh.")
    return _sent(session, people, f"suc-khoe-{room.name.lower()}", 0)


def _sent(
    session: GuardedSession, people: list[tuple[Pupil, SchoolClass]], name: str, row_id: int
) -> Any:
    year = current_year(session)
    if year is None:
        raise NotReady("Chưa có năm học nào.")
    data = records_pdf(session, year, people, _word)
    what = f"in sổ sức khỏe lớp {people[0][1].name}"
    record_reading(session, HealthProfile, len(people), what, row_id=row_id)
    session.commit()
    return send_file(
        io.BytesIO(data), "application/pdf", as_attachment=True, download_name=f"{name}.pdf"
    )


def _word(value: Any) -> str:
    return NUTRITION[value][0] if isinstance(value, Nutrition) else word(value)
