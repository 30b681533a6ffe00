"""Which comments of a period say nearly the same as another's of the class (Điều 7.4).

A term's comments are compared within class and unit, a month's within the class, as the hints of
the entry grid do it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assessment.alike import near_copies
from models.assessment.monthly import MonthlyComment
from models.assessment.result import SubjectResult, TraitResult
from models.pupils.pupil import Pupil
from models.school.year import Period, PeriodKind

#: class and unit; a monthly comment has no unit
Place = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Copied:
    """A comment that is nearly the same as those of the ``like`` pupils beside it."""

    class_id: int
    unit_id: int | None
    pupil_id: int
    name: str
    text: str
    owner_id: int
    like: tuple[str, ...]


def copied(session: Session, period: Period, owners: Mapping[Place, int]) -> list[Copied]:
    """List the near copies at these places, in the order of places and names.

    ``owners``: whose each place is. At most two statements.
    """
    texts: dict[Place, dict[int, tuple[str, str]]] = {}
    for place, pupil_id, name, text in _comments(session, period, owners):
        texts.setdefault(place, {})[pupil_id] = text, name
    found = []
    for place, here in texts.items():
        for pupil_id, others in near_copies(here).items():
            text, name = here[pupil_id]
            like = tuple(here[other][1] for other in others)
            found.append(Copied(*place, pupil_id, name, text, owners[place], like))
    return found


def _comments(
    session: Session, period: Period, owners: Mapping[Place, int]
) -> list[tuple[Place, int, str, str]]:
    rooms = sorted({class_id for class_id, _ in owners})
    units = sorted({unit_id for _, unit_id in owners if unit_id is not None})
    monthly = period.kind is PeriodKind.MONTH
    models: tuple[Any, ...] = (MonthlyComment,) if monthly else (SubjectResult, TraitResult)
    found = []
    for model in models:
        given = select(
            model.class_id, *(() if monthly else (model.unit_id,)), Pupil, model.comment
        ).join(Pupil, Pupil.id == model.pupil_id)
        given = given.where(
            model.period_id == period.id, model.class_id.in_(rooms), model.comment != ""
        )
        if not monthly:
            given = given.where(model.unit_id.in_(units))
        for class_id, *unit, pupil, text in session.execute(
            given.order_by(model.class_id, Pupil.sort_key, Pupil.id)
        ):
            place = class_id, unit[0] if unit else None
            if place in owners:
                found.append((place, pupil.id, pupil.full_name, text))
    return found
