"""One line for each piece of long work, whatever its kind: imports, prints, messages, the round.

A further kind of work is a row of ``job`` and shows by itself; what keeps rows of its own (prints,
messages) is brought into the same shape here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g, url_for
from sqlalchemy import select

from jobs.background import UNFINISHED
from models.access import Job, JobKind
from models.archive import JobState, PrintJob, PrintProgress
from models.base import utc_now
from models.messages import Audience, Message
from models.messages.history import Standing, standings
from models.people import Account, Staff
from models.school import SchoolClass
from permissions import guard
from permissions.session import GuardedSession
from views.messages.one import stands, to_words
from views.values import word
from views.words import count_vi

MOST = 30
LATELY = timedelta(days=14)
BADGES = {
    JobState.QUEUED: ("Đang chờ", "", "clock"),
    JobState.RUNNING: ("Đang làm", "info", "clock"),
    JobState.DONE: ("Xong", "ok", "tick"),
    JobState.FAILED: ("Dừng giữa chừng", "bad", "refused"),
    JobState.CANCELLED: ("Đã dừng", "", "closed"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of work as the list shows it; without an address the button isn't this person's."""

    key: str
    sort: str
    what: str
    who: str
    at: datetime
    badge: tuple[str, str, str]
    state: str
    done: int
    total: int
    words: str
    live: bool
    url: str | None = None
    cancel_url: str | None = None
    retry_url: str | None = None


def lines(session: GuardedSession) -> list[Line]:
    """Return what this person may see of all long work: what runs first, then the newest."""
    found = [*_jobs(session), *_prints(session), *_messages(session)]
    return sorted(found, key=lambda line: (not line.live, -line.at.timestamp()))


def last_round(session: GuardedSession) -> Job | None:
    """Return the newest note of a worker that went round, for those who read it."""
    query = select(Job).where(Job.kind == JobKind.ROUND).order_by(Job.updated_at.desc()).limit(1)
    return session.scalars(query).first()


def _name(staff: Staff | None, account_id: int | None) -> str:
    if staff is not None:
        return f"{staff.address} {staff.full_name}"
    return f"{g.actor.address} {g.actor.name}" if account_id == g.actor.account_id else "–"


def _jobs(session: GuardedSession) -> list[Line]:
    rows = session.execute(
        select(Job, Staff)
        .outerjoin(Account, Account.id == Job.account_id)
        .outerjoin(Staff, Staff.id == Account.staff_id)
        .where(Job.kind != JobKind.ROUND)
        .order_by(Job.id.desc())
        .limit(MOST)
    )
    return [_job(job, staff) for job, staff in rows]


#: how each kind of job is called
WORDS: dict[str, str] = {
    JobKind.IMPORT: "Nhập từ tệp",
    JobKind.ROLLOVER: "Chuyển năm học",
    JobKind.ARCHIVE: "Lưu trữ năm học",
}


def _job(job: Job, staff: Staff | None) -> Line:
    mine, live = job.account_id == g.actor.account_id, job.state in UNFINISHED
    back = url_for("jobs.again", job_id=job.id)
    opened = job.kind == JobKind.IMPORT and mine and job.subject_id
    return Line(
        f"job-{job.id}",
        WORDS.get(job.kind, "Việc khác"),
        job.what,
        _name(staff, job.account_id),
        job.created_at,
        ("Đang dừng", "warn", "clock") if live and job.cancel_at else BADGES[job.state],
        job.state.value,
        job.done,
        job.total,
        job.message or "",
        live,
        url_for("imports.preview", run_id=job.subject_id) if opened else None,
        url_for("jobs.cancel", job_id=job.id) if mine and live and not job.cancel_at else None,
        back if mine and job.state in (JobState.FAILED, JobState.CANCELLED) else None,
    )


def _prints(session: GuardedSession) -> list[Line]:
    rows = session.execute(
        select(PrintJob, PrintProgress, SchoolClass.name, Staff)
        .join(PrintProgress, PrintProgress.job_id == PrintJob.id)
        .outerjoin(SchoolClass, SchoolClass.id == PrintJob.class_id)
        .outerjoin(Account, Account.id == PrintJob.account_id)
        .outerjoin(Staff, Staff.id == Account.staff_id)
        .order_by(PrintJob.id.desc())
        .limit(MOST)
    )
    found = []
    for job, bar, room, staff in rows:
        mine, live = job.account_id == g.actor.account_id, bar.state in UNFINISHED
        stopped = bar.state in (JobState.FAILED, JobState.CANCELLED)
        found.append(
            Line(
                f"print-{job.id}",
                "In",
                f"{word(job.document)}, {'lớp ' + room if room else 'cả trường'}",
                _name(staff, job.account_id),
                job.created_at,
                BADGES[bar.state],
                bar.state.value,
                bar.done,
                bar.total,
                bar.message or f"{count_vi(bar.done)} trong {count_vi(bar.total)} em",
                live,
                url_for("printing.run", job_id=job.id),
                url_for("printing.cancel", job_id=job.id) if mine and live else None,
                url_for("printing.again", job_id=job.id) if mine and stopped else None,
            )
        )
    return found


def _messages(session: GuardedSession) -> list[Line]:
    """Return messages to a class and more of the last days; a single family's is no long work."""
    rows = session.execute(
        select(Message, Staff, SchoolClass.name)
        .join(Staff, Staff.id == Message.author_id)
        .outerjoin(SchoolClass, SchoolClass.id == Message.class_id)
        .where(
            Message.audience != Audience.PUPILS,
            Message.queued_at.is_not(None),
            Message.created_at >= utc_now() - LATELY,
        )
        .order_by(Message.id.desc())
        .limit(MOST)
    ).all()
    ids = [message.id for message, _, _ in rows]
    found = standings(session, ids)
    facts = guard.facts(session, Message, ids)
    return [
        _message(message, staff, room or "", found[message.id], facts[message.id])
        for message, staff, room in rows
    ]


def _message(
    message: Message, staff: Staff, room: str, standing: Standing, fact: guard.Fact
) -> Line:
    over = standing.sent + standing.undone
    left = over < standing.recipients and message.stopped_at is None
    live = left and not (message.mass and message.approved_at is None)
    badge = stands(message, standing)
    writes = message.author_id == g.actor.staff_id
    return Line(
        f"message-{message.id}",
        "Gửi tin",
        f"{message.subject}, {to_words(message, room)}",
        f"{staff.address} {staff.full_name}",
        message.queued_at or message.created_at,
        badge if badge[0] else ("Xong", "ok", "tick"),
        badge[0] or "done",
        standing.sent,
        standing.recipients,
        f"{count_vi(standing.sent)} trong {count_vi(standing.recipients)} người nhận",
        live,
        url_for("messages.show", message_id=message.id),
        url_for("messages.halt", message_id=message.id)
        if left and fact.may_update("stopped_at")
        else None,
        url_for("messages.again", message_id=message.id)
        if writes and standing.undone and message.stopped_at is None
        else None,
    )
