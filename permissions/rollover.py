"""Who carries a school year over, and the capacity that the roll-over's own session is given.

It is the vice-principal's work (Điều 2.11, 7.2). Places in classes are the office's; a roll-over
writes them by what the principal decided, so ``roller`` stands on no account: it is put on a copy
of the actor for one run, and for taking that run back.
"""

from __future__ import annotations

from dataclasses import replace

from models.rollover import Rollover
from permissions.actor import Actor
from permissions.errors import Forbidden
from permissions.policy import can


def rolls_over(actor: Actor) -> bool:
    """Tell whether this person carries a school year over."""
    return can(actor, "create", Rollover)


def roller_of(actor: Actor) -> Actor:
    """Return the actor of one run; Forbidden when it isn't this person's work."""
    if not rolls_over(actor):
        raise Forbidden("Chuẩn bị năm học mới là việc của phó hiệu trưởng (Đ2.11, 7.2).")
    return replace(actor, capacities=actor.capacities | {"roller"})
