"""The end of the year: a class's dossier, its proposals, and the list that is frozen."""

from models.yearend.dossier import Dossier, DossierState, FrozenList, Seen
from models.yearend.proposal import Proposal
from models.yearend.reopened import DossierReopening
from models.yearend.supplementary import SupplementaryResult

__all__ = [
    "Dossier",
    "DossierReopening",
    "DossierState",
    "FrozenList",
    "Proposal",
    "Seen",
    "SupplementaryResult",
]
