"""Praise within the year, and cases of staff: what is awarded, what is held against whom (Đ2.7, 9).

The year's end has its own list of awards (models/yearend); what stands here is given on a day.
"""

from models.awards.case import (
    AnswerKind,
    CaseKind,
    CaseStage,
    FactRuling,
    StaffCase,
    StaffCaseAnswer,
    StaffCaseFact,
)
from models.awards.form import AwardForm, AwardKind, Decider
from models.awards.pupil import AwardDecision, AwardState, PupilAward

__all__ = [
    "AnswerKind",
    "AwardDecision",
    "AwardForm",
    "AwardKind",
    "AwardState",
    "CaseKind",
    "CaseStage",
    "Decider",
    "FactRuling",
    "PupilAward",
    "StaffCase",
    "StaffCaseAnswer",
    "StaffCaseFact",
]
