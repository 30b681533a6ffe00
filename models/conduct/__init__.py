"""Conduct: a catalogue of faults and praise, what was seen each day, and what is disputed of it."""

from models.conduct.dispute import ConductDispute, Ruling
from models.conduct.entry import ConductEntry, Measure
from models.conduct.item import ConductItem, ConductKind, ConductScale, ConductTarget

__all__ = [
    "ConductDispute",
    "ConductEntry",
    "ConductItem",
    "ConductKind",
    "ConductScale",
    "ConductTarget",
    "Measure",
    "Ruling",
]
