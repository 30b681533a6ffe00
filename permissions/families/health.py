"""Health, behind its wall: the nurse writes, management reads, the homeroom teacher a summary.

"Health in summary" (RIGHTS.md) is height, weight and vision of the own class and the nurse's note
for the teacher; board, office, subject teachers and inspectors read nothing of it (Điều 6.2).
"""

from __future__ import annotations

from models import health
from models.base import Base
from models.people import Function
from permissions.families.common import PRINCIPAL, VICE, frame
from permissions.rules import (
    Capacity,
    LockPath,
    Rule,
    holds,
    homeroom_of,
    homeroom_of_moved,
    may,
    own_pupil,
)

NURSE = holds(Function.NURSE)
_CELL = "class_id period_id pupil_id"
_MEASURED = "measured_on height weight vision_right vision_left glasses_right glasses_left"
_FOUND = "checked_on paediatric eyes ears teeth bones conclusion referral doctor"
_DONE = "at complaint handling treatment referred_to guardian_told note"
_ROUND = LockPath(kind="health_check", period="period_id", class_="class_id")


def _health(nurse: Capacity, **others: Capacity) -> dict[str, Capacity]:
    return {
        "principal": may(PRINCIPAL),
        "vice_principal": may(VICE),
        "nurse": nurse,
    } | others


def _round(fields: str) -> Capacity:
    """What the nurse fills in for a round."""
    return may(NURSE, create=f"{_CELL} {fields}", update=fields)


RULES: dict[type[Base], Rule] = {
    health.GrowthReference: Rule(frame(), article="6.2"),
    health.HealthProfile: Rule(_health(may(NURSE, create="*", update="*")), article="6.2"),
    health.Vaccination: Rule(
        _health(may(NURSE, create="*", update="*", delete=True)), article="6.2"
    ),
    health.HealthNote: Rule(
        _health(
            may(NURSE, create="*", update="*", delete=True), homeroom=may(own_pupil("pupil_id"))
        ),
        article="6.2",
    ),
    health.Measurement: Rule(
        _health(
            _round(_MEASURED),
            homeroom=may(homeroom_of),
            **{"homeroom of moved": may(homeroom_of_moved)},
        ),
        lock=_ROUND,
        article="6.2",
    ),
    health.VitalSigns: Rule(
        _health(_round("systolic diastolic pulse")), lock=_ROUND, article="6.2"
    ),
    health.SpecialistCheck: Rule(_health(_round(_FOUND)), lock=_ROUND, article="6.2"),
    health.HealthVisit: Rule(
        _health(
            may(
                NURSE,
                create=f"class_id pupil_id date month_id made_by {_DONE}",
                update=_DONE,
                delete=True,
            )
        ),
        # no class in the path: a class's approved dossier doesn't keep its pupils from falling ill
        lock=LockPath(kind="health_visit", period="month_id"),
        article="6.2",
    ),
    health.FollowUp: Rule(_health(may(NURSE, create="*", update="*", delete=True)), article="6.2"),
}
