"""Who may import which kind of file, and the capacity that the import's own session is given.

Office: pupils; vice-principal: all; a teacher: results of own class and subject, with a reason
(RIGHTS.md). ``importer`` stands on no account: it is put on a copy of the actor for one import.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from models.people import Function
from permissions.actor import Actor
from permissions.errors import Forbidden

KINDS = ("staff", "assignments", "timetable", "pupils", "results")


def importable(actor: Actor) -> tuple[str, ...]:
    """Return the kinds of files that this person may import, in the order of a new school."""
    if actor.holds(Function.VICE_PRINCIPAL):
        return KINDS
    kinds = {"pupils"} if actor.holds(Function.OFFICE) else set()
    if actor.teaches or actor.homeroom:
        kinds.add("results")
    return tuple(kind for kind in KINDS if kind in kinds)


def importer_of(actor: Actor, kind: str) -> Actor:
    """Return the actor of one import; Forbidden when the kind isn't this person's."""
    if kind not in importable(actor):
        raise Forbidden("Nhập tệp loại này không thuộc nhiệm vụ được phân công (Đ2.11).")
    return replace(actor, capacities=actor.capacities | {"importer"})


def own_cells(actor: Actor) -> Callable[[int, int | None], bool] | None:
    """Return which (class, unit) an import of results may touch; None: all of them (Đ3).

    Unit None stands for the class's traits and absences, which are its homeroom teacher's.
    """
    if actor.holds(Function.VICE_PRINCIPAL):
        return None
    pairs, rooms = frozenset(actor.teaches), frozenset(actor.homeroom)

    def allowed(class_id: int, unit_id: int | None) -> bool:
        return class_id in rooms if unit_id is None else (class_id, unit_id) in pairs

    return allowed
