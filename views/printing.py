"""Printing on screen: choose, see what is missing, start, watch, fetch (Điều 2.6, 7.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from sqlalchemy import func, select

from jobs.printing import packet, runs, work
from jobs.printing import progress as pace
from jobs.printing.decisions import DECISIONS
from jobs.printing.frame import Frame, UnknownError, frame
from jobs.printing.gaps import summed_up
from jobs.printing.register import path_of
from models.archive import JobState, PrintDocument, PrintedDocument, PrintJob, PrintProgress
from models.school import SchoolClass, SchoolYear
from permissions.actor import Actor
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from views.archive.frame import keeps
from views.database import engines, request_session
from views.frame import current_year
from views.ids import row_id
from views.menu import MenuEntry
from views.queue import queue
from views.words import count_vi

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin
    from werkzeug.wrappers import Response

printing = Blueprint("printing", __name__, url_prefix="/in-va-luu-tru")
_ALSO = frozenset({"archive", "report_books"})
MENU = MenuEntry(
    "In và lưu trữ", "printing.start", lambda a: can(a, "read", PrintJob), order=55, also=_ALSO
)
DOCUMENTS = {
    PrintDocument.REPORT_BOOKS: (
        "Học bạ",
        "Bìa, lí lịch, quá trình học tập và hai trang của năm học",
    ),
    PrintDocument.SUMMARY_SHEETS: ("Bảng tổng hợp cuối năm", "Kết quả cả lớp trên khổ A4 ngang"),
}
LABELS = {key: words[0] for key, words in DOCUMENTS.items()} | DECISIONS | packet.LABEL
STATE_WORDS = {
    JobState.QUEUED: ("Đang chờ", "", "clock"),
    JobState.RUNNING: ("Đang in", "info", "clock"),
    JobState.DONE: ("Đã in", "ok", "tick"),
    JobState.FAILED: ("Dừng giữa chừng", "bad", "refused"),
    JobState.CANCELLED: ("Đã bỏ", "", ""),
}
PAGES_A_BOOK, PAGES_A_SHEET = 5, 2
_LAST_RUNS = 20
WHOLE_SCHOOL = "*"
GRADE = "khoi-"


@dataclass(frozen=True, slots=True)
class Room:
    """A class of the order: how many pupils and pages, and what is missing of how many pupils."""

    name: str
    pupils: int
    pages: int
    gaps: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Run:
    """A run as the list shows it."""

    job: PrintJob
    class_name: str
    progress: PrintProgress | None


def prints(actor: Actor) -> bool:
    """Tell whether this person prints anything."""
    return can(actor, "create", PrintJob)


def classes(actor: Actor, year: SchoolYear) -> list[SchoolClass]:
    """Return the classes that this person may print: all for official copies, else the own."""
    query = select(SchoolClass).where(SchoolClass.year_id == year.id)
    if not runs.may_print_officially(actor):
        query = query.where(SchoolClass.id.in_(actor.homeroom))
    return list(request_session().scalars(query.order_by(SchoolClass.grade, SchoolClass.name)))


def asked(year: SchoolYear) -> runs.Wanted:
    """Read what the form asks for; UnknownError for a document that doesn't exist."""
    values = request.values
    asked = values.get("document")
    document = next((one for one in (*DOCUMENTS, *DECISIONS) if one.value == asked), None)
    if document is None:
        raise UnknownError("Chọn học bạ hoặc bảng tổng hợp để in.")
    named = values.get("class", "")
    grade = row_id(named.removeprefix(GRADE)) if named.startswith(GRADE) else None
    return runs.Wanted(
        document,
        year.name,
        None if named == WHOLE_SCHOOL or grade else named,
        official=values.get("copy") == "official" or document in DECISIONS,
        grade=grade if document in DECISIONS else None,
    )


def asked_year() -> SchoolYear:
    """Return the year asked for, or this one; UnknownError when the school has none."""
    session = request_session()
    name = request.values.get("year")
    query = select(SchoolYear).where(SchoolYear.name == name)
    found = session.scalars(query).one_or_none() if name else current_year(session)
    if found is None:
        raise UnknownError("Chưa có năm học này.")
    return found


@printing.get("")
def start() -> str:
    """Show what may be printed, and the last runs."""
    if not can(g.actor, "read", PrintJob):
        raise Forbidden(runs.NOT_OFFICIAL)
    year = current_year(request_session())
    newest_first = select(SchoolYear).order_by(SchoolYear.first_day.desc())
    return render_template(
        "screens/printing.html",
        documents=DOCUMENTS,
        labels=LABELS,
        decisions=DECISIONS if runs.may_print_officially(g.actor) else {},
        grade_word=GRADE,
        year=year,
        years=request_session().scalars(newest_first).all(),
        classes=classes(g.actor, year) if year and prints(g.actor) else [],
        may_print=prints(g.actor),
        official=runs.may_print_officially(g.actor),
        keeps=keeps(g.actor),
        whole=WHOLE_SCHOOL,
        runs=_last_runs(),
        words=STATE_WORDS,
    )


def _last_runs() -> list[Run]:
    rows = request_session().execute(
        select(PrintJob, SchoolClass.name, PrintProgress)
        .outerjoin(SchoolClass, SchoolClass.id == PrintJob.class_id)
        .outerjoin(PrintProgress, PrintProgress.job_id == PrintJob.id)
        .order_by(PrintJob.id.desc())
        .limit(_LAST_RUNS)
    )
    return [Run(job, _of(job, name), progress) for job, name, progress in rows]


def _of(job: PrintJob, name: str | None) -> str:
    """Say what a run is about: its class, its grade, or the school."""
    return name or (f"khối {job.grade}" if job.grade else "cả trường")


@printing.get("/xem-truoc")
def prepare() -> str:
    """Show pages and gaps of what was chosen, before anything is printed."""
    wanted = asked(asked_year())
    if wanted.document in DECISIONS:
        raise UnknownError("Quyết định và danh sách in thẳng từ danh sách đã chốt.")
    rooms = _rooms(wanted)
    return render_template(
        "screens/print_prepare.html",
        wanted=wanted,
        label=DOCUMENTS[wanted.document][0],
        class_word=wanted.class_name or "cả trường",
        rooms=rooms,
        pupils=sum(room.pupils for room in rooms),
        pages=sum(room.pages for room in rooms),
        gaps=_together(rooms),
        whole=WHOLE_SCHOOL,
    )


def _rooms(wanted: runs.Wanted) -> list[Room]:
    if not (runs.may_print_officially(g.actor) if wanted.official else prints(g.actor)):
        raise Forbidden(runs.NOT_OFFICIAL)
    with runs.reading(engines().read, g.actor) as session:
        shared = frame(session, wanted.year)
        chosen = allowed(shared, wanted)
        found = work.documents_of(session, shared, chosen, wanted.document)
    books = wanted.document is PrintDocument.REPORT_BOOKS
    rooms = []
    for room in chosen:
        documents = found.get(room.id, ())
        pupils = work.pupils_in(documents)
        pages = PAGES_A_BOOK * pupils if books else PAGES_A_SHEET * len(documents)
        rooms.append(Room(room.name, pupils, pages, summed_up(work.all_gaps(documents))))
    return rooms


def allowed(shared: Frame, wanted: runs.Wanted) -> tuple[SchoolClass, ...]:
    """Return the chosen classes; OutOfScope for one that isn't this person's."""
    chosen = shared.chosen((wanted.class_name,) if wanted.class_name is not None else ())
    if not runs.may_print_officially(g.actor) and any(
        room.id not in g.actor.homeroom for room in chosen
    ):
        raise OutOfScope
    return chosen


def _together(rooms: list[Room]) -> list[tuple[str, int, str]]:
    """Return each gap with its pupils and the classes where it is, in the order of the form."""
    found: dict[str, tuple[int, list[str]]] = {}
    for room in rooms:
        for field, pupils in room.gaps:
            known, names = found.get(field, (0, []))
            found[field] = (known + pupils, [*names, room.name])
    return [(field, pupils, ", ".join(names)) for field, (pupils, names) in found.items()]


@printing.post("")
def begin() -> Response:
    """Write the run and queue it."""
    wanted = asked(asked_year())
    if wanted.document in DECISIONS and not runs.may_print_officially(g.actor):
        raise Forbidden(runs.NOT_OFFICIAL)
    request_session().rollback()
    job_id = runs.ask(engines().read, g.actor, wanted)
    queue().print_run(job_id)
    return redirect(url_for("printing.run", job_id=job_id), 303)


@printing.get("/<int:job_id>")
def run(job_id: int) -> str:
    """Show a run: how far it is, and its files."""
    job, progress = _job(job_id)
    session = request_session()
    files = session.execute(
        select(PrintedDocument, SchoolClass.name)
        .outerjoin(SchoolClass, SchoolClass.id == PrintedDocument.class_id)
        .where(PrintedDocument.job_id == job_id)
        .order_by(PrintedDocument.id)
    ).all()
    room = session.scalars(select(SchoolClass).where(SchoolClass.id == job.class_id)).one_or_none()
    year = session.scalars(select(SchoolYear).where(SchoolYear.id == job.year_id)).one()
    return render_template(
        "screens/print_run.html",
        job=job,
        year=year,
        progress=progress,
        label=LABELS[job.document],
        class_word=_of(job, room.name if room else None),
        files=[(file, name or _of(job, None)) for file, name in files],
        words=STATE_WORDS,
        live=progress.state in runs.UNFINISHED,
        mine=job.account_id == g.actor.account_id,
        sentence=sentence(progress),
    )


@printing.get("/<int:job_id>/tien-do.json")
def progress(job_id: int) -> Response:
    """Tell how far a run is: {done, total, state, files, finished, sentence}."""
    _, bar = _job(job_id)
    made = select(func.count(PrintedDocument.id)).where(PrintedDocument.job_id == job_id)
    return jsonify(
        files=request_session().scalar(made) or 0,
        done=bar.done,
        total=bar.total,
        state=bar.state.value,
        finished=bar.state not in runs.UNFINISHED,
        sentence=sentence(bar),
    )


def sentence(bar: PrintProgress) -> str:
    """Say how far a run is: "12 trong 35 em"."""
    if bar.state is JobState.QUEUED:
        return "Đang chờ đến lượt"
    if bar.state is JobState.FAILED:
        return bar.message or "Việc in đã dừng"
    return f"{count_vi(bar.done)} trong {count_vi(bar.total)} em"


def _job(job_id: int) -> tuple[PrintJob, PrintProgress]:
    row = (
        request_session()
        .execute(
            select(PrintJob, PrintProgress)
            .join(PrintProgress, PrintProgress.job_id == PrintJob.id)
            .where(PrintJob.id == job_id)
        )
        .one_or_none()
    )
    if row is None:
        raise OutOfScope("Không thấy lần in này.")
    return row[0], row[1]


@printing.post("/<int:job_id>/dung")
def cancel(job_id: int) -> Response:
    """Stop an own run; the classes that are printed stay."""
    request_session().rollback()
    pace.cancel(engines().read, g.actor, job_id)
    flash("Đã dừng in. Tệp của các lớp đã in xong vẫn còn.", "info")
    return redirect(url_for("printing.run", job_id=job_id), 303)


@printing.post("/<int:job_id>/in-tiep")
def again(job_id: int) -> Response:
    """Let an own run that stopped go on where it stopped."""
    request_session().rollback()
    pace.again(engines().read, g.actor, job_id)
    queue().print_run(job_id)
    return redirect(url_for("printing.run", job_id=job_id), 303)


@printing.get("/<int:job_id>/<int:document_id>.pdf")
def fetch(job_id: int, document_id: int) -> Any:
    """Send a printed file under the name of its class."""
    d = PrintedDocument
    query = select(d).where(d.id == document_id, d.job_id == job_id)
    found = request_session().scalars(query).one_or_none()
    path = None
    if found is not None:
        path = path_of(current_app.extensions["so_truong_settings"].data, found)
    if found is None or path is None or not path.is_file():
        raise OutOfScope("Không thấy tệp này. Tệp cũ có thể đã được dọn; in lại để có bản mới.")
    return send_file(
        path, mimetype="application/pdf", as_attachment=True, download_name=found.file_name
    )


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(printing)
