"""Sealing a year by a worker: asked for on screen, told how far, taken up when a worker died."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from jobs.archive.package import Places, begin, name_of, seal_year
from jobs.archive.verify import Verdict, verify
from jobs.background import Doing, Work, ask
from jobs.database import writer
from jobs.settings import Settings
from models.access import JobKind
from models.archive import YearPackage
from models.base import utc_now
from models.refusal import NotReady, Unfit
from models.school import SchoolYear
from permissions.actor import Actor
from permissions.errors import Forbidden
from permissions.policy import can
from permissions.session import actor_session, system_session

WORKER = "kiểm tra gói lưu trữ"
NOT_YOURS = "Đóng gói lưu trữ là việc của Ban quản trị và Văn phòng (Đ7.3, Đ8.1)."


def order(engine: Engine, actor: Actor, year_id: int) -> int:
    """Put the sealing of a year on the list of work; return the job. Forbidden unless allowed."""
    if not can(actor, "create", YearPackage):
        raise Forbidden(NOT_YOURS)
    with actor_session(writer(engine), actor) as session:
        year = session.get_one(SchoolYear, year_id)
        row = begin(session, year, actor.account_id)
        session.commit()
    what = f"Niêm phong {name_of(year.name, row.number)}"
    return ask(engine, actor, JobKind.ARCHIVE, row.id, what)


def sealing(settings: Settings) -> Doing:
    """Return how a worker of this installation seals a year."""
    places = Places(settings.archive_folder, settings.second_archive)

    def do(work: Work) -> str:
        if work.subject_id is None:
            raise NotReady
        made = seal_year(
            work.engine, settings.data, work.subject_id, places, settings.seal(), work.tick
        )
        return f"{made.files} tệp, mã bản kê {(made.manifest_sha256 or '')[:12]}…"

    return do


def check(engine: Engine, package_id: int) -> Verdict:
    """Verify a package where it lies, and its second copy; note the answer at its row.

    The second copy's faults are told with its folder in front.
    """
    with system_session(engine, WORKER, capacities={"worker"}) as session:
        package = session.get_one(YearPackage, package_id)
    verdict = _verified(Path(package.folder or ""), package)
    if package.second_folder:
        second = _verified(Path(package.second_folder), package)
        verdict.ok = verdict.ok and second.ok
        for name in ("missing", "changed", "extra"):
            told = getattr(verdict, name)
            told += [f"(bản thứ hai) {one}" for one in getattr(second, name)]
    with system_session(writer(engine), WORKER, capacities={"worker"}) as session:
        row = session.get_one(YearPackage, package_id)
        row.checked_at, row.checked = utc_now(), verdict.as_json()
        session.commit()
    return verdict


def _verified(path: Path, package: YearPackage) -> Verdict:
    """Verify one copy; a list that isn't the one that was noted at sealing is a change too."""
    try:
        verdict = verify(path)
    except Unfit:
        return Verdict(missing=["manifest.json"])
    if verdict.manifest_sha256 != package.manifest_sha256:
        verdict.ok = False
        verdict.changed.append("manifest.json")
    return verdict
