"""Writing a file that somebody has looked at: at once or by a worker, in any case only once.

The import's own row is marked as written in the very transaction that writes the records: a worker
that is killed leaves nothing behind, and a second one finds either nothing or everything done.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import undefer

from jobs.background import Work
from jobs.database import writer
from jobs.imports.errors import UnreadableFile
from jobs.imports.reading import Into
from jobs.imports.report import Report
from jobs.imports.run import Request, run_import
from jobs.imports.titles import class_key
from jobs.imports.workbook import Corrections
from models.access import ImportRun, ImportState
from permissions.actor import Actor, load_actor
from permissions.errors import Invalid, Locked
from permissions.importing import importer_of, own_cells
from permissions.session import actor_session
from seeds.school_year import UnknownYearError

#: rows that are written within about two seconds on a small machine (1.000 pupils: half a second
#: here); a row of results is a dozen cells. Longer files go to the queue.
AT_ONCE = {"results": 150}
AT_ONCE_ELSE = 1500
DONE = "Lần nhập này đã xong nên chưa ghi gì thêm. Chọn tệp để nhập lần mới."


def corrections_of(run: ImportRun) -> Corrections:
    """Return what the person corrected, as the reader takes it."""
    cells = (run.corrections or {}).get("cells", [])
    return {(one["sheet"], one["row"], one["index"]): one["text"] for one in cells}


def compare(engine: Engine, actor: Actor, run: ImportRun) -> Report:
    """Read a file once more with its corrections; nothing is written."""
    with actor_session(engine, importer_of(actor, run.kind), _reason(run)) as session:
        return run_import(session, _request(actor, run, dry_run=True))


def write(engine: Engine, actor: Actor, run: ImportRun) -> Report:
    """Write what stands of a file; Locked when it was written or dropped meanwhile."""
    with actor_session(writer(engine), importer_of(actor, run.kind), _reason(run)) as session:

        def mark(report: Report) -> None:
            kept = session.get_one(ImportRun, run.id)
            if kept.state is not ImportState.PREVIEW:
                raise Locked(DONE)
            kept.report, kept.state = report.as_preview(), ImportState.WRITTEN

        try:
            return run_import(session, _request(actor, run, dry_run=False), mark)
        except (UnreadableFile, UnknownYearError) as error:
            raise Invalid(str(error)) from error


def do(work: Work) -> str:
    """Write the file of a job, as whoever asked for it, with the rights of this moment."""
    actor = load_actor(work.engine, account_id=work.account_id)
    with actor_session(work.engine, actor) as session:
        query = select(ImportRun).where(ImportRun.id == work.subject_id)
        run = session.scalars(query.options(undefer(ImportRun.content))).one()
        session.expunge(run)
    if run.state is ImportState.WRITTEN:
        return said(run.report["json"])
    work.tick(0, rows_of(run), "Đang ghi vào sổ, tất cả trong một lượt")
    return said(write(work.engine, actor, run).as_json())


def rows_of(run: ImportRun) -> int:
    """Return how many rows the file has, as the preview counted them."""
    return int(run.report.get("json", {}).get("rows", 0))


def is_long(run: ImportRun) -> bool:
    """Tell whether writing the file would let its person wait."""
    return rows_of(run) > AT_ONCE.get(run.kind, AT_ONCE_ELSE)


def said(report: dict[str, Any]) -> str:
    """Say what was written."""
    return f"{report['created']} mới, {report['updated']} thay đổi"


def _reason(run: ImportRun) -> str:
    return f"nhập từ tệp {run.file_name}" + (f": {run.reason}" if run.reason else "")


def _request(actor: Actor, run: ImportRun, *, dry_run: bool) -> Request:
    return Request(
        run.kind,
        run.content,
        run.file_name,
        run.year,
        only_valid=True,
        dry_run=dry_run,
        corrections=corrections_of(run),
        own=own_cells(actor) if run.kind == "results" else None,
        into=_into(run),
    )


def _into(run: ImportRun) -> Into | None:
    """Return the class and time of the grid from which the import was begun."""
    if run.class_name is None or run.period_code is None:
        return None
    return class_key(run.class_name), run.period_code
