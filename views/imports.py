"""Importing on screen: choose a file, look at what would happen, correct it there, write it."""

from __future__ import annotations

import io
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, url_for
from sqlalchemy import select
from sqlalchemy.orm import undefer

from jobs.background import UNFINISHED, ask
from jobs.imports import background
from jobs.imports.errors import UnreadableFile
from jobs.imports.remarks import refused_rows
from jobs.imports.report import Report, how_repaired
from jobs.imports.run import KIND_LABEL
from jobs.imports.workbook import read_workbook
from models.access import ImportRun, ImportState, Job, JobKind
from models.base import utc_now
from models.clock import school_today
from permissions.errors import Invalid, Locked, OutOfScope
from permissions.importing import importable, importer_of
from seeds.school_year import UnknownYearError
from views.database import engines, request_session
from views.export import XLSX
from views.frame import current_year
from views.import_place import place_by_name, place_of
from views.import_rows import (
    cells_of,
    columns_of,
    corrected,
    first_tab,
    report_of,
    tabs_of,
)
from views.menu import MenuEntry
from views.queue import queue
from views.words import count_vi

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin
    from werkzeug.wrappers import Response

imports = Blueprint("imports", __name__, url_prefix="/nhap-tu-tep")

EXPECTED = {
    "staff": "Mã CB, họ và tên, chức vụ, tổ, nhiệm vụ kiêm nhiệm",
    "assignments": "Lớp, môn học, mã CB, GVCN; lớp mới sinh ra từ tệp này",
    "timetable": "Mỗi lớp một trang tính, hoặc một trang với mỗi lớp một cột",
    "pupils": "Mã định danh, họ và tên, ngày sinh, giới tính, lớp",
    "results": "Mỗi lớp và kì một trang: mức, điểm, nhận xét, phẩm chất, năng lực",
    "monthly": "Tiêu đề ghi lớp và tháng; cột Mã học sinh, Họ và tên, Nhận xét",
    "attendance": "Tiêu đề ghi lớp và tháng; mỗi buổi một cột “07/09 S”, ghi P hoặc K",
    "measures": "Tiêu đề ghi lớp và đợt; chiều cao, cân nặng, thị lực, huyết áp, mạch",
    "checks": "Tiêu đề ghi lớp và đợt; mỗi chuyên khoa một cột, kết luận, hướng xử trí",
}
MENU = MenuEntry("Nhập từ tệp", "imports.choose", lambda actor: bool(importable(actor)), order=45)
_LAST_RUNS = 10
_AUGUST = 8
_LARGEST_ID = 2**63 - 1


def _years() -> list[str]:
    """Return the school years that somebody may mean today, the one at work first."""
    today = school_today()
    autumn = today.year if today.month >= _AUGUST else today.year - 1
    near = [f"{first}-{first + 1}" for first in (autumn, autumn - 1, autumn + 1)]
    at_work = current_year(request_session())
    return list(dict.fromkeys(([at_work.name] if at_work else []) + near))


def _compared(run: ImportRun) -> Report:
    """Read a kept file again; what can't be read now says so instead of failing."""
    try:
        return background.compare(engines().read, g.actor, run)
    except (UnreadableFile, UnknownYearError) as error:
        raise Invalid(str(error)) from error


def _job(run: ImportRun) -> Job | None:
    """Return the job that writes this file, if it was put on the queue."""
    key = f"{JobKind.IMPORT}:{run.id}"
    return request_session().scalars(select(Job).where(Job.key == key)).one_or_none()


def _own(run_id: int) -> ImportRun:
    """Return an import of this person; others' are read in the books, never continued."""
    if run_id > _LARGEST_ID:
        raise OutOfScope
    query = select(ImportRun).where(ImportRun.id == run_id).options(undefer(ImportRun.content))
    found = request_session().scalars(query).one_or_none()
    if found is None or found.account_id != g.actor.account_id:
        raise OutOfScope
    return found


def _open(run_id: int) -> ImportRun:
    run = _own(run_id)
    if run.state is not ImportState.PREVIEW:
        raise Locked(background.DONE)
    job = _job(run)
    if job is not None and job.state in UNFINISHED:
        raise Locked("Tệp này đang được ghi. Chờ ghi xong, hoặc dừng ở mục Việc nền.")
    return run


def _corrected(run_id: int) -> ImportRun:
    """Return an open import with what the form says, apart from the session.

    The session lets go of the database: reading a big file must keep nobody from writing.
    """
    run, session = _open(run_id), request_session()
    session.expunge(run)
    session.rollback()
    run.corrections = corrected(run, request.form)
    return run


def _keep(run_id: int, **values: Any) -> None:
    run, session = _open(run_id), request_session()
    for name, value in values.items():
        setattr(run, name, value)
    session.commit()


@imports.get("")
def choose() -> str:
    """Show which files may be imported, and the last runs."""
    return _choose(None, {})


def _choose(bad: str | None, given: Any) -> str:
    kinds = importable(g.actor)
    if not kinds:
        importer_of(g.actor, "")
    query = select(ImportRun).where(ImportRun.account_id == g.actor.account_id)
    runs = request_session().scalars(query.order_by(ImportRun.id.desc()).limit(_LAST_RUNS)).all()
    place = place_of(given)
    chosen = given.get("kind", kinds[0])
    return render_template(
        "screens/imports.html",
        kinds=[
            (kind, KIND_LABEL[kind], EXPECTED[kind])
            for kind in kinds
            if place is None or kind == chosen
        ],
        labels=KIND_LABEL,
        place=place,
        chosen=chosen,
        years=_years(),
        year=given.get("year"),
        reason=given.get("reason", ""),
        runs=runs,
        bad=bad,
    )


@imports.post("")
def upload() -> Any:
    """Take a file, read it and show what would happen; nothing is written."""
    kind, place = request.form.get("kind", ""), place_of(request.form)
    year = place.year if place else request.form.get("year", "")
    importer_of(g.actor, kind)
    file, reason = request.files.get("file"), request.form.get("reason", "").strip()[:300]
    if file is None or not file.filename:
        return _choose("Chưa chọn tệp nào.", request.form), 422
    if kind == "results" and not reason:
        return _choose("Nhập kết quả thay giáo viên cần ghi lí do (Đ3).", request.form), 422
    name = PurePath(file.filename.replace("\\", "/")).name.replace("\x00", "")[:200]
    run = ImportRun(
        class_name=place.room.name if place else None,
        period_code=place.period.code if place else None,
        account_id=g.actor.account_id,
        kind=kind,
        year=year[:9],
        file_name=name,
        reason=reason or None,
        state=ImportState.PREVIEW,
        created_at=utc_now(),
        report={},
        corrections={},
        content=file.read(),
    )
    request_session().rollback()
    try:
        run.report = background.compare(engines().read, g.actor, run).as_preview()
    except (UnreadableFile, UnknownYearError) as error:
        return _choose(str(error), request.form), 422
    session = request_session()
    session.add(run)
    session.commit()
    return redirect(url_for("imports.preview", run_id=run.id), 303)


@imports.get("/<int:run_id>")
def preview(run_id: int) -> str:
    """Show what would happen, by tabs."""
    run = _own(run_id)
    found, tabs, job = report_of(run), tabs_of(run), _job(run)
    tab = request.args.get("tab", "")
    tab = tab if tab in {one.name for one in tabs} else first_tab(run)
    cells = cells_of(run)
    return render_template(
        "screens/import_preview.html",
        run=run,
        found=found,
        report=found["json"],
        label=KIND_LABEL[run.kind],
        place=place_by_name(run),
        tabs=tabs,
        tab=tab,
        lines=found["lines"].get(tab, []),
        cells=cells,
        fixed=len({(cell.sheet, cell.row) for cell in cells if not cell.wrong}),
        columns=columns_of(run),
        how=how_repaired,
        grants=found["grants"],
        is_open=run.state is ImportState.PREVIEW and not (job and job.state in UNFINISHED),
        job=job,
        live=bool(job and job.state in UNFINISHED),
        is_written=run.state is ImportState.WRITTEN,
    )


@imports.post("/<int:run_id>/kiem-tra")
def recheck(run_id: int) -> Response:
    """Read the file again with the person's corrections; nothing is written."""
    run = _corrected(run_id)
    report = _compared(run).as_preview()
    _keep(run_id, corrections=run.corrections, report=report)
    return redirect(url_for("imports.preview", run_id=run_id, tab="refused"), 303)


@imports.post("/<int:run_id>/ghi")
def write(run_id: int) -> Response:
    """Write every row that stands, in one transaction; refused rows stay out.

    A long file is written by a worker, while its page tells how far that is.
    """
    run = _corrected(run_id)
    _keep(run_id, corrections=run.corrections)
    if background.is_long(run):
        what = f"{KIND_LABEL[run.kind]}: {run.file_name}"
        queue().do(ask(engines().read, g.actor, JobKind.IMPORT, run_id, what))
    else:
        report = background.write(engines().read, g.actor, run)
        written = count_vi(report.to_write)
        flash(f"Đã ghi {written} dòng vào sổ. Lịch sử ghi “nhập từ tệp {run.file_name}”.", "ok")
    return redirect(url_for("imports.preview", run_id=run_id), 303)


@imports.post("/<int:run_id>/bo")
def drop(run_id: int) -> Response:
    """Give the import up; nothing was written."""
    _keep(run_id, state=ImportState.DROPPED)
    flash("Đã bỏ lần nhập này. Sổ giữ nguyên.", "info")
    return redirect(url_for("imports.choose"), 303)


@imports.get("/<int:run_id>/tu-choi.xlsx")
def refused_file(run_id: int) -> Response:
    """Send the refused rows as Excel with a remark beside each."""
    run = _own(run_id)
    found = report_of(run)
    refused = found["json"]["refused"]
    if not refused:
        raise Invalid("Không có dòng nào bị từ chối.")
    headers = {sheet["name"]: sheet["header_row"] for sheet in found["sheets"]}
    sheets = read_workbook(run.content, background.corrections_of(run))
    file = io.BytesIO(refused_rows(sheets, headers, refused))
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name="dong-bi-tu-choi.xlsx")


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(imports)
