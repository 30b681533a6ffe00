"""How far a print run is, who works on it, and how it is stopped and let go on."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from datetime import timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.database import writer
from models.archive import JobState, PrintJob, PrintProgress
from models.base import utc_now
from models.refusal import NotReady
from permissions.actor import Actor
from permissions.errors import Forbidden, OutOfScope, Stale
from permissions.session import GuardedSession, actor_session, system_session

WORKER = "in văn bản"
TICK_SECONDS = 0.5
#: a run whose worker hasn't been heard of for so long is taken up again
SILENT = timedelta(seconds=90)
UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


def worker(engine: Engine) -> AbstractContextManager[GuardedSession]:
    """Open the session in which a worker writes how far it is."""
    return system_session(writer(engine), WORKER, capacities={"worker"})


class StoppedError(Exception):
    """Somebody asked to stop the run, or another worker is at it."""


def cancel(engine: Engine, actor: Actor, job_id: int) -> None:
    """Stop a run of one's own; NotReady when it is over already."""
    _own(engine, actor, job_id)
    with worker(engine) as session:
        bar = _bar(session, job_id)
        if bar.state not in UNFINISHED:
            raise NotReady("Lần in này đã xong hoặc đã dừng, không còn gì để dừng.")
        bar.state, bar.message, bar.updated_at = JobState.CANCELLED, None, utc_now()
        session.commit()


def again(engine: Engine, actor: Actor, job_id: int) -> None:
    """Let a run of one's own that stopped go on where it stopped; one under way stays as it is."""
    _own(engine, actor, job_id)
    with worker(engine) as session:
        bar = _bar(session, job_id)
        if bar.state in (JobState.FAILED, JobState.CANCELLED):
            bar.state, bar.message, bar.updated_at = JobState.QUEUED, None, utc_now()
            session.commit()


def _own(engine: Engine, actor: Actor, job_id: int) -> None:
    with actor_session(engine, actor) as session:
        job = session.get(PrintJob, job_id)
        if job is None:
            raise OutOfScope
        if job.account_id != actor.account_id:
            raise Forbidden("Lần in của ai thì người đó dừng hoặc in tiếp (Đ7.3).")


def _bar(session: Session, job_id: int) -> PrintProgress:
    return session.scalars(select(PrintProgress).where(PrintProgress.job_id == job_id)).one()


def taken(engine: Engine, job_id: int) -> bool:
    """Take a run that waits or that a silent worker left; False when another was quicker."""
    with worker(engine) as session:
        bar, now = _bar(session, job_id), utc_now()
        lost = bar.state is JobState.RUNNING and bar.updated_at < now - SILENT
        if bar.state is not JobState.QUEUED and not lost:
            return False
        bar.state, bar.updated_at = JobState.RUNNING, now
        try:
            session.commit()
        except Stale:
            return False
        return True


class Progress:
    """The progress of a run, written at most twice a second; StoppedError once it is cancelled."""

    def __init__(self, engine: Engine, job_id: int) -> None:
        """Remember the run; nothing is written yet."""
        self.engine, self.job_id = engine, job_id
        self.done, self.told = 0, 0.0

    def start(self, total: int, done: int) -> None:
        """Begin, or go on, with so many pupils done."""
        self.done = done
        self._write(state=JobState.RUNNING, total=total, done=done, message=None)

    def add(self, pupils: int) -> None:
        """Count pupils whose pages are made."""
        self.done += pupils
        if time.monotonic() - self.told >= TICK_SECONDS:
            self._write(done=self.done)

    def finish(self) -> None:
        """Say that it is over."""
        self._write(state=JobState.DONE, done=self.done)

    def fail(self, sentence: str) -> None:
        """Say what stopped it."""
        self._write(state=JobState.FAILED, message=sentence)

    def _write(self, **values: object) -> None:
        self.told = time.monotonic()
        try:
            self._written(values)
        except Stale:
            # somebody asked to stop in this very moment
            self._written(values)

    def _written(self, values: dict[str, object]) -> None:
        with worker(self.engine) as session:
            row = _bar(session, self.job_id)
            if row.state is JobState.CANCELLED:
                raise StoppedError
            for name, value in {**values, "updated_at": utc_now()}.items():
                setattr(row, name, value)
            session.commit()
