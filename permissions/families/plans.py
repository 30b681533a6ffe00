"""Lesson plans: handed in by their author, decided by the head, never on own ones (Điều 4.7)."""

from __future__ import annotations

from models import plans
from models.base import Base
from models.people import Function
from permissions.families.common import PRINCIPAL, SETUP, VICE
from permissions.rules import (
    Capacity,
    LockPath,
    Rule,
    blank,
    both,
    either,
    head_of,
    holds,
    in_my_department,
    inspects,
    may,
    mine,
    not_mine,
    of_a_head,
)

_PLAN = "staff_id period_id"
_PART = f"plan_id {_PLAN}"
_TEXT = "unit_id grade title lessons aims materials activities sha256"
_DECIDE = "decision decided_at decided_by decided_for decided_hash remark"
_PLAN_LOCK = LockPath(kind="plan", period="period_id")
_MEMBERS = both(head_of("staff_id"), not_mine("staff_id"))
_HEADS = both(VICE, of_a_head, not_mine("staff_id"))
_OPENED = f"{_PART} reader_id sha256 seen_at"
_HEAD = holds(Function.DEPARTMENT_HEAD)


def _plan(create: str = "", update: str = "", decide: str = "") -> dict[str, Capacity]:
    """Lesson plans: own ones are handed in; heads decide on members', never on own."""
    capacities = {
        "principal": may(PRINCIPAL),
        "vice_principal reads": may(VICE),
        "inspector": may(inspects("plan")),
        "author": may(mine("staff_id"), create=create, update=update),
        "head": may(_MEMBERS, update=decide),
    }
    if decide:
        capacities["vice_principal"] = may(_HEADS, update=decide)
    return capacities


def _kept(create: str, update: str = "") -> Rule:
    """A part of a plan, under the lock of its week."""
    return Rule(_plan(create=f"{_PART} {create}", update=update), lock=_PLAN_LOCK, article="4.7")


RULES: dict[type[Base], Rule] = {
    plans.LessonPlan: Rule(
        _plan(create=f"{_PLAN} title replaces_id submitted_at", decide=_DECIDE),
        lock=_PLAN_LOCK,
        article="4.7",
    ),
    plans.PlanSlot: _kept("class_id unit_id weekday lesson topic equipment"),
    plans.PlanFile: _kept("name media_type size sha256 content"),
    plans.PlanText: Rule(
        _plan(create=f"{_PART} {_TEXT} shared_with", update="shared_with")
        | {"colleague": may(in_my_department("shared_with"))},
        lock=_PLAN_LOCK,
        article="4.7",
    ),
    # stays open when the plan is approved: it has no decision, only the lock of its week
    plans.PlanAfter: _kept("text", update="text"),
    plans.PlanDraft: Rule(
        {"author": may(mine("staff_id"), create="*", update="*", delete=True)}, article="4.7"
    ),
    plans.PlanSeen: Rule(
        {
            "head": may(both(_MEMBERS, mine("reader_id")), create=_OPENED),
            "vice_principal": may(both(_HEADS, mine("reader_id")), create=_OPENED),
        },
        article="4.7",
    ),
    plans.RemarkTemplate: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal reads": may(VICE),
            "head reads": may(both(_HEAD, blank("owner_id"))),
            "vice_principal": may(
                both(VICE, blank("owner_id")), create="*", update="*", delete=True
            ),
            "own": may(
                both(either(_HEAD, VICE), mine("owner_id")), create="*", update="*", delete=True
            ),
            "operator": may(SETUP, create="*", update="*"),
        },
        article="4.7",
    ),
}
