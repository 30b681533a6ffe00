"""Print runs: who may ask, what is kept of them, and how they go on after an interruption."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, update

from jobs.printing import register, runs, work
from jobs.printing.progress import again, cancel
from jobs.printing.render import PrintError
from jobs.queue import Queue
from models.access import HistoryLine, HistorySet
from models.archive import JobState, PrintDocument, PrintedDocument, PrintProgress
from models.base import utc_now
from models.people import Duty
from models.pupils import Enrolment, EnrolmentInterval, Pupil
from models.refusal import NotReady
from models.school import SchoolClass
from permissions.errors import Forbidden
from permissions.session import system_session
from tests.complete_class import CompleteClass
from tests.databases import settings_for
from tests.jobs.printing import reading
from tests.jobs.printing.conftest import person

YEAR = "2025-2026"
BOOKS, SHEETS = PrintDocument.REPORT_BOOKS, PrintDocument.SUMMARY_SHEETS


def _progress(school: CompleteClass) -> PrintProgress:
    with system_session(school.engine, "xem") as session:
        return session.scalars(select(PrintProgress).order_by(PrintProgress.id.desc())).first()


def _made(school: CompleteClass, data: Path, who: str, **wanted: Any) -> list[PrintedDocument]:
    job = runs.ask(
        school.engine,
        person(school, who),
        runs.Wanted(BOOKS, YEAR, **({"class_name": "4A"} | wanted)),
    )
    return runs.run(school.engine, data, job)


def test_the_board_prints_official_copies_with_hash_and_copy_number(
    school: CompleteClass, tmp_path: Path
) -> None:
    (first,) = _made(school, tmp_path, "seat", official=True)
    (second,) = _made(school, tmp_path, "seat", official=True)
    content = register.path_of(tmp_path, first).read_bytes()
    assert first.file_name == "hoc-ba-4A.pdf"
    assert first.sha256 == hashlib.sha256(content).hexdigest()
    assert (first.pupils, first.pages) == (3, 15)
    assert (first.copy_number, second.copy_number) == (1, 2)
    assert "BẢNXEM" not in reading.letters(content)
    bar = _progress(school)
    assert (bar.state, bar.done, bar.total) == (JobState.DONE, 3, 3)


def test_a_homeroom_teacher_gets_a_preview_of_the_own_class(
    school: CompleteClass, tmp_path: Path
) -> None:
    (made,) = _made(school, tmp_path, "homeroom")
    pages = reading.pages(register.path_of(tmp_path, made).read_bytes())
    assert not made.official
    assert "Em học tốt." in " ".join(pages)
    with pytest.raises(Forbidden, match=r"Đ7\.3"):
        _made(school, tmp_path, "homeroom", official=True)
    with pytest.raises(Forbidden):
        _made(school, tmp_path, "homeroom", class_name=None)


@pytest.mark.parametrize("who", ["principal", "vice", "english"])
def test_others_do_not_print(school: CompleteClass, tmp_path: Path, who: str) -> None:
    for official in (True, False):
        with pytest.raises(Forbidden):
            _made(school, tmp_path, who, official=official)


def test_reading_a_class_to_print_it_is_in_the_history(
    school: CompleteClass, tmp_path: Path
) -> None:
    _made(school, tmp_path, "seat", official=True)
    with school.engine.connect() as connection:
        rows = connection.execute(
            select(HistorySet.who, HistoryLine.changes)
            .join(HistoryLine, HistoryLine.txn == HistorySet.txn)
            .where(HistoryLine.action == "read")
        ).all()
    assert len(rows) == 1
    assert rows[0].who == "cô Trần seat"
    assert "in học bạ lớp 4A" in rows[0].changes


def test_a_school_run_goes_on_where_it_stopped(
    school: CompleteClass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _second_class(school)
    job = runs.ask(school.engine, person(school, "seat"), runs.Wanted(BOOKS, YEAR, official=True))
    whole = register.write_whole

    def stop(path: Path, content: bytes) -> None:
        if path.name == "hoc-ba-4B.pdf":
            raise KeyboardInterrupt
        whole(path, content)

    monkeypatch.setattr(register, "write_whole", stop)
    with pytest.raises(KeyboardInterrupt):
        runs.run(school.engine, tmp_path, job)
    assert _progress(school).state is JobState.RUNNING
    monkeypatch.setattr(register, "write_whole", whole)
    before = (tmp_path / "printed" / str(job) / "hoc-ba-4A.pdf").stat().st_mtime_ns
    # while the worker may still be alive, nobody else takes its run
    assert len(runs.run(school.engine, tmp_path, job)) == 1
    _silent(school, job)
    made = runs.run(school.engine, tmp_path, job)
    assert [document.file_name for document in made] == ["hoc-ba-4A.pdf", "hoc-ba-4B.pdf"]
    assert (tmp_path / "printed" / str(job) / "hoc-ba-4A.pdf").stat().st_mtime_ns == before
    bar = _progress(school)
    assert (bar.state, bar.done, bar.total) == (JobState.DONE, 4, 4)


def test_classes_are_read_together(school: CompleteClass, tmp_path: Path) -> None:
    """Six classes take two readings: not more than five statements a class."""
    for number in range(5):
        school.add(SchoolClass, year_id=school.year_id, grade=4, name=f"4{'BCDEG'[number]}")
    job = runs.ask(school.engine, person(school, "seat"), runs.Wanted(BOOKS, YEAR, official=True))
    asked: list[str] = []
    event.listen(school.engine, "before_cursor_execute", lambda *a: asked.append(str(a[2])))
    runs.run(school.engine, tmp_path, job)
    results = [one for one in asked if "FROM subject_result" in one]
    assert len(results) == 2


def test_what_stops_a_run_is_told(
    school: CompleteClass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **values: object) -> bytes:
        raise PrintError("phông chữ lạ")

    monkeypatch.setattr(work, "printed", refuse)
    with pytest.raises(PrintError):
        _made(school, tmp_path, "seat", official=True)
    assert _progress(school).state is JobState.FAILED
    assert "phông chữ lạ" in str(_progress(school).message)


def test_a_right_that_ended_meanwhile_ends_the_run(school: CompleteClass, tmp_path: Path) -> None:
    job = runs.ask(
        school.engine, person(school, "seat"), runs.Wanted(BOOKS, YEAR, "4A", official=True)
    )
    school.run(update(Duty).where(Duty.staff_id == school.staff["seat"]).values(confirmed_at=None))
    with pytest.raises(Forbidden):
        runs.run(school.engine, tmp_path, job)
    assert _progress(school).state is JobState.FAILED


def test_a_queued_run_is_made_and_a_silent_one_taken_up_again(
    school: CompleteClass, tmp_path: Path
) -> None:
    url = school.engine.url.render_as_string(hide_password=False)
    queue = Queue(settings_for(url, tmp_path), immediate=True)
    actor = person(school, "seat")
    first = runs.ask(school.engine, actor, runs.Wanted(SHEETS, YEAR, "4A", official=True))
    queue.print_run(first)
    assert _progress(school).state is JobState.DONE
    lost = runs.ask(school.engine, actor, runs.Wanted(SHEETS, YEAR, "4A", official=True))
    assert queue.take_up() == []
    _silent(school, lost)
    assert queue.take_up() == [lost]
    assert _progress(school).state is JobState.DONE
    queue.close()


def _silent(school: CompleteClass, job: int) -> None:
    """Let the worker of a run be unheard of for an hour."""
    mine = update(PrintProgress).where(PrintProgress.job_id == job)
    school.run(mine.values(updated_at=utc_now() - timedelta(hours=1)))


def test_the_same_run_put_twice_is_printed_once(school: CompleteClass, tmp_path: Path) -> None:
    (first,) = _made(school, tmp_path, "seat", official=True)
    (again,) = runs.run(school.engine, tmp_path, first.job_id)
    assert (again.id, again.copy_number) == (first.id, 1)


def test_a_run_is_stopped_by_whoever_asked_for_it_and_goes_on_later(
    school: CompleteClass, tmp_path: Path
) -> None:
    wanted = runs.Wanted(SHEETS, YEAR, "4A", official=True)
    job = runs.ask(school.engine, person(school, "seat"), wanted)
    with pytest.raises(Forbidden, match="người đó dừng"):
        cancel(school.engine, person(school, "principal"), job)
    cancel(school.engine, person(school, "seat"), job)
    assert runs.run(school.engine, tmp_path, job) == []
    assert _progress(school).state is JobState.CANCELLED
    with pytest.raises(NotReady):
        cancel(school.engine, person(school, "seat"), job)
    again(school.engine, person(school, "seat"), job)
    assert len(runs.run(school.engine, tmp_path, job)) == 1
    again(school.engine, person(school, "seat"), job)
    assert _progress(school).state is JobState.DONE


def test_a_run_that_is_stopped_half_way_prints_no_further_class(
    school: CompleteClass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _second_class(school)
    actor = person(school, "seat")
    job = runs.ask(school.engine, actor, runs.Wanted(SHEETS, YEAR, official=True))
    whole = register.write_whole

    def press(path: Path, content: bytes) -> None:
        """Somebody presses the button while the first class is written."""
        cancel(school.engine, actor, job)
        whole(path, content)

    monkeypatch.setattr(register, "write_whole", press)
    monkeypatch.setattr("jobs.printing.progress.TICK_SECONDS", 0)
    assert [d.file_name for d in runs.run(school.engine, tmp_path, job)] == ["bang-tong-hop-4A.pdf"]
    assert _progress(school).state is JobState.CANCELLED


def _second_class(school: CompleteClass) -> None:
    room = school.add(SchoolClass, year_id=school.year_id, grade=4, name="4B")
    pupil = school.add(Pupil, code="HSZ", full_name="Lê Zung", sort_key="Z", folded="z")
    enrolment = school.add(Enrolment, pupil_id=pupil, class_id=room)
    school.add(
        EnrolmentInterval,
        enrolment_id=enrolment,
        pupil_id=pupil,
        class_id=room,
        from_date=school.first_day,
    )
