"""Access over time: openings, closures, reopenings; reminders, tasks; imports; the history."""

from models.access.history import HistoryLine, HistorySet
from models.access.import_run import ImportProgress, ImportRun, ImportState
from models.access.lock import Closure, LockKind, Opening, Reopening
from models.access.reminder import Reminder
from models.access.task import Task

__all__ = [
    "Closure",
    "HistoryLine",
    "HistorySet",
    "ImportProgress",
    "ImportRun",
    "ImportState",
    "LockKind",
    "Opening",
    "Reminder",
    "Reopening",
    "Task",
]
