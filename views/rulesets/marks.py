"""What stands beside a pupil's name where results are entered: a second paper, an own plan."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from models.assessment.cells import UnitRule
from models.assessment.retest import last_scores
from models.pupils import IndividualPlan
from models.school import Period, SchoolClass
from permissions.policy import can
from permissions.session import GuardedSession

OWN_PLAN = "KH cá nhân"


def marks(
    session: GuardedSession, room: SchoolClass, period: Period, units: Mapping[int, UnitRule]
) -> dict[int, list[str]]:
    """Return by pupil which papers were written again, with the score that counts, and own plans.

    An own plan shows to who may read it (the homeroom teacher, management, the office).
    """
    found: dict[int, list[str]] = {}
    for (_, unit, pupil), score in last_scores(session, period.id, (room.id,)).items():
        if unit in units:
            word = f"{units[unit].short}: kiểm tra lại, dùng điểm {score}"
            found.setdefault(pupil, []).append(word)
    if can(session.actor, "read", IndividualPlan):
        plans = select(IndividualPlan.pupil_id).where(IndividualPlan.year_id == room.year_id)
        for pupil in session.scalars(plans):
            found.setdefault(pupil, []).append(OWN_PLAN)
    return found
