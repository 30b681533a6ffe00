"""A real worker: a process of its own that finds what was queued (PROMISES 9)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from jobs.printing import runs
from jobs.queue import Queue
from models.archive import JobState, PrintDocument, PrintProgress
from permissions.session import system_session
from tests.complete_class import CompleteClass
from tests.databases import settings_for
from tests.jobs.printing.conftest import person

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 120


@pytest.mark.skipif(sys.platform == "win32", reason="worker processes are forked")
def test_a_worker_process_prints_what_was_queued(school: CompleteClass, tmp_path: Path) -> None:
    url = school.engine.url.render_as_string(hide_password=False)
    settings = settings_for(url, tmp_path)
    wanted = runs.Wanted(PrintDocument.SUMMARY_SHEETS, "2025-2026", "4A", official=True)
    job = runs.ask(school.engine, person(school, "seat"), wanted)
    queue = Queue(settings)
    queue.print_run(job)
    queue.close()
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "SO_TRUONG_DATA": str(settings.data),
        "SO_TRUONG_ENV": "test",
        "SECRET_KEY": settings.secret_key,
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "jobs"], cwd=ROOT, env=environment, start_new_session=True
    )
    try:
        assert _state_in_the_end(school) is JobState.DONE
    finally:
        os.killpg(worker.pid, signal.SIGTERM)
        worker.wait(PATIENCE)


def _state_in_the_end(school: CompleteClass) -> JobState:
    until = time.monotonic() + PATIENCE
    state = JobState.QUEUED
    while state in runs.UNFINISHED and time.monotonic() < until:
        time.sleep(0.2)
        with system_session(school.engine, "xem") as session:
            state = session.scalars(select(PrintProgress.state)).one()
    return state
