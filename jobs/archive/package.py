"""Sealing a year: built aside, renamed when whole, copied, checked, and only then noted as sealed.

Killed half-way, it is begun anew; what was renamed already is checked and taken. A package that is
there is never overwritten: a second run of the same year makes the next version.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.archive import data, history, manifest
from jobs.archive.manifest import FORMAT, MANIFEST, README, SIGNATURE
from jobs.archive.verify import Verdict, manifest_of, opened, verify
from jobs.database import writer
from jobs.printing.register import path_of
from jobs.seal import Seal
from models.archive import PrintedDocument, PrintJob, YearPackage
from models.base import utc_now
from models.clock import moment_vi
from models.people import Account, Staff
from models.plans import PlanFile
from models.refusal import NotReady
from models.school import Period, School, SchoolYear
from permissions.history import plain, record_reading
from permissions.session import GuardedSession, system_session

WORKER = "lưu trữ năm học"
TEMPLATE = Path(__file__).parent / "readme.txt"
PAPER = "decisions"
KIND_OF_PAPER = {"report-books": "report_books", "summary-sheets": "summary_sheets"}
#: hears of how many steps of how many are done, and of what is done now
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Places:
    """Where packages lie: the folder, the second one if there is one; as a zip or a folder."""

    first: Path
    second: Path | None = None
    zipped: bool = False


def name_of(year: str, number: int) -> str:
    """Return the name of a package: luu-tru-2025-2026-v1."""
    return f"luu-tru-{year}-v{number}"


def _quiet(done: int, total: int, what: str) -> None:
    del done, total, what


def seal_year(
    engine: Engine,
    settings_data: Path,
    package_id: int,
    places: Places,
    seal: Seal | None,
    tell: Tell = _quiet,
) -> YearPackage:
    """Make a package and note it as sealed; one that is sealed already is returned as it is."""
    with system_session(engine, WORKER, capacities={"worker"}) as session:
        row = session.get_one(YearPackage, package_id)
        if row.sealed_at is not None:
            return row
        year = session.get_one(SchoolYear, row.year_id)
    name = name_of(year.name, row.number) + (".zip" if places.zipped else "")
    target = places.first / name
    if not target.exists():
        _build(engine, settings_data, row, year, places, seal, tell)
    verdict = _checked(target)
    if places.second is not None:
        _copied(target, places.second)
    return _note(engine, package_id, target, places, verdict)


def _build(
    engine: Engine,
    settings_data: Path,
    row: YearPackage,
    year: SchoolYear,
    places: Places,
    seal: Seal | None,
    tell: Tell,
) -> None:
    places.first.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = name_of(year.name, row.number)
    part = places.first / f"{name}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    read: list[tuple[data.Kept, int]] = []
    total = len(data.kept())

    def told(one: data.Kept, count: int) -> None:
        read.append((one, count))
        tell(len(read), total, one.model.label)

    with system_session(engine, WORKER, capacities={"worker"}) as session:
        kinds = data.write_all(session, part / "du-lieu", year, told)
        kinds |= _papers(session, settings_data, part, year)
        kinds |= _plan_files(session, part, year)
        chain = history.write(session, part / "lich-su.jsonl", year)
        kinds["lich-su.jsonl"] = "history"
        about = _about(session, row, year) | {"history": chain}
        known = manifest.classes(session, year.last_day)
    words = TEMPLATE.read_text(encoding="utf-8").format(
        **about | {"sealed_at": moment_vi(row.created_at)}
    )
    (part / README).write_text(words, encoding="utf-8")
    listed = manifest.files(part, kinds, known)
    body = manifest.written(about | {"classes": known, "files": listed})
    (part / MANIFEST).write_bytes(body)
    if seal is not None:
        (part / SIGNATURE).write_bytes(seal.detached(body))
    _record(engine, year, read)
    if places.zipped:
        part = _zipped(part, places.first / f"{name}.zip.part")
        name += ".zip"
    part.rename(places.first / name)


def _about(session: Session, row: YearPackage, year: SchoolYear) -> dict[str, Any]:
    school = session.scalars(select(School)).first()
    query = select(Staff.full_name).join(Account, Account.staff_id == Staff.id)
    return {
        "format": FORMAT,
        "school": school.name if school else "",
        "school_code": school.code if school else None,
        "year": year.name,
        "number": row.number,
        "created_at": plain(row.created_at),
        "created_by": session.scalar(query.where(Account.id == row.account_id))
        or "người vận hành máy chủ",
    }


def _papers(session: Session, place: Path, part: Path, year: SchoolYear) -> dict[str, str]:
    """Copy what was printed officially; a file that has gone or changed stops the sealing."""
    d, kinds = PrintedDocument, {}
    query = select(d).join(PrintJob, PrintJob.id == d.job_id).order_by(d.id)
    for one in session.scalars(query.where(PrintJob.year_id == year.id, d.official.is_(True))):
        name = f"pdf/{one.document.value}/{one.id}-ban-{one.copy_number}-{one.file_name}"
        source, target = path_of(place, one), part / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not source.is_file():
            raise NotReady(
                f"Không thấy tệp đã in {one.file_name} (bản in số {one.copy_number})."
                " Chép lại từ bản sao lưu rồi đóng gói lại (Đ8.1)."
            )
        shutil.copyfile(source, target)
        if manifest.sha256_of(target)[0] != one.sha256:
            raise NotReady(
                f"Tệp đã in {one.file_name} (bản in số {one.copy_number}) không còn như lúc in."
                " Chép lại từ bản sao lưu rồi đóng gói lại (Đ8.1)."
            )
        kinds[name] = KIND_OF_PAPER.get(one.document.value, PAPER)
    return kinds


def _plan_files(session: Session, part: Path, year: SchoolYear) -> dict[str, str]:
    """Write the files of lesson plans, one at a time."""
    f, kinds = PlanFile, {}
    query = select(f.id, f.name).join(Period, Period.id == f.period_id)
    for file_id, given in session.execute(query.where(Period.year_id == year.id)).all():
        ending = ".pdf" if given.lower().endswith(".pdf") else ".docx"
        name = f"tep/{file_id}{ending}"
        (part / "tep").mkdir(exist_ok=True)
        content = session.scalars(select(f.content).where(f.id == file_id)).one()
        (part / name).write_bytes(content)
        kinds[name] = "plans"
    return kinds


def _record(engine: Engine, year: SchoolYear, read: list[tuple[data.Kept, int]]) -> None:
    """Write to the history what was read in bulk, table by table (DESIGN §3.5)."""
    with system_session(writer(engine), WORKER, capacities={"worker"}) as session:
        for one, count in read:
            if count and one.kind != "running":
                record_reading(session, one.model, count, f"lưu trữ năm học {year.name}")
        session.commit()


def _zipped(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            file.write(path, path.relative_to(folder).as_posix())
    shutil.rmtree(folder)
    return target


def _checked(path: Path) -> Verdict:
    verdict = verify(path)
    if not verdict.ok:
        raise NotReady(f"Gói {path.name} không đúng với bản kê của nó; chuyển nó đi rồi đóng lại.")
    return verdict


def _copied(source: Path, folder: Path) -> None:
    """Copy a package to the second folder, under another name until it is whole."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target, part = folder / source.name, folder / f"{source.name}.part"
    if target.exists():
        if _checked(target).manifest_sha256 != _checked(source).manifest_sha256:
            raise NotReady(f"Nơi giữ thứ hai đã có một gói {source.name} khác.")
        return
    shutil.rmtree(part, ignore_errors=True)
    part.unlink(missing_ok=True)
    (shutil.copytree if source.is_dir() else shutil.copyfile)(source, part)
    _checked(part)
    part.rename(target)


def _note(
    engine: Engine, package_id: int, target: Path, places: Places, verdict: Verdict
) -> YearPackage:
    with opened(target) as source:
        content, body = manifest_of(source)
    with system_session(writer(engine), WORKER, capacities={"worker"}) as session:
        row = session.get_one(YearPackage, package_id)
        row.sealed_at = row.checked_at = utc_now()
        row.manifest_sha256, row.history_head = verdict.manifest_sha256, content["history"]["head"]
        row.files = verdict.files
        row.size = len(body) + sum(one["size"] for one in content["files"])
        row.signed = verdict.signature == "valid"
        row.folder = str(target)
        row.second_folder = str(places.second / target.name) if places.second else None
        row.checked = verdict.as_json()
        session.commit()
        return row


def begin(session: GuardedSession, year: SchoolYear, account_id: int | None) -> YearPackage:
    """Write the row of the year's next package; an own one that was never sealed is taken up."""
    p = YearPackage
    newest = session.scalars(
        select(p).where(p.year_id == year.id).order_by(p.number.desc()).limit(1)
    ).first()
    if newest is not None and newest.sealed_at is None and newest.account_id == account_id:
        return newest
    row = YearPackage(
        account_id=account_id,
        year_id=year.id,
        number=newest.number + 1 if newest else 1,
        created_at=utc_now(),
    )
    session.add(row)
    session.flush()
    return row
