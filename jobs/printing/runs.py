"""Print runs: asked for by a person, made by a worker, class by class, resumed where they stopped.

A run is a PrintJob; its progress is written by the worker; each class's file becomes a
PrintedDocument with hash and copy number (Điều 2.6, 7.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.database import writer
from jobs.printing import decisions, packet, register, work
from jobs.printing.certificates import certificates_pdf, lines_of
from jobs.printing.filling import layouts
from jobs.printing.foot import stamped
from jobs.printing.frame import YEAR_END, Frame, frame
from jobs.printing.issue import Issue, issue
from jobs.printing.progress import SILENT, UNFINISHED, Progress, StoppedError, taken, worker
from jobs.printing.records import people
from jobs.printing.register import Kept
from jobs.printing.render import joined
from jobs.printing.reopenings import annex_behind
from jobs.printing.rights import (
    NOT_OFFICIAL,
    may_print_officially,
    reading,
    record_of_reading,
)
from models.archive import JobState, PrintDocument, PrintedDocument, PrintJob, PrintProgress
from models.base import utc_now
from models.people import Account
from models.refusal import NotReady, Refusal
from models.school import SchoolClass, SchoolYear
from permissions.actor import Actor, load_actor
from permissions.errors import Forbidden
from permissions.session import actor_session

IN_ONE_FILE = {*decisions.FILES, PrintDocument.TRANSFER_PACKET}
#: so many classes are read by the same statements
TOGETHER = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run is to print: a document for a class of a year, a grade, or the whole school.

    ``transfer_id``: the packet of one pupil of that class.
    """

    document: PrintDocument
    year: str
    class_name: str | None = None
    official: bool = False
    grade: int | None = None
    transfer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run works: database, folder of the files, and the school's address."""

    engine: Engine
    data: Path
    address: str

    @property
    def forms(self) -> Path:
        """The folder of the forms' layouts."""
        return self.data / layouts.FOLDER


def ask(engine: Engine, actor: Actor, wanted: Wanted) -> int:
    """Write a run for a person; return its id. Forbidden unless the person may print that."""
    if wanted.official and not may_print_officially(actor):
        raise Forbidden(NOT_OFFICIAL)
    with actor_session(writer(engine), actor) as session:
        shared = frame(session, wanted.year)
        names = (wanted.class_name,) if wanted.class_name else ()
        if wanted.transfer_id is None:
            rooms = shared.chosen(names)
        else:
            rooms = tuple(room for room in shared.classes if room.name in names)
        values = {
            "account_id": actor.account_id,
            "year_id": shared.year.id,
            "class_id": rooms[0].id if wanted.class_name else None,
            "grade": wanted.grade if wanted.class_name is None else None,
            "document": wanted.document,
            "created_at": utc_now(),
        }
        if wanted.official:
            values["official"] = True
        if wanted.transfer_id is not None:
            values["transfer_id"] = wanted.transfer_id
        job = PrintJob(**values)
        session.add(job)
        session.commit()
        job_id = job.id
    with worker(engine) as session:
        session.add(
            PrintProgress(
                job_id=job_id,
                account_id=actor.account_id,
                state=JobState.QUEUED,
                done=0,
                total=0,
                updated_at=utc_now(),
            )
        )
        session.commit()
    return job_id


def run(engine: Engine, data: Path, job_id: int, address: str = "") -> list[PrintedDocument]:
    """Print a run to its end, leaving out the classes that it has printed already.

    ``data``: the folder for the files; ``address``: of the school's server, for the check page.
    Put on the queue twice it is printed once: who doesn't get it returns what there is.
    Reads and writes in short turns, so that nobody waits for a printer. What stops it (no right
    any more, a warning of the engine) is written to its progress and raised again.
    """
    if not taken(engine, job_id):
        return _files(engine, job_id)
    with worker(engine) as session:
        job = session.get_one(PrintJob, job_id)
        account = session.get_one(Account, job.account_id)
        year = session.get_one(SchoolYear, job.year_id).name
        finished = set(
            session.scalars(
                select(PrintedDocument.class_id).where(PrintedDocument.job_id == job_id)
            )
        )
    bar, place = Progress(engine, job_id), Place(engine, data, address)
    try:
        actor = load_actor(engine, username=account.username)
        if job.official and not may_print_officially(actor):
            raise Forbidden(NOT_OFFICIAL)
        with reading(engine, actor) as session:
            shared = frame(session, year)
            rooms = [
                r
                for r in shared.printable
                if job.class_id in (None, r.id) and job.grade in (None, r.grade)
            ]
            counts = _counted(session, shared, job, rooms)
        bar.start(sum(counts.values()), sum(counts.get(i, 0) for i in finished))
        if job.document in IN_ONE_FILE:
            if not finished:
                _print_one_file(place, actor, job, shared, rooms)
                bar.add(sum(counts.values()))
            rooms = []
        for one in _classes(place, actor, job, shared, [r for r in rooms if r.id not in finished]):
            _print_class(place, actor, job, shared, one, bar)
    except StoppedError:
        return _files(engine, job_id)
    except Exception as error:
        bar.fail(str(error) if isinstance(error, Refusal) else f"Máy in dừng: {error}")
        raise
    bar.finish()
    return _files(engine, job_id)


def _files(engine: Engine, job_id: int) -> list[PrintedDocument]:
    with worker(engine) as session:
        return list(
            session.scalars(
                select(PrintedDocument)
                .where(PrintedDocument.job_id == job_id)
                .order_by(PrintedDocument.id)
            )
        )


def unfinished(engine: Engine) -> list[int]:
    """Return the runs that nobody is working on: queued, or silent for a while."""
    with worker(engine) as session:
        return list(
            session.scalars(
                select(PrintProgress.job_id)
                .where(
                    PrintProgress.state.in_(UNFINISHED),
                    PrintProgress.updated_at < utc_now() - SILENT,
                )
                .order_by(PrintProgress.job_id)
            )
        )


def _counted(
    session: Session, shared: Frame, job: PrintJob, rooms: Sequence[SchoolClass]
) -> dict[int, int]:
    """Count by class the pupils that a run is about."""
    if job.transfer_id is not None:
        return {job.class_id or 0: 1}
    ids = [room.id for room in rooms]
    found = people(session, shared, ids, YEAR_END)
    return {class_id: len(pupils) for class_id, pupils in found.items()}


@dataclass(frozen=True, slots=True)
class _Class:
    """A class with what it prints, and the annex behind it."""

    room: SchoolClass
    documents: work.Documents
    annex: bytes | None


def _classes(
    place: Place, actor: Actor, job: PrintJob, shared: Frame, rooms: Sequence[SchoolClass]
) -> Iterator[_Class]:
    """Read the classes, some at a time: few statements a class, little memory at once."""
    for start in range(0, len(rooms), TOGETHER):
        group = rooms[start : start + TOGETHER]
        with reading(place.engine, actor) as session:
            found = work.documents_of(session, shared, group, job.document)
            read = [
                _Class(
                    room,
                    found.get(room.id, ()),
                    annex_behind(place.engine, session, room, official=job.official),
                )
                for room in group
            ]
        yield from read


def _print_class(
    place: Place, actor: Actor, job: PrintJob, shared: Frame, one: _Class, bar: Progress
) -> None:
    room, documents = one.room, one.documents
    record_of_reading(place.engine, actor, job.document, room, work.pupils_in(documents), job.id)
    if not documents:
        return
    issues = _issues(place, job, documents)
    title = work.title_of(job.document, room, shared.year.name)
    made = work.printed(
        documents,
        title,
        official=job.official,
        progress=bar.add,
        annex=one.annex,
        kept=place.forms,
        feet=[one.foot for one in issues],
    )
    name = work.file_name(job.document, room.name)
    register.keep(place.engine, place.data, job, Kept(room.id, name, made, issues))


def _print_one_file(
    place: Place,
    actor: Actor,
    job: PrintJob,
    shared: Frame,
    rooms: Sequence[SchoolClass],
) -> None:
    """Print what is one file, however many classes it is about."""
    if job.transfer_id is not None:
        _print_packet(place, actor, job, shared)
    else:
        _print_decision(place, actor, job, shared, rooms)


def _print_decision(
    place: Place,
    actor: Actor,
    job: PrintJob,
    shared: Frame,
    rooms: Sequence[SchoolClass],
) -> None:
    """Print a decision or the lists of the chosen classes into one file."""
    with reading(place.engine, actor) as session:
        paper = decisions.paper_of(
            session, job.document, rooms, shared.year.name, job.grade, shared.award_names
        )
    for room in rooms:
        own = sum(line.room == room.name for annex in paper.annexes for line in annex.lines)
        record_of_reading(place.engine, actor, job.document, room, own, job.id)
    if job.document is PrintDocument.CERTIFICATES:
        if not paper.pupils:
            raise NotReady("Danh sách đã chốt không có em nào được khen thưởng, không có gì để in.")
        issues = _issues(place, job, lines_of(paper))
        made, pages = certificates_pdf(paper, place.forms, [one.foot for one in issues])
    else:
        issues = _issues(place, job, [paper])
        made = decisions.decision_pdf(paper, official=job.official)
        made, pages = joined(
            [stamped(made, one.foot) for one in issues] or [made],
            title=decisions.TITLES[job.document][1],
        )
    of = rooms[0].name if job.class_id else f"khoi-{job.grade}" if job.grade else "toan-truong"
    name = f"{decisions.FILES[job.document]}-{of}.pdf"
    printed = work.Printed(made, paper.pupils, pages, ())
    register.keep(place.engine, place.data, job, Kept(job.class_id, name, printed, issues))


def _print_packet(place: Place, actor: Actor, job: PrintJob, shared: Frame) -> None:
    """Print what goes with one pupil to another school."""
    with reading(place.engine, actor) as session:
        paper = packet.paper_of(session, job.transfer_id or 0)
    room = next(room for room in shared.classes if room.id == job.class_id)
    record_of_reading(place.engine, actor, job.document, room, 1, job.id)
    made, pages = packet.packet_pdf(paper)
    issues = _issues(place, job, [paper])
    for one in issues:
        made = stamped(made, one.foot)
    name = packet.file_name(paper)
    printed = work.Printed(made, 1, pages, ())
    register.keep(place.engine, place.data, job, Kept(room.id, name, printed, issues))


def _issues(place: Place, job: PrintJob, documents: Sequence[Any]) -> list[Issue]:
    """Give each document of an official run its code; a preview has none."""
    if not job.official:
        return []
    return [issue(job.document, one, place.address) for one in documents]
