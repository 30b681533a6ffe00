"""``python -m jobs``: the worker as a process of its own, started by ``so-truong serve``."""

from __future__ import annotations

from jobs.queue import Queue
from jobs.settings import Settings

if __name__ == "__main__":
    Queue(Settings.from_environment()).work()
