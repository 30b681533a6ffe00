"""Assessment: rule sets as data, and the results given under them (TT 27/2020)."""

from models.assessment.bank import CommentTemplate
from models.assessment.hint import HintAnswer
from models.assessment.monthly import MonthlyComment
from models.assessment.result import DeclaredAbsence, SubjectResult, TraitResult
from models.assessment.retest import Retest
from models.assessment.rule_request import RequestState, RequestTo, RuleRequest
from models.assessment.rule_set import RuleApplication, RuleSet, RuleStart, RuleTest, RuleUnit
from models.assessment.unit import Unit, UnitKind

__all__ = [
    "CommentTemplate",
    "DeclaredAbsence",
    "HintAnswer",
    "MonthlyComment",
    "RequestState",
    "RequestTo",
    "Retest",
    "RuleApplication",
    "RuleRequest",
    "RuleSet",
    "RuleStart",
    "RuleTest",
    "RuleUnit",
    "SubjectResult",
    "TraitResult",
    "Unit",
    "UnitKind",
]
