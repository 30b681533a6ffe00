"""From one school year to the next: what was carried over, drafts, and who hands over to whom."""

from models.rollover.minutes import HandOverMinutes
from models.rollover.tables import AssignmentDraft, Rollover

__all__ = ["AssignmentDraft", "HandOverMinutes", "Rollover"]
