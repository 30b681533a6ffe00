"""Pupils: the name that teachers see, and apart from it what only some may read."""

from models.pupils.declared import DeclaredField, DeclaredKind, DeclaredValue
from models.pupils.enrolment import Enrolment, EnrolmentInterval, IndividualPlan
from models.pupils.ethnic import EthnicGroup
from models.pupils.guardian import Guardian, Relation
from models.pupils.legal import LegalChange, LegalDecision, LegalField
from models.pupils.pupil import PersonalId, Pupil, PupilBackground, PupilBirth
from models.pupils.transfer import FormerResult, StepKind, Transfer, TransferStep, Way

__all__ = [
    "DeclaredField",
    "DeclaredKind",
    "DeclaredValue",
    "Enrolment",
    "EnrolmentInterval",
    "EthnicGroup",
    "FormerResult",
    "Guardian",
    "IndividualPlan",
    "LegalChange",
    "LegalDecision",
    "LegalField",
    "PersonalId",
    "Pupil",
    "PupilBackground",
    "PupilBirth",
    "Relation",
    "StepKind",
    "Transfer",
    "TransferStep",
    "Way",
]
