"""The queue of long work: embedded beside the SQLite database, or in PostgreSQL with the records.

No further server is needed. The records remain the truth: a run that a killed worker left behind is
found by its progress row and queued again when a worker starts.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable

from huey import MemoryHuey, PostgresHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.consumer import Consumer
from sqlalchemy import Engine

from jobs import background, counting, reminding, sharing
from jobs.archive.work import sealing
from jobs.channels.installed import installed
from jobs.database import open_engine
from jobs.imports.background import do as do_import
from jobs.messages.by_rule import announce_all
from jobs.messages.deliver import deliver
from jobs.printing import runs
from jobs.report_books.send import send_due
from jobs.rollover import do as do_rollover
from jobs.settings import Settings
from models.access import JobKind

NAME = "so_truong"
FILE = "queue.sqlite"
PRINT = "print"
JOB = "job"
TAKE_UP = "take_up"
DELIVER = "deliver"
ROUND = "round"
REPORT_BOOKS = "report_books"
REMIND = "remind"
#: the engine that lays out a page converts one document at a time per process
WINDOWS = os.name == "nt"
#: how a worker does each kind of job
KINDS: dict[str, background.Doing] = {
    JobKind.IMPORT: do_import,
    JobKind.ROLLOVER: do_rollover,
}
log = logging.getLogger(__name__)


def _huey(settings: Settings, *, immediate: bool) -> Huey:
    if immediate:
        return MemoryHuey(NAME, results=False, immediate=True)
    if settings.sqlite:
        return SqliteHuey(NAME, filename=str(settings.data / FILE), results=False, fsync=True)
    return PostgresHuey(
        NAME,
        dsn=settings.database_url.replace("postgresql+psycopg://", "postgresql://"),
        results=False,
    )


class Queue:
    """The queue of one installation.

    ``immediate``: work is done at once, on the caller's engine (tests).
    """

    def __init__(
        self, settings: Settings, *, immediate: bool = False, engine: Engine | None = None
    ) -> None:
        """Open the queue and make its tasks known; nothing runs yet."""
        self.settings = settings
        self._engines: dict[int, Engine] = {os.getpid(): engine} if engine is not None else {}
        self.huey = _huey(settings, immediate=immediate)
        self._print = self.huey.task(name=PRINT)(self._run_print)
        self._do = self.huey.task(name=JOB)(self._run_job)
        # Every minute, by a worker: the parent of worker processes must open nothing before it
        # forks, neither a thread nor a connection.
        self.huey.periodic_task(crontab(minute="*"), name=TAKE_UP)(self.take_up)
        self._deliver = self.huey.task(name=DELIVER)(self._run_deliver)
        self._send_books = self.huey.task(name=REPORT_BOOKS)(self._run_send_books)
        self.huey.periodic_task(crontab(minute="*"), name=ROUND)(self.go_round)
        self.huey.periodic_task(crontab(minute="*/10"), name=REMIND)(self.remind)

    @property
    def engine(self) -> Engine:
        """This process's engine: connections are never shared with a parent process."""
        process = os.getpid()
        if process not in self._engines:
            self._engines[process] = open_engine(self.settings)
        return self._engines[process]

    def print_run(self, job_id: int) -> None:
        """Queue a print run (``jobs.printing.runs.ask``); the first free worker makes it."""
        self._print(job_id)

    def do(self, job_id: int) -> None:
        """Queue a job (``jobs.background.ask``); put twice, it is done once."""
        self._do(job_id)

    def deliver(self) -> None:
        """Queue the sending of what is due; the first free worker does it."""
        self._deliver()

    def send_books(self) -> None:
        """Queue the sending of report books that are due; each minute's round does it too."""
        self._send_books()

    def go_round(self) -> None:
        """Announce, deliver what is due, mail, count, send books: each minute, by a worker."""
        channels = installed(self.settings)
        self._steps(
            lambda: announce_all(self.engine, channels.keys()),
            lambda: deliver(self.engine, channels),
            lambda: reminding.mail_inbox(self.engine, channels),
            lambda: counting.count_today(self.engine),
            lambda: send_due(self.engine, self.settings),
        )

    def remind(self) -> None:
        """Remind colleagues by the school's rules: every ten minutes, each thing once a day."""
        self._steps(lambda: reminding.remind(self.engine), lambda: sharing.note_shared(self.engine))

    def _steps(self, *steps: Callable[[], int]) -> None:
        """Do one after the other; what stops one is told on screen, the others go on."""
        done, trouble = 0, None
        for step in steps:
            try:
                done += step()
            except Exception as error:
                log.exception("a step of the round stopped")
                trouble = f"Một bước dừng: {error}"
        background.note_round(self.engine, done, trouble)

    def close(self) -> None:
        """Let go of the connections of this process."""
        self.huey.storage.close()
        own = self._engines.pop(os.getpid(), None)
        if own is not None:
            own.dispose()

    def take_up(self) -> list[int]:
        """Queue again what nobody is working on; return those runs."""
        prints, jobs = runs.unfinished(self.engine), background.unfinished(self.engine)
        for job_id in prints:
            self.print_run(job_id)
        for job_id in jobs:
            self.do(job_id)
        return [*prints, *jobs]

    def consumer(self, workers: int = 1) -> Consumer:
        """Return the worker's loop: processes, on Windows threads with a child process a run."""
        kind = "thread" if WINDOWS else "process"
        return self.huey.create_consumer(workers=workers, worker_type=kind, max_delay=1.0)

    def work(self, workers: int = 1) -> None:
        """Work until the process is told to stop."""
        self.close()
        self.consumer(workers).run()

    def _run_deliver(self) -> None:
        deliver(self.engine, installed(self.settings))

    def _run_job(self, job_id: int) -> None:
        kinds = KINDS | {JobKind.ARCHIVE: sealing(self.settings)}
        background.run(self.engine, kinds, job_id)

    def _run_send_books(self) -> None:
        send_due(self.engine, self.settings)

    def _run_print(self, job_id: int) -> None:
        if WINDOWS:
            command = [sys.executable, "-m", "jobs.printing", str(job_id)]
            subprocess.run(command, check=True)  # noqa: S603 - our own module
        else:
            runs.run(self.engine, self.settings.data, job_id, self.settings.address)
