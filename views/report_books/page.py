"""The ledger of digital report books, the check of a class before it is sent, and its Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from jobs.report_books import checks, send
from jobs.report_books.sheet import heads, rows
from jobs.settings import Settings
from models.archive import LineState, Submission, SubmissionLine, YearPackage
from models.school import SchoolClass, SchoolYear
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from views.database import engines, request_session
from views.export import write_table, xlsx_response
from views.printing import asked_year
from views.queue import queue

if TYPE_CHECKING:
    from flask import Response as Answer
    from werkzeug.wrappers import Response

report_books = Blueprint("report_books", __name__, url_prefix="/hoc-ba-so")
NOT_YOURS = (
    "Sổ gửi học bạ số do Văn phòng giữ (Đ8.2). Giáo viên chủ nhiệm xem từng em của lớp ở Sổ gửi"
    " học bạ số trong mục Sổ."
)
BADGES = {
    LineState.QUEUED: ("Chờ gửi", "", "clock"),
    LineState.SENT: ("Đã gửi, chờ biên nhận", "info", "clock"),
    LineState.ACCEPTED: ("Đã nhận", "ok", "tick"),
    LineState.REJECTED: ("Bị trả", "bad", "refused"),
}
MOST = 200


def _settings() -> Settings:
    found: Settings = current_app.extensions["so_truong_settings"]
    return found


@report_books.get("")
def index() -> str:
    """Show the classes with how many of their books are where, and the newest lines."""
    if not can(g.actor, "read", YearPackage):
        raise Forbidden(NOT_YOURS)
    session, year = request_session(), asked_year()
    state = next((s for s in LineState if s.value == request.args.get("trang-thai")), None)
    line = SubmissionLine
    query = select(line).where(line.year_id == year.id)
    if state is not None:
        query = query.where(line.state == state)
    found = session.scalars(
        query.options(joinedload(line.pupil), joinedload(line.school_class))
        .order_by(line.id.desc())
        .limit(MOST)
    ).all()
    return render_template(
        "screens/report_books/index.html",
        year=year,
        years=session.scalars(select(SchoolYear).order_by(SchoolYear.first_day.desc())).all(),
        classes=_classes(year),
        lines=found,
        state=state,
        counts=send.counts(session, year.id),
        states=BADGES,
        sends=can(g.actor, "create", Submission),
        settings=_settings(),
    )


def _classes(year: SchoolYear) -> list[tuple[SchoolClass, dict[LineState, int]]]:
    session, line = request_session(), SubmissionLine
    by_state: dict[int, dict[LineState, int]] = {}
    grouped = (
        select(line.class_id, line.state, func.count(line.id).label("number"))
        .where(line.year_id == year.id)
        .group_by(line.class_id, line.state)
    )
    for row in session.execute(grouped):
        by_state.setdefault(row.class_id, {})[row.state] = row.number
    rooms = select(SchoolClass).where(SchoolClass.year_id == year.id)
    ordered = rooms.order_by(SchoolClass.grade, SchoolClass.name)
    return [(room, by_state.get(room.id, {})) for room in session.scalars(ordered)]


def _asked() -> tuple[str, str]:
    """Return the names of the year and the class asked for; that they exist is looked up later."""
    if not can(g.actor, "create", Submission):
        raise Forbidden(send.NOT_YOURS)
    year, name = (request.values.get(key, "") for key in ("year", "class"))
    if not name:
        raise OutOfScope("Chọn lớp để soát.")
    return year or asked_year().name, name


@report_books.get("/soat")
def check() -> str:
    """Say what each book of a class lacks, before anything is sent."""
    year, name = _asked()
    sealed = _settings().seal_file is not None
    found = _looked(year, name, sealed=sealed)
    return render_template(
        "screens/report_books/check.html",
        year=year,
        name=name,
        books=found,
        common=_common(found),
        ready=sum(not one.lacks for one in found),
        receiver=_settings().national is not None and not _settings().demo,
    )


def _common(found: list[checks.Checked]) -> list[str]:
    """Return what every book of the class lacks: said once, above the pupils."""
    if not found:
        return []
    return [one for one in found[0].lacks if all(one in book.lacks for book in found)]


def _looked(year: str, name: str, *, sealed: bool) -> list[checks.Checked]:
    engine = engines().read
    found = send.look(engine, g.actor, year, [name], _signed(), sealed=sealed)
    return found[name]


@report_books.post("")
def put() -> Response:
    """Put what is ready of a class to be sent."""
    year, name = _asked()
    request_session().rollback()
    done = send.put(engines().read, g.actor, _settings(), year, name, _signed())
    queue().send_books()
    words = f"Đã đưa {done.queued} học bạ vào hàng gửi."
    if done.known:
        words += f" {done.known} em không đổi gì từ lần gửi trước."
    if done.held:
        words += f" {done.held} em còn thiếu, chưa gửi."
    flash(words, "info")
    return redirect(url_for("report_books.index", year=year), 303)


@report_books.post("/<int:line_id>/gui-lai")
def again(line_id: int) -> Response:
    """Send a rejected package once more, unchanged."""
    if not can(g.actor, "create", Submission):
        raise Forbidden(send.NOT_YOURS)
    line = request_session().get(SubmissionLine, line_id)
    if line is None:
        raise OutOfScope
    request_session().rollback()
    send.again(engines().read, g.actor, line_id)
    queue().send_books()
    flash("Đã đưa lại vào hàng gửi, nội dung và khóa như cũ.", "info")
    return redirect(url_for("report_books.index"), 303)


@report_books.post("/excel")
def workbook() -> Answer:
    """Send a class in the national database's columns; the history notes who took it."""
    year, name = _asked()
    request_session().rollback()
    books = [one.book for one in _looked(year, name, sealed=False)]
    what = f"xuất Excel học bạ số lớp {name}, năm học {year}"
    send.taken_out(engines().read, g.actor, what, len(books))
    file = write_table("Sheet1", heads(books), rows(books))
    return xlsx_response(file, f"csdl-hoc-ba-{name}-{year}".lower().replace("/", "-"))


def _signed() -> checks.SignedPdf:
    """Return what gives a pupil's signed report book."""
    from jobs.signing.books import signed_books  # noqa: PLC0415 - heavy

    return signed_books(engines().read, _settings().data)
