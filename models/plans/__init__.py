"""Lesson plans: what was handed in for which slots of a week, and what the head decided."""

from models.plans.after import PlanAfter
from models.plans.draft import PlanDraft
from models.plans.lesson_plan import Decision, LessonPlan, PlanFile, PlanSlot
from models.plans.remark import RemarkTemplate
from models.plans.seen import PlanSeen
from models.plans.text import PlanText

__all__ = [
    "Decision",
    "LessonPlan",
    "PlanAfter",
    "PlanDraft",
    "PlanFile",
    "PlanSeen",
    "PlanSlot",
    "PlanText",
    "RemarkTemplate",
]
