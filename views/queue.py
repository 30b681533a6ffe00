"""The queue as the screens use it: long work is asked for here and done by a worker."""

from __future__ import annotations

from flask import current_app

from jobs.queue import Queue
from views.database import engines


def queue() -> Queue:
    """Return this program's queue; under test, work is done at once on the request's database."""
    kept = current_app.extensions
    settings = kept["so_truong_settings"]
    if current_app.testing:
        return Queue(settings, immediate=True, engine=engines().read)
    if "so_truong_queue" not in kept:
        kept["so_truong_queue"] = Queue(settings)
    found: Queue = kept["so_truong_queue"]
    return found
