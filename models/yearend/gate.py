"""The gate before approval: every cell that still blocks, each with its owner (Điều 2.5)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assessment.expected import Which
from models.assessment.missing import MissingCell, missing_cells
from models.pupils.enrolment import EnrolmentInterval, IndividualPlan
from models.school.classes import SchoolClass
from models.yearend.outcomes import enrolled_on, last_day_of_year


def blocking_cells(
    session: Session, class_id: int, year_id: int | None = None
) -> list[MissingCell]:
    """List what the class's dossier lacks: all four periods, comments included.

    Asked of the pupils who are in the class at the year's end, wherever in the school their
    earlier cells stand; pupils on an individual plan block nothing. ``year_id``: the class's year
    where the caller knows it.
    """
    if year_id is None:
        year_id = session.scalars(
            select(SchoolClass.year_id).where(SchoolClass.id == class_id)
        ).one()
    return blocking_by_class(session, year_id, (class_id,))[class_id]


def blocking_by_class(
    session: Session, year_id: int, class_ids: Collection[int]
) -> dict[int, list[MissingCell]]:
    """List for several classes of a year at once what each dossier lacks."""
    found: dict[int, list[MissingCell]] = {class_id: [] for class_id in class_ids}
    day = last_day_of_year(session, year_id)
    planned = select(IndividualPlan.pupil_id).where(IndividualPlan.year_id == year_id)
    seats = dict(
        session.execute(
            select(EnrolmentInterval.pupil_id, EnrolmentInterval.class_id).where(
                EnrolmentInterval.class_id.in_(class_ids),
                enrolled_on(day),
                EnrolmentInterval.pupil_id.not_in(planned),
            )
        ).all()
    )
    if seats:
        which = Which(year_id, pupil_ids=tuple(seats))
        for cell in missing_cells(session, which):
            found[seats[cell.pupil_id]].append(cell)
    return found
