"""Access over time: openings, closures, reopenings; reminders; imports; and the history."""

from models.access.history import HistoryLine, HistorySet
from models.access.import_run import ImportRun, ImportState
from models.access.lock import Closure, LockKind, Opening, Reopening
from models.access.reminder import Reminder

__all__ = [
    "Closure",
    "HistoryLine",
    "HistorySet",
    "ImportRun",
    "ImportState",
    "LockKind",
    "Opening",
    "Reminder",
    "Reopening",
]
