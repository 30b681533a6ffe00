"""Pupils: the name that teachers see, and apart from it what only some may read."""

from models.pupils.enrolment import Enrolment, EnrolmentInterval, IndividualPlan
from models.pupils.ethnic import EthnicGroup
from models.pupils.guardian import Guardian, Relation
from models.pupils.pupil import PersonalId, Pupil, PupilBackground, PupilBirth

__all__ = [
    "Enrolment",
    "EnrolmentInterval",
    "EthnicGroup",
    "Guardian",
    "IndividualPlan",
    "PersonalId",
    "Pupil",
    "PupilBackground",
    "PupilBirth",
    "Relation",
]
