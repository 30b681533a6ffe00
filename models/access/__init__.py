"""Access over time: openings, closures, reopenings, procedures; reminders, tasks; the history."""

from models.access.history import HistoryLine, HistorySet
from models.access.import_run import ImportRun, ImportState
from models.access.job import Job, JobKind
from models.access.lock import Closure, LockKind, Opening, Reopening
from models.access.procedure import Procedure
from models.access.reminder import Reminder
from models.access.reminder_rule import ReminderKind, ReminderRule
from models.access.task import Task

__all__ = [
    "Closure",
    "HistoryLine",
    "HistorySet",
    "ImportRun",
    "ImportState",
    "Job",
    "JobKind",
    "LockKind",
    "Opening",
    "Procedure",
    "Reminder",
    "ReminderKind",
    "ReminderRule",
    "Reopening",
    "Task",
]
