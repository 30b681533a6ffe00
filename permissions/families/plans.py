"""Lesson plans: handed in by their author, decided by the head, never on own ones (Điều 4.7)."""

from __future__ import annotations

from models import plans
from models.base import Base
from permissions.families.common import PRINCIPAL, VICE
from permissions.rules import (
    Capacity,
    LockPath,
    Rule,
    both,
    head_of,
    inspects,
    may,
    mine,
    not_mine,
    of_a_head,
)

_PLAN = "staff_id period_id"
_DECIDE = "decision decided_at decided_by decided_hash remark"
_PLAN_LOCK = LockPath(kind="plan", period="period_id")


def _plan(create: str = "", decide: str = "") -> dict[str, Capacity]:
    """Lesson plans: own ones are handed in; heads decide on members', never on own."""
    capacities = {
        "principal": may(PRINCIPAL),
        "vice_principal reads": may(VICE),
        "inspector": may(inspects("plan")),
        "author": may(mine("staff_id"), create=create),
        "head": may(both(head_of("staff_id"), not_mine("staff_id")), update=decide),
    }
    if decide:
        of_heads = both(VICE, of_a_head, not_mine("staff_id"))
        capacities["vice_principal"] = may(of_heads, update=decide)
    return capacities


RULES: dict[type[Base], Rule] = {
    plans.LessonPlan: Rule(
        _plan(create=f"{_PLAN} title replaces_id submitted_at", decide=_DECIDE),
        lock=_PLAN_LOCK,
        article="4.7",
    ),
    plans.PlanSlot: Rule(
        _plan(create=f"plan_id {_PLAN} class_id unit_id weekday lesson"),
        lock=_PLAN_LOCK,
        article="4.7",
    ),
    plans.PlanFile: Rule(
        _plan(create=f"plan_id {_PLAN} name media_type size sha256 content"),
        lock=_PLAN_LOCK,
        article="4.7",
    ),
}
