"""Pupils' health, behind its wall: measuring, checks, visits to the nurse, what is followed up."""

from models.health.follow_up import FollowUp, FollowUpState
from models.health.growth import GrowthReference, Nutrition
from models.health.measurement import Measurement, VitalSigns
from models.health.note import HealthNote
from models.health.profile import BirthHistory, HealthProfile, Vaccinated, Vaccination, Vaccine
from models.health.specialist import SpecialistCheck
from models.health.visit import Handling, HealthVisit

__all__ = [
    "BirthHistory",
    "FollowUp",
    "FollowUpState",
    "GrowthReference",
    "Handling",
    "HealthNote",
    "HealthProfile",
    "HealthVisit",
    "Measurement",
    "Nutrition",
    "SpecialistCheck",
    "Vaccinated",
    "Vaccination",
    "Vaccine",
    "VitalSigns",
]
