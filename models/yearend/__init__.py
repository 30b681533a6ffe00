"""The end of the year: a class's dossier, its proposals, and the list that is frozen."""

from models.yearend.dossier import Dossier, DossierState, FrozenList, Seen
from models.yearend.proposal import Proposal

__all__ = ["Dossier", "DossierState", "FrozenList", "Proposal", "Seen"]
