"""Jobs: put twice they are done once, stopped before they write, taken up after a kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from jobs import background
from jobs.background import ask, cancel
from jobs.database import writer
from jobs.imports import background as importing
from jobs.queue import KINDS, Queue
from models.access import ImportRun, ImportState, Job, JobKind
from models.archive import JobState
from models.base import Base, utc_now
from models.refusal import NotReady
from permissions.errors import OutOfScope
from permissions.session import actor_session, system_session
from tests.databases import Databases, settings_for
from tests.jobs.imports.files import PUPIL_HEAD, book
from tests.world import World, lay_out

ROOT = Path(__file__).resolve().parents[2]
T = Base.metadata.tables
PATIENCE = 180
YEAR = "2025-2026"


@pytest.fixture
def school(databases: Databases, kind: str) -> Iterator[World]:
    """The small school, without anybody's jobs."""
    with databases.school(kind, lay_out) as world:
        with world.engine.begin() as connection:
            connection.execute(T["job"].delete())
        yield world


def file_of(school: World, pupils: int, person: str = "office") -> int:
    """Have somebody look at a file of new pupils; return the import."""
    rows = [
        [n, f"MOI{n:05}", f"Lê Văn Bé {n}", "1/2/2017", "Nam", "Kinh", "3A"]
        for n in range(1, pupils + 1)
    ]
    content = book(DS=[["Năm học 2025 - 2026"], PUPIL_HEAD, *rows])
    actor = school.actor(person)
    run = ImportRun(
        account_id=actor.account_id,
        kind="pupils",
        year=YEAR,
        file_name="moi.xlsx",
        state=ImportState.PREVIEW,
        created_at=utc_now(),
        report={},
        corrections={},
        content=content,
    )
    run.report = importing.compare(school.engine, actor, run).as_preview()
    with actor_session(writer(school.engine), actor) as session:
        session.add(run)
        session.commit()
        return run.id


def put(school: World, run: int, person: str = "office") -> int:
    """Put the writing of a file on the queue."""
    return ask(school.engine, school.actor(person), JobKind.IMPORT, run, "Học sinh: moi.xlsx")


def new_pupils(school: World) -> int:
    """How many pupils came from such a file."""
    pupil = T["pupil"]
    with school.engine.connect() as connection:
        query = select(func.count()).select_from(pupil).where(pupil.c.code.like("MOI%"))
        return connection.scalar(query) or 0


def jobs(school: World) -> list[Job]:
    """All jobs."""
    with system_session(school.engine, "xem", capacities=frozenset()) as session:
        return list(session.scalars(select(Job).order_by(Job.id)))


def test_a_file_put_twice_is_written_once(school: World) -> None:
    run = file_of(school, 3)
    job = put(school, run)
    assert put(school, run) == job
    assert background.run(school.engine, KINDS, job)
    assert not background.run(school.engine, KINDS, job)
    assert new_pupils(school) == 3
    (row,) = jobs(school)
    assert (row.state, row.message, row.done, row.total) == (
        JobState.DONE, "3 mới, 0 thay đổi", 3, 3,
    )  # fmt: skip
    assert (row.tries, row.account_id) == (1, school.account["office"])
    assert put(school, run) == job
    assert jobs(school)[0].state is JobState.DONE


def test_a_job_that_waits_is_dropped_and_put_again(school: World) -> None:
    run = file_of(school, 2)
    job = put(school, run)
    with pytest.raises(OutOfScope):
        cancel(school.engine, school.actor("homeroom3a"), job)
    cancel(school.engine, school.actor("office"), job)
    assert not background.run(school.engine, KINDS, job)
    assert (new_pupils(school), jobs(school)[0].state) == (0, JobState.CANCELLED)
    with pytest.raises(NotReady):
        cancel(school.engine, school.actor("office"), job)
    put(school, run)
    assert background.run(school.engine, KINDS, job)
    assert new_pupils(school) == 2


def test_a_running_job_stops_before_it_writes(school: World) -> None:
    run = file_of(school, 2)
    job = put(school, run)

    def slow(work: background.Work) -> str:
        cancel(school.engine, school.actor("office"), job)
        return KINDS[JobKind.IMPORT](work)

    assert not background.run(school.engine, {JobKind.IMPORT: slow}, job)
    assert (new_pupils(school), jobs(school)[0].state) == (0, JobState.CANCELLED)


def test_a_refusal_is_told_and_the_job_may_be_put_again(school: World) -> None:
    """The office was relieved of its duty between asking and writing."""
    run = file_of(school, 2)
    job = put(school, run)
    duty = T["duty"]
    mine = duty.c.staff_id == school.staff["office"]
    with school.engine.begin() as connection:
        connection.execute(update(duty).where(mine).values(to_date=utc_now().date() - DAY))
    assert not background.run(school.engine, KINDS, job)
    assert new_pupils(school) == 0
    assert jobs(school)[0].state is JobState.FAILED
    assert "không thuộc nhiệm vụ" in str(jobs(school)[0].message)
    with school.engine.begin() as connection:
        connection.execute(update(duty).where(mine).values(to_date=None))
    put(school, run)
    assert background.run(school.engine, KINDS, job)


DAY = timedelta(days=1)


def test_a_fault_is_told_and_raised(school: World) -> None:
    def broken(_: background.Work) -> str:
        raise ZeroDivisionError("chia cho 0")

    job = put(school, file_of(school, 1))
    with pytest.raises(ZeroDivisionError):
        background.run(school.engine, {JobKind.IMPORT: broken}, job)
    assert jobs(school)[0].message == "Máy dừng: chia cho 0"


def test_one_step_of_a_round_does_not_stop_the_others(
    school: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = school.engine.url.render_as_string(hide_password=False)
    queue = Queue(settings_for(url, tmp_path), immediate=True, engine=school.engine)

    def broken(*_: object) -> int:
        raise ZeroDivisionError("chia cho 0")

    monkeypatch.setattr("jobs.queue.announce_all", broken)
    monkeypatch.setattr("jobs.queue.deliver", lambda *_: 7)
    queue.go_round()
    (row,) = jobs(school)
    assert (row.kind, row.done, row.message) == ("round", 7, "Một bước dừng: chia cho 0")
    assert row.account_id is None
    queue.go_round()
    assert [job.done for job in jobs(school)] == [14]
    queue.close()


@pytest.fixture
def worker(school: World, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start real workers over this school's queue; they end with the test."""
    url = school.engine.url.render_as_string(hide_password=False)
    settings = settings_for(url, tmp_path)
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "SO_TRUONG_DATA": str(settings.data),
        "SO_TRUONG_ENV": "test",
        "SECRET_KEY": settings.secret_key,
    }
    begun: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "jobs"]
        begun.append(subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True))
        return begun[-1]

    yield start
    for process in begun:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(PATIENCE)


def until(ready: Callable[[], bool]) -> None:
    """Wait for something that will come."""
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.02)


@pytest.mark.skipif(sys.platform == "win32", reason="worker processes are forked")
def test_a_killed_worker_leaves_nothing_and_the_next_one_does_it_whole(
    school: World, tmp_path: Path, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    pupils = 4000
    run = file_of(school, pupils)
    job = put(school, run)
    url = school.engine.url.render_as_string(hide_password=False)
    queue = Queue(settings_for(url, tmp_path))
    queue.do(job)
    queue.do(job)
    first = worker()
    until(lambda: jobs(school)[0].message is not None)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait(PATIENCE)
    (left,) = [one for one in jobs(school) if one.kind == JobKind.IMPORT]
    assert (left.state, left.total, new_pupils(school)) == (JobState.RUNNING, pupils, 0)
    with school.engine.begin() as connection:
        old = utc_now() - background.SILENT - DAY
        connection.execute(update(T["job"]).where(T["job"].c.id == job).values(updated_at=old))
    assert queue.take_up() == [job]
    queue.close()
    worker()
    until(lambda: jobs(school)[0].state is JobState.DONE)
    (done,) = [one for one in jobs(school) if one.kind == JobKind.IMPORT]
    assert (done.tries, new_pupils(school)) == (2, pupils)
