"""Putting the books of a class to be sent, and sending what is due.

The package is written once, to a file named by its key, before its line is: what is sent again
after a crash, a timeout or a rejection is the same bytes under the same key. A line is taken in a
transaction of its own; a worker killed while sending leaves it due again when its lease ends.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from jobs.database import writer
from jobs.printing.frame import frame
from jobs.printing.register import write_whole
from jobs.report_books.checks import Checked, SignedPdf, check
from jobs.report_books.document import xml_of
from jobs.report_books.facts import books
from jobs.report_books.mapping import mapping
from jobs.report_books.post import Answer, send
from jobs.seal import Seal, encoded
from jobs.settings import Settings
from models.archive import LineState, Submission, SubmissionLine
from models.base import utc_now
from models.pupils import Pupil
from models.refusal import NotReady
from permissions.actor import Actor
from permissions.errors import Forbidden, Invalid, Stale
from permissions.history import record_reading
from permissions.policy import can
from permissions.session import actor_session, system_session

FOLDER = "submissions"
WORKER = "gửi học bạ số"
LEASE = timedelta(minutes=5)
#: minutes until the next try, by how many there were; the last one goes on
BACK_OFF = (1, 2, 5, 15, 60, 180, 360)
AT_ONCE = 500
NOT_YOURS = "Gửi học bạ số là việc của Văn phòng (Đ8.2). Nhờ văn thư gửi."
OPEN = (LineState.QUEUED, LineState.SENT)


@dataclass(frozen=True, slots=True)
class Put:
    """What was put: the batch (None: nothing new), new packages, those known already, not ready."""

    submission_id: int | None
    queued: int
    known: int
    held: int


def look(
    engine: Engine,
    actor: Actor,
    year: str,
    names: Sequence[str],
    signed: SignedPdf,
    *,
    sealed: bool,
) -> dict[str, list[Checked]]:
    """Check the books of classes before they are sent, by class name.

    Forbidden unless the actor sends report books. Who takes their content says so (``taken_out``).
    """
    if not can(actor, "create", Submission):
        raise Forbidden(NOT_YOURS)
    with system_session(engine, f"{WORKER} cho {actor.name}", capacities={"worker"}) as session:
        shared = frame(session, year)
        rooms = shared.chosen(names)
        found = books(session, shared, rooms)
    return {
        room.name: [
            check(book, shared.year.id, signed, sealed=sealed) for book in found.get(room.id, ())
        ]
        for room in rooms
    }


def taken_out(engine: Engine, actor: Actor, what: str, pupils: int) -> None:
    """Write to the history that the books of so many pupils left the records (DESIGN §3.5)."""
    with actor_session(writer(engine), actor) as session:
        record_reading(session, Pupil, pupils, what)
        session.commit()


def put(
    engine: Engine,
    actor: Actor,
    settings: Settings,
    year: str,
    class_name: str | None,
    signed: SignedPdf,
    seal: Seal | None = None,
) -> Put:
    """Put what is ready to be sent; content that was put before stays the one line that it is."""
    seal = seal or settings.seal()
    names = [class_name] if class_name else []
    checked = look(engine, actor, year, names, signed, sealed=seal is not None)
    every = [one for room in checked.values() for one in room]
    ready = [one for one in every if not one.lacks]
    if seal is None or not ready:
        raise NotReady(
            "Chưa có học bạ nào đủ điều kiện gửi. Xem mục còn thiếu của từng em, bổ sung rồi gửi."
        )
    with system_session(engine, WORKER, capacities={"worker"}) as session:
        year_id = frame(session, year).year.id
        line = SubmissionLine
        taken = set(session.scalars(select(line.key).where(line.year_id == year_id)))
    packed = [(one, _packed(settings.data, one, year, seal, taken)) for one in ready]
    new = [(one, *package) for one, package in packed if package]
    what = f"lập gói học bạ số {class_name or 'cả trường'}, năm học {year}"
    taken_out(engine, actor, what, len(new))
    done = Put(None, len(new), len(ready) - len(new), len(every) - len(ready))
    if not new:
        return done
    return replace(done, submission_id=_written(engine, actor, year_id, new, whole=not class_name))


def _written(
    engine: Engine,
    actor: Actor,
    year_id: int,
    new: list[tuple[Checked, str, str]],
    *,
    whole: bool,
) -> int:
    """Write the batch and its lines; return the batch."""
    with actor_session(writer(engine), actor) as session:
        batch = Submission(
            account_id=actor.account_id,
            year_id=year_id,
            class_id=None if whole else new[0][0].book.class_id,
            schema_version=mapping().version,
            created_at=utc_now(),
        )
        session.add(batch)
        session.flush()
        session.add_all(
            SubmissionLine(
                submission_id=batch.id,
                year_id=year_id,
                class_id=one.book.class_id,
                pupil_id=one.book.pupil_id,
                key=key,
                sha256=sha256,
                due_at=utc_now(),
            )
            for one, key, sha256 in new
        )
        try:
            session.commit()
        except Invalid as error:
            raise NotReady(
                "Người khác vừa gửi lớp này. Mở lại trang soát để xem còn em nào chưa gửi."
            ) from error
        return batch.id


def path_of(data: Path, key: str) -> Path:
    """Return where the package of a key lies under the data folder."""
    return data / FOLDER / f"{key}.json"


def _packed(
    data: Path, one: Checked, year: str, seal: Seal, taken: set[str]
) -> tuple[str, str] | None:
    """Write a package; return its key and its hash. None when its content was put before."""
    pdf = one.pdf or b""
    xml = xml_of(one.book, pdf)
    key = f"hb-{year}-{one.book.pupil_id}-{hashlib.sha256(xml).hexdigest()[:40]}"
    if key in taken:
        return None
    path = path_of(data, key)
    if not path.is_file():
        signed = seal.xml(xml)
        package = {
            "key": key,
            "version": mapping().version,
            "year": year,
            "school": one.book.record["school_code"],
            "pupil": one.book.code,
            "xml": encoded(signed),
            "xml_sha256": hashlib.sha256(signed).hexdigest(),
            "pdf": encoded(pdf),
            "pdf_sha256": hashlib.sha256(pdf).hexdigest(),
        }
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, json.dumps(package, ensure_ascii=False, sort_keys=True).encode())
    return key, hashlib.sha256(path.read_bytes()).hexdigest()


def send_due(engine: Engine, settings: Settings, now: datetime | None = None) -> int:
    """Send what is due; return how many were sent. May run twice at once; a demo sends nothing."""
    if settings.national is None or settings.demo:
        return 0
    moment = now or utc_now()
    line = SubmissionLine
    query = select(line.id).where(line.state.in_(OPEN), line.due_at <= moment)
    with system_session(engine, WORKER, capacities={"worker"}) as session:
        waiting = list(session.scalars(query.order_by(line.due_at, line.id).limit(AT_ONCE)))
    return sum(_one(engine, settings, line_id, moment) for line_id in waiting)


def _one(engine: Engine, settings: Settings, line_id: int, now: datetime) -> bool:
    taken = _taken(engine, line_id, now)
    if taken is None or settings.national is None:
        return False
    key, sha256 = taken
    try:
        body = path_of(settings.data, key).read_bytes()
    except OSError:
        body = b""
    if hashlib.sha256(body).hexdigest() == sha256:
        answer = send(settings.national, key, body)
    else:
        lost = "Tệp gói ở máy chủ không còn như lúc lập. Chép lại từ bản sao lưu rồi gửi lại"
        answer = Answer(LineState.REJECTED, reason=lost)
    _settle(engine, line_id, answer, now)
    return True


def _taken(engine: Engine, line_id: int, now: datetime) -> tuple[str, str] | None:
    with system_session(writer(engine), WORKER, capacities={"worker"}) as session:
        row = session.get_one(SubmissionLine, line_id)
        if row.state not in OPEN or row.due_at > now:
            return None
        row.attempts, row.due_at, row.sent_at = row.attempts + 1, now + LEASE, now
        try:
            session.commit()
        except Stale:
            return None
        return row.key, row.sha256


def _settle(engine: Engine, line_id: int, answer: Answer, now: datetime) -> None:
    with system_session(writer(engine), WORKER, capacities={"worker"}) as session:
        row = session.get_one(SubmissionLine, line_id)
        if row.state not in OPEN:
            return
        if answer.state in OPEN:
            minutes = BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]
            row.due_at = now + timedelta(minutes=minutes)
        # what was taken once stays taken, though a later question wasn't answered
        kept = row.state is LineState.SENT and answer.state is LineState.QUEUED
        row.state = row.state if kept else answer.state
        row.receipt, row.reason = answer.receipt, answer.reason
        session.commit()


def again(engine: Engine, actor: Actor, line_id: int) -> None:
    """Put a rejected package back: for what the receiver has mended; the content is the same."""
    with actor_session(writer(engine), actor) as session:
        row = session.get_one(SubmissionLine, line_id)
        if row.state is not LineState.REJECTED:
            raise NotReady("Chỉ gửi lại gói đã bị trả.")
        row.state, row.due_at = LineState.QUEUED, utc_now()
        session.commit()


def counts(session: Session, year_id: int) -> dict[LineState, int]:
    """Count a year's lines by state."""
    line = SubmissionLine
    query = select(line.state, func.count(line.id)).where(line.year_id == year_id)
    rows = session.execute(query.group_by(line.state))
    return {row[0]: row[1] for row in rows}
