"""Long work with a row of its own: asked for by a person, done once, told how far, cancelled.

Taking a job is an update that only one worker can make; a worker that is killed leaves a silent
row, which the next round queues again. What a kind does twice must have one effect.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, select

from jobs.database import writer
from models.access import Job, JobKind
from models.archive import JobState
from models.base import utc_now
from models.refusal import NotReady, Refusal
from permissions.actor import Actor
from permissions.errors import Invalid, OutOfScope, Stale
from permissions.session import GuardedSession, actor_session, system_session

WORKER = "việc nền"
TICK_SECONDS = 0.5
#: a job whose worker hasn't been heard of for so long is taken up again
SILENT = timedelta(seconds=90)
UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


class CancelledError(Exception):
    """Somebody asked to stop before anything was written."""


@dataclass
class Work:
    """What a kind is given: whose work it is, what it is about, and a way to tell how far it is."""

    engine: Engine
    job_id: int
    account_id: int | None
    subject_id: int | None
    told: float = 0.0

    def tick(self, done: int, total: int, message: str | None = None) -> None:
        """Tell how far the work is, at most twice a second; CancelledError when it must stop.

        Never within a transaction of one's own: SQLite has one writer.
        """
        if message is None and time.monotonic() - self.told < TICK_SECONDS:
            return
        self.told = time.monotonic()
        try:
            self._write(done, total, message)
        except Stale:
            # somebody asked to stop in this very moment
            self._write(done, total, message)

    def _write(self, done: int, total: int, message: str | None) -> None:
        with worker(self.engine) as session:
            job = session.get_one(Job, self.job_id)
            if job.cancel_at is not None:
                raise CancelledError
            job.done, job.total, job.message, job.updated_at = done, total, message, utc_now()
            session.commit()


#: a kind's work; returns what to say of it when it is done
Doing = Callable[[Work], str]


def worker(engine: Engine) -> AbstractContextManager[GuardedSession]:
    """Open the session in which a worker writes how far it is."""
    return system_session(writer(engine), WORKER, capacities={"worker"})


def ask(engine: Engine, actor: Actor, kind: JobKind, subject_id: int, what: str) -> int:
    """Write a job for a person; return its id. The same thing asked twice is one job."""
    key, now = f"{kind}:{subject_id}", utc_now()
    known = select(Job.id).where(Job.key == key)
    with actor_session(writer(engine), actor) as session:
        found = session.scalars(known).first()
        if found is None:
            job = Job(
                kind=kind,
                key=key,
                account_id=actor.account_id,
                subject_id=subject_id,
                what=what[:200],
                created_at=now,
                updated_at=now,
            )
            session.add(job)
            try:
                session.commit()
            except Invalid:
                # put at the same moment by another request
                session.rollback()
            found = session.scalars(known).one()
    again(engine, actor, found)
    return found


def again(engine: Engine, actor: Actor, job_id: int) -> None:
    """Put a job that failed or was cancelled back on the queue; one under way stays as it is."""
    with actor_session(writer(engine), actor) as session:
        job = _own(session, job_id)
        if job.state in (JobState.FAILED, JobState.CANCELLED):
            job.state, job.cancel_at, job.message = JobState.QUEUED, None, None
            job.updated_at = utc_now()
            session.commit()


def cancel(engine: Engine, actor: Actor, job_id: int) -> None:
    """Ask a job to stop; one that waits is dropped at once, a finished one is NotReady."""
    with actor_session(writer(engine), actor) as session:
        job = _own(session, job_id)
        if job.state not in UNFINISHED:
            raise NotReady("Việc này đã xong hoặc đã dừng, không còn gì để dừng.")
        job.cancel_at = utc_now()
        if job.state is JobState.QUEUED:
            job.state = JobState.CANCELLED
        session.commit()


def _own(session: GuardedSession, job_id: int) -> Job:
    job: Job | None = session.get(Job, job_id)
    if job is None:
        raise OutOfScope
    return job


def run(engine: Engine, kinds: dict[str, Doing], job_id: int) -> bool:
    """Do a job unless somebody else does it or has done it; return whether it was done here.

    What stops it is written to its row and raised again.
    """
    work = _taken(engine, job_id)
    if work is None:
        return False
    with worker(engine) as session:
        doing = kinds[session.get_one(Job, job_id).kind]
    try:
        said = doing(work)
    except CancelledError:
        _end(engine, job_id, JobState.CANCELLED, "Đã dừng trước khi ghi gì.")
        return False
    except Refusal as refusal:
        _end(engine, job_id, JobState.FAILED, str(refusal))
        return False
    except Exception as error:
        _end(engine, job_id, JobState.FAILED, f"Máy dừng: {error}")
        raise
    _end(engine, job_id, JobState.DONE, said)
    return True


def _taken(engine: Engine, job_id: int) -> Work | None:
    """Take a job that waits, or that a silent worker left; None when another was quicker."""
    now = utc_now()
    with worker(engine) as session:
        job = session.get_one(Job, job_id)
        lost = job.state is JobState.RUNNING and job.updated_at < now - SILENT
        if job.state is not JobState.QUEUED and not lost:
            return None
        if job.cancel_at is not None:
            job.state = JobState.CANCELLED
            session.commit()
            return None
        job.state, job.tries, job.updated_at = JobState.RUNNING, job.tries + 1, now
        try:
            session.commit()
        except Stale:
            return None
        return Work(engine, job.id, job.account_id, job.subject_id)


def _end(engine: Engine, job_id: int, state: JobState, message: str) -> None:
    with worker(engine) as session:
        job = session.get_one(Job, job_id)
        job.state, job.message, job.updated_at = state, message, utc_now()
        if state is JobState.DONE:
            job.done = job.total = max(job.total, 1)
        session.commit()


def unfinished(engine: Engine) -> list[int]:
    """Return the jobs that nobody is working on: left in the queue, or silent for a while."""
    silent = Job.updated_at < utc_now() - SILENT
    query = select(Job.id).where(Job.state.in_(UNFINISHED), silent, Job.kind != JobKind.ROUND)
    with worker(engine) as session:
        return list(session.scalars(query.order_by(Job.id)))


def note_round(engine: Engine, done: int, trouble: str | None = None) -> None:
    """Note that a worker went round just now, and how much it did: a row a day."""
    now = utc_now()
    key = f"{JobKind.ROUND}:{now:%Y-%m-%d}"
    with worker(engine) as session:
        row = session.scalars(select(Job).where(Job.key == key)).first()
        if row is None:
            row = Job(kind=JobKind.ROUND, key=key, what=ROUND_WORDS, created_at=now, done=0)
            session.add(row)
        row.state = JobState.FAILED if trouble else JobState.DONE
        row.done, row.total = row.done + done, row.done + done
        row.message, row.updated_at = trouble, now
        try:
            session.commit()
        except (Stale, Invalid):
            # another worker notes the same minute
            session.rollback()


ROUND_WORDS = "Gửi tin và nhắc việc theo lịch"
