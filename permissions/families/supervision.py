"""Supervision: meetings and minutes are the department head's, management reads (Điều 7.4)."""

from __future__ import annotations

from models import supervision
from models.base import Base
from permissions.families.common import PRINCIPAL, VICE
from permissions.rules import Capacity, Rule, both, leads, may, mine


def _meetings(**head: Capacity) -> dict[str, Capacity]:
    return {"principal": may(PRINCIPAL), "vice_principal": may(VICE), "head": may(leads)} | head


RULES: dict[type[Base], Rule] = {
    supervision.Meeting: Rule(
        _meetings(head=may(leads, create="*", update="period_id held_on title notes attended")),
        article="7.4",
    ),
    supervision.Minutes: Rule(
        _meetings(head_writes=may(both(leads, mine("written_by")), create="*")), article="7.4"
    ),
}
