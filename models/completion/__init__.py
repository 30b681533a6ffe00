"""Completion: every duty of the regulation that can be counted, its cells, and whose they are."""

from models.completion.day import CompletionDay
from models.completion.duty import Duty, Owed

__all__ = ["CompletionDay", "Duty", "Owed"]
