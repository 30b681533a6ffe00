"""Supervision before a department's meeting: the meetings, and the sheet of each (Điều 7.4)."""

from models.supervision.meeting import Meeting, Minutes

__all__ = ["Meeting", "Minutes"]
