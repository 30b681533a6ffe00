"""Lesson plans: what was handed in for which slots of a week, and what the head decided."""

from models.plans.lesson_plan import Decision, LessonPlan, PlanFile, PlanSlot

__all__ = ["Decision", "LessonPlan", "PlanFile", "PlanSlot"]
