"""Conduct: the committee sees and rules on all, the homeroom teacher on the own class (Điều 6.1).

Points are the committee's to give: a homeroom teacher's entry carries none. Nobody else reads
violations, and nothing adds them up by pupil.
"""

from __future__ import annotations

from models import conduct
from models.base import Base
from models.people import Function
from permissions.families.common import PRINCIPAL, VICE, frame
from permissions.rules import (
    Capacity,
    LockPath,
    Rule,
    both,
    holds,
    homeroom_of,
    homeroom_of_moved,
    may,
    mine,
    not_mine,
)

CONDUCT = holds(Function.CONDUCT)
_SEEN = "class_id date week_id item_id pupil_id measure note made_by made_at"
_RAISED = "entry_id class_id week_id raised_by raised_at reason"
_LOCK = LockPath(kind="conduct", period="week_id", class_="class_id")


def _conduct(**writers: Capacity) -> dict[str, Capacity]:
    """Management reads, the committee and the homeroom teacher work here; nobody else."""
    return {
        "principal": may(PRINCIPAL),
        "vice_principal": may(VICE),
        "conduct reads": may(CONDUCT),
        "homeroom reads": may(homeroom_of),
    } | writers


RULES: dict[type[Base], Rule] = {
    conduct.ConductItem: Rule(frame(conduct=may(CONDUCT, create="*", update="*")), article="6.1"),
    conduct.ConductScale: Rule(frame(conduct=may(CONDUCT, create="*", update="*")), article="6.1"),
    conduct.ConductEntry: Rule(
        _conduct(
            **{"homeroom of moved": may(homeroom_of_moved)},
            conduct=may(
                both(CONDUCT, mine("made_by")),
                create=f"{_SEEN} points",
                update="note measure",
                delete=True,
            ),
            homeroom=may(
                both(homeroom_of, mine("made_by")),
                create=_SEEN,
                update="note measure",
                delete=True,
            ),
        ),
        lock=_LOCK,
        article="6.1",
    ),
    conduct.ConductDispute: Rule(
        _conduct(
            homeroom=may(both(homeroom_of, mine("raised_by")), create=_RAISED),
            conduct=may(
                both(CONDUCT, not_mine("raised_by")), update="ruling ruled_by ruled_at answer"
            ),
        ),
        lock=_LOCK,
        article="6.1",
    ),
}
