"""Who may import which kind of file, and the capacity that the import's own session is given.

Office: pupils; vice-principal: all books; a teacher: results of own class and subject, with a
reason (RIGHTS.md). ``importer`` stands on no account: it is put on a copy of the actor for one
import. The grids that people fill in themselves come in with their own rights and nobody else's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from models.assessment import MonthlyComment
from models.base import Base
from models.daily import Absence
from models.health import Measurement, SpecialistCheck
from models.people import Function
from permissions.actor import Actor
from permissions.assigned import Pair
from permissions.errors import Forbidden
from permissions.policy import can

BOOKS = ("staff", "assignments", "timetable", "pupils", "results")
#: whose cells make the kind the person's own: a table and one of its fields
GRIDS: dict[str, tuple[type[Base], str]] = {
    "monthly": (MonthlyComment, "comment"),
    "attendance": (Absence, "excused"),
    "measures": (Measurement, "height"),
    "checks": (SpecialistCheck, "conclusion"),
}
KINDS = (*BOOKS, *GRIDS)


def importable(actor: Actor) -> tuple[str, ...]:
    """Return the kinds of files that this person may import, in the order of a new school."""
    kinds = {name for name, (model, field) in GRIDS.items() if can(actor, "create", model, field)}
    if actor.holds(Function.VICE_PRINCIPAL):
        kinds |= set(BOOKS)
    if actor.holds(Function.OFFICE):
        kinds.add("pupils")
    if actor.teaches or actor.homeroom:
        kinds.add("results")
    return tuple(kind for kind in KINDS if kind in kinds)


def importer_of(actor: Actor, kind: str) -> Actor:
    """Return the actor of one import; Forbidden when the kind isn't this person's."""
    if kind not in importable(actor):
        raise Forbidden("Nhập tệp loại này không thuộc nhiệm vụ được phân công (Đ2.11).")
    if kind in GRIDS:
        return actor
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
