"""The policy table: for each record type who reads which rows and writes which fields, and when.

Read aloud: "A subject result is open to the principal, the vice-principal and the board; to the
homeroom teacher of its class; to the teacher of its subject in its class, who may create it and
change level, score and comment; it closes with the lock on its period, class, unit and kind."
RIGHTS.md is what this table answers to; anything not listed is refused.
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import true

from models.base import Base
from permissions.actor import Actor
from permissions.families import (
    access,
    archive,
    assessment,
    awards,
    completion,
    conduct,
    daily,
    health,
    homeroom,
    messages,
    people,
    plans,
    pupils,
    rollover,
    school,
    supervision,
    yearend,
)
from permissions.plain import never
from permissions.rules import Capacity, Rule

POLICY: dict[type[Base], Rule] = (
    school.RULES
    | people.RULES
    | pupils.RULES
    | assessment.RULES
    | plans.RULES
    | daily.RULES
    | conduct.RULES
    | supervision.RULES
    | completion.RULES
    | health.RULES
    | homeroom.RULES
    | messages.RULES
    | yearend.RULES
    | rollover.RULES
    | awards.RULES
    | access.RULES
    | archive.RULES
)


def _able(entry: Capacity, action: str, field: str | None) -> bool:
    if action in ("create", "update"):
        fields = entry.create if action == "create" else entry.update
        return bool(fields) and (field is None or not fields.isdisjoint({field, "*"}))
    return action == "read" or entry.delete


@lru_cache(maxsize=16384)
def can(actor: Actor, action: str, model: type[Base], field: str | None = None) -> bool:
    """Tell whether this person could ever do this with some row (menus, buttons, forms).

    action: read, create, update or delete; ``field`` narrows create and update.
    """
    if actor.system is not None and action == "read":
        return True
    return any(
        _able(entry, action, field) and not never(entry.where(actor, model))
        for entry in POLICY[model].capacities.values()
    )


@lru_cache(maxsize=1024)
def sees_all(actor: Actor, model: type[Base]) -> bool:
    """Tell whether this person reads every row of a table: lists of the whole school are theirs."""
    return any(
        entry.where(actor, model).compare(true()) for entry in POLICY[model].capacities.values()
    )
