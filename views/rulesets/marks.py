"""What stands beside a pupil's name where results are entered: a second paper, an own plan."""

from __future__ import annotations

from models.assessment.retest import last_scores
from models.assessment.sheet import Sheet
from models.school import Period, SchoolClass
from permissions.session import GuardedSession

OWN_PLAN = "KH cá nhân"


def marks(
    session: GuardedSession, room: SchoolClass, period: Period, sheet: Sheet
) -> dict[int, list[str]]:
    """Return by pupil which papers were written again, with the score that counts, and own plans.

    An own plan shows to who may read it (the homeroom teacher, management, the office).
    """
    found: dict[int, list[str]] = {}
    units = {unit.id: unit for unit in sheet.units}
    again = any(line.retested for line in sheet.lines)
    scores = last_scores(session, period.id, (room.id,)) if again else {}
    for (_, unit, pupil), score in scores.items():
        if unit in units:
            word = f"{units[unit].short}: kiểm tra lại, dùng điểm {score}"
            found.setdefault(pupil, []).append(word)
    for line in sheet.lines:
        if line.own_plan:
            found.setdefault(line.pupil_id, []).append(OWN_PLAN)
    return found
