"""A class in a round: who was measured, with BMI and how it stands by age and sex."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.health.growth import (
    GrowthReference,
    Nutrition,
    Thresholds,
    age_in_months,
    at_age,
    bmi,
    classify,
)
from models.health.measurement import Measurement
from models.people.staff import Sex
from models.pupils.pupil import PupilBirth

References = Mapping[Sex, Sequence[Thresholds]]
#: below this many tenths, without glasses, an eye's vision is counted as reduced
GOOD_VISION = 7


@dataclass(frozen=True, slots=True)
class Body:
    """BMI (kg/m²) with its class; both None while height, weight or birth date are missing."""

    bmi: float | None = None
    nutrition: Nutrition | None = None


def references(session: Session) -> References:
    """Return the thresholds by sex, sorted by age."""
    found: dict[Sex, list[Thresholds]] = {}
    for row in session.scalars(select(GrowthReference).order_by(GrowthReference.months)):
        found.setdefault(row.sex, []).append(Thresholds(row.months, row.thin, row.over, row.obese))
    return found


def births(session: Session, pupil_ids: Iterable[int]) -> dict[int, PupilBirth]:
    """Return birth date and sex by pupil, as far as the session's actor reads them."""
    query = select(PupilBirth).where(PupilBirth.pupil_id.in_(list(pupil_ids)))
    return {row.pupil_id: row for row in session.scalars(query)}


def body(
    height: float | None,
    weight: float | None,
    birth: PupilBirth | None,
    on: date,
    table: References,
) -> Body:
    """Work out a pupil's BMI on a day; height in cm, weight in kg."""
    value = bmi(height, weight)
    if value is None or birth is None:
        return Body(value)
    limits = at_age(table.get(birth.sex, ()), age_in_months(birth.birth_date, on))
    return Body(value, classify(value, limits) if limits else None)


def reduced_vision(row: Measurement | None) -> bool:
    """Tell whether an eye sees less than 7/10 without glasses."""
    eyes = (row.vision_right, row.vision_left) if row else ()
    return any(eye is not None and eye < GOOD_VISION for eye in eyes)
