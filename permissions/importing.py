"""Who may import which kind of file, and the capacity that the import's own session is given.

Office: pupils; vice-principal: all; a teacher: results of own class and subject, with a reason
(RIGHTS.md). ``importer`` stands on no account: it is put on a copy of the actor for one import.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from models.people import Function
from permissions.actor import Actor
from permissions.assigned import Pair
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


@dataclass(frozen=True)
class OwnCells:
    """The classes, and cells in them, that a teacher's import of results may touch."""

    pairs: frozenset[Pair]
    rooms: frozenset[int]

    @property
    def classes(self) -> frozenset[int]:
        """Classes in which any cell is own; rows of others aren't even looked up."""
        return self.rooms | {class_id for class_id, _ in self.pairs}

    def covers(self, class_id: int, unit_id: int | None) -> bool:
        """Tell whether a cell is own; unit None: the class's traits and absences."""
        return class_id in self.rooms if unit_id is None else (class_id, unit_id) in self.pairs


def own_cells(actor: Actor) -> OwnCells | None:
    """Return what an import of results by this person may touch; None: everything (Đ3)."""
    if actor.holds(Function.VICE_PRINCIPAL):
        return None
    return OwnCells(frozenset(actor.teaches), frozenset(actor.homeroom))
