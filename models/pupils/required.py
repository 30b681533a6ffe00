"""Which particulars the office asks of every pupil, and whose are missing (Điều 4.1).

Built in is what the report book prints (TT 27/2020); declared fields join on the day from which
the office requires them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.clock import in_force
from models.pupils.declared import DeclaredField, DeclaredValue, declared_on
from models.pupils.enrolment import Enrolment, EnrolmentInterval
from models.pupils.guardian import Guardian
from models.pupils.pupil import PupilBackground, PupilBirth
from models.school.assignment import homeroom_teachers
from models.school.classes import SchoolClass
from models.school.year import Period


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A required particular: a column of a pupil's row, or (column None) that there is a row."""

    label: str
    model: Any
    column: str | None


BUILT_IN = (
    BuiltIn("ngày sinh", PupilBirth, "birth_date"),
    BuiltIn("giới tính", PupilBirth, "sex"),
    BuiltIn("dân tộc", PupilBackground, "ethnic_group_id"),
    BuiltIn("nơi sinh", PupilBackground, "birth_place"),
    BuiltIn("chỗ ở", PupilBackground, "address"),
    BuiltIn("người thân", Guardian, None),
)


#: class → pupil → what is missing
Missing = dict[int, dict[int, list[str]]]


def required_on(session: Session, day: date) -> list[DeclaredField]:
    """List the declared fields that are required on a day; one statement."""
    return [
        field
        for field in declared_on(session, day)
        if field.required_from is not None and field.required_from <= day
    ]


def missing_of(session: Session, class_ids: Iterable[int], day: date) -> tuple[int, Missing]:
    """Return how much is asked of a pupil on a day, and {class: {pupil: what is missing}}.

    Who isn't enrolled on the day isn't counted. Three statements at most.
    """
    rooms = sorted(class_ids)
    return _missing(session, EnrolmentInterval.class_id.in_(rooms), day)


def _missing(session: Session, here: Any, day: date) -> tuple[int, Missing]:
    """``here``: which places in classes are meant."""
    stay = EnrolmentInterval
    asked = select(stay.class_id, stay.pupil_id).where(here, in_force(stay, day))
    for model in dict.fromkeys(one.model for one in BUILT_IN if one.column):
        asked = asked.outerjoin(model, model.pupil_id == stay.pupil_id)
    for one in BUILT_IN:
        if one.column:
            asked = asked.add_columns(getattr(one.model, one.column))
        else:
            those = select(one.model.pupil_id).distinct().subquery()
            asked = asked.outerjoin(those, those.c.pupil_id == stay.pupil_id)
            asked = asked.add_columns(those.c.pupil_id)
    found: Missing = {}
    for row in session.execute(asked):
        named = zip(BUILT_IN, list[Any](row[2:]), strict=True)
        empty = [one.label for one, value in named if value is None or value == ""]
        found.setdefault(row[0], {})[row[1]] = empty
    declared = _declared(session, sorted(found), required_on(session, day))
    for pupils in found.values():
        for pupil_id, lacks in pupils.items():
            lacks += [label for label, those in declared.items() if pupil_id not in those]
    return len(BUILT_IN) + len(declared), found


def _of(rooms: list[int]) -> Any:
    return select(Enrolment.pupil_id).where(Enrolment.class_id.in_(rooms))


def _declared(
    session: Session, rooms: list[int], fields: list[DeclaredField]
) -> dict[str, set[int]]:
    found: dict[int, set[int]] = {field.id: set() for field in fields}
    if fields:
        v = DeclaredValue
        rows = session.execute(
            select(v.field_id, v.pupil_id).where(
                v.field_id.in_(found), v.value.is_not(None), v.pupil_id.in_(_of(rooms))
            )
        )
        for field_id, pupil_id in rows:
            found[field_id].add(pupil_id)
    return {field.name: found[field.id] for field in fields}


def profiles_owed(
    session: Session, year: Period, today: date
) -> dict[tuple[int, int | None], tuple[int, int]]:
    """Count required particulars by (class, homeroom teacher): asked and missing (Điều 4.1)."""
    day = min(year.to_date, today)
    asked, found = _missing(session, _readable_places(session, year.year_id), day)
    owners = homeroom_teachers(session, found, day)
    return {
        (room, owners.get(room)): (asked * len(pupils), sum(map(len, pupils.values())))
        for room, pupils in found.items()
    }


def _readable_places(session: Session, year_id: int) -> Any:
    """Say which places are in classes of a year whose particulars the session's actor reads."""
    own = session.info["classes"](PupilBackground)
    asked = select(SchoolClass.id).where(SchoolClass.year_id == year_id)
    asked = asked if own is None else asked.where(SchoolClass.id.in_(own))
    return EnrolmentInterval.class_id.in_(asked)
