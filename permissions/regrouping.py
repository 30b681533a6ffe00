"""Who splits and merges classes, and the capacity that such an act's own session is given.

Classes and assignments are the vice-principal's (Điều 7.2), places in classes the office's; a split
or a merger writes both in one act. RIGHTS.md is silent about it, so the narrowest reading holds:
the vice-principal alone, and ``regrouper`` stands on no account but on a copy of the actor for
one act, in which places are given and ended.
"""

from __future__ import annotations

from dataclasses import replace

from models.school import SchoolClass
from permissions.actor import Actor
from permissions.errors import Forbidden
from permissions.policy import can


def reshapes(actor: Actor) -> bool:
    """Tell whether this person makes classes, and so splits and merges them."""
    return can(actor, "create", SchoolClass)


def regrouper_of(actor: Actor) -> Actor:
    """Return the actor of one act; Forbidden when it isn't this person's work."""
    if not reshapes(actor):
        raise Forbidden("Tách, gộp lớp, chuyển điểm trường là việc của phó hiệu trưởng (Đ7.2).")
    return replace(actor, capacities=actor.capacities | {"regrouper"})
