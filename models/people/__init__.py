"""People who work here: staff, their accounts, duties, stand-ins, and what they acknowledged."""

from models.people.account import Account, Credential, SignInAttempt
from models.people.acknowledgement import Acknowledgement, RegulationDocument, RegulationItem
from models.people.delegation import DelegatedDuty, Delegation
from models.people.duty import Duty, Function
from models.people.sharing import SharedSign, SignIn
from models.people.staff import Sex, Staff, StaffParticulars

__all__ = [
    "Account",
    "Acknowledgement",
    "Credential",
    "DelegatedDuty",
    "Delegation",
    "Duty",
    "Function",
    "RegulationDocument",
    "RegulationItem",
    "Sex",
    "SharedSign",
    "SignIn",
    "SignInAttempt",
    "Staff",
    "StaffParticulars",
]
