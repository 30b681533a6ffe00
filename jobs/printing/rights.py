"""Who prints what: official copies by board and office, in a session that says so (Điều 7.3)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from jobs.database import writer
from jobs.printing import work
from jobs.printing.progress import WORKER
from models.archive import PrintDocument, PrintJob
from models.pupils import Pupil
from models.school import SchoolClass
from permissions.actor import Actor
from permissions.history import record_reading
from permissions.policy import can
from permissions.session import GuardedSession, actor_session, system_session

NOT_OFFICIAL = (
    "Bản chính thức do Ban quản trị và Văn phòng in (Đ7.3). Giáo viên chủ nhiệm xem bản BẢN XEM."
)


def may_print_officially(actor: Actor) -> bool:
    """Tell whether a person prints official copies: board and office (Điều 7.3)."""
    return can(actor, "create", PrintJob, "official")


@contextmanager
def reading(engine: Engine, actor: Actor) -> Iterator[GuardedSession]:
    """Open the session that a person's print run reads in.

    Board and office print what they don't otherwise read, in a named system session; anybody else
    reads as usual and gets no more than that.
    """
    if may_print_officially(actor):
        with system_session(engine, f"{WORKER} cho {actor.name}", capacities={"worker"}) as session:
            yield session
    else:
        with actor_session(engine, actor) as session:
            yield session


def record_of_reading(
    engine: Engine,
    actor: Actor | None,
    document: PrintDocument,
    room: SchoolClass,
    pupils: int,
    job_id: int = 0,
) -> None:
    """Write to the history that a class's records were read in bulk to be printed (DESIGN §3.5)."""
    what = f"in {work.NAMES[document]} lớp {room.name}"
    to = writer(engine)
    opened = actor_session(to, actor) if actor else system_session(to, what)
    with opened as session:
        record_reading(session, Pupil, pupils, what, row_id=job_id)
        session.commit()
