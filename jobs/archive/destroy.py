"""Destroying by an approved list alone: listed by one, approved by another, done, the list kept.

Nothing is ever destroyed by itself. A kind without a period, or whose time isn't over, can't be
listed; the records in the database stay.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.archive.manifest import DESTROYED, keep_until, sha256_of
from jobs.archive.verify import manifest_of, opened
from jobs.database import writer
from jobs.seal import Seal
from models.archive import DestructionList, RetentionClass, YearPackage
from models.base import utc_now
from models.clean import one_line
from models.clock import school_today
from models.people import Staff
from models.refusal import NotReady, Unfit
from models.school import SchoolYear
from permissions.history import plain
from permissions.session import GuardedSession, system_session

WORKER = "hủy hồ sơ hết hạn"
ARTICLE = "(Đ8.3)"


def over(kind: RetentionClass, year: SchoolYear, today: date | None = None) -> bool:
    """Tell whether the time of a kind is over for a year; never for what is kept for good."""
    until = keep_until(year.last_day, kind.years)
    return until is not None and until < (today or school_today())


def items(package: YearPackage, kind: RetentionClass) -> list[dict[str, Any]]:
    """Return the files of a kind that are still in a package."""
    folder = Path(package.folder or "")
    if not folder.is_dir():
        raise NotReady(f"Chỉ hủy được trong gói là thư mục; gói này không ở {folder} {ARTICLE}.")
    with opened(folder) as source:
        content, _ = manifest_of(source)
        there = set(source.names())
    keys = ("path", "size", "sha256")
    return [
        {key: one[key] for key in keys}
        for one in content["files"]
        if one["kind"] == kind.code and one["path"] in there
    ]


def propose(
    session: GuardedSession, package_id: int, retention_id: int, reason: str
) -> DestructionList:
    """List the files of a kind whose time is over; NotReady while it isn't, Unfit without why."""
    package = session.get_one(YearPackage, package_id)
    kind = session.get_one(RetentionClass, retention_id)
    year = session.get_one(SchoolYear, package.year_id)
    if kind.years is None:
        raise NotReady(
            f"{kind.name}: giữ mãi, không lập danh mục hủy. Căn cứ: {kind.source} {ARTICLE}."
        )
    if not over(kind, year):
        until = keep_until(year.last_day, kind.years)
        raise NotReady(f"{kind.name} còn phải giữ đến {until:%d/%m/%Y} {ARTICLE}.")
    why = one_line(reason)
    if not why:
        raise Unfit("Ghi lí do hủy.", field="reason")
    found = items(package, kind)
    if not found:
        raise NotReady("Gói này không còn tệp nào của nhóm hồ sơ đó.")
    row = DestructionList(
        package_id=package.id,
        retention_id=kind.id,
        reason=why[:500],
        items=found,
        proposed_by=session.actor.staff_id,
        proposed_at=utc_now(),
    )
    session.add(row)
    session.flush()
    return row


def decide(session: GuardedSession, list_id: int, answer: str, *, approved: bool) -> None:
    """Approve or refuse a list; a refusal says why."""
    row = session.get_one(DestructionList, list_id)
    if row.decided_at is not None:
        raise NotReady("Danh mục này đã có quyết định.")
    said = one_line(answer)
    if not approved and not said:
        raise Unfit("Ghi vì sao không đồng ý.", field="answer")
    row.decided_by, row.decided_at = session.actor.staff_id, utc_now()
    row.approved, row.answer = approved, said[:300] or None
    session.flush()


def execute(engine: Engine, list_id: int, seal: Seal | None) -> int:
    """Destroy what an approved list names; return how many files went. Killed, it goes on.

    The list is put into the package first, so that verification tells what was destroyed.
    A file that isn't the listed one any more stays, and stops it.
    """
    with system_session(engine, WORKER, capacities={"worker"}) as session:
        row = session.get_one(DestructionList, list_id)
        if not row.approved or row.decided_at is None:
            raise NotReady(f"Danh mục chưa được hiệu trưởng duyệt {ARTICLE}.")
        if row.executed_at is not None:
            raise NotReady("Danh mục này đã thực hiện.")
        package = session.get_one(YearPackage, row.package_id)
        body = _written(session, row)
    folders = [Path(one) for one in (package.folder, package.second_folder) if one]
    gone = 0
    for folder in folders:
        if not folder.is_dir():
            raise NotReady(f"Không thấy gói ở {folder}. Nối lại nơi giữ rồi thực hiện.")
        _refuse_changed(folder, row.items)
        place = folder / DESTROYED
        place.mkdir(exist_ok=True)
        (place / f"{row.id}.json").write_bytes(body)
        if seal is not None and package.signed:
            (place / f"{row.id}.json.p7s").write_bytes(seal.detached(body))
        for one in row.items:
            path = folder / one["path"]
            gone += path.is_file()
            path.unlink(missing_ok=True)
    with system_session(writer(engine), WORKER, capacities={"worker"}) as session:
        session.get_one(DestructionList, list_id).executed_at = utc_now()
        session.commit()
    return gone


def _refuse_changed(folder: Path, listed: list[dict[str, Any]]) -> None:
    root = folder.resolve()
    for one in listed:
        path = folder / one["path"]
        if not path.exists():
            continue
        inside = path.resolve().is_relative_to(root)
        if not inside or sha256_of(path)[0] != one["sha256"]:
            raise NotReady(f"Tệp {one['path']} không còn như trong danh mục; chưa hủy gì thêm.")


def _written(session: Session, row: DestructionList) -> bytes:
    names = {s.id: s.full_name for s in session.scalars(select(Staff))}
    told = {
        "list": row.id,
        "reason": row.reason,
        "proposed_by": names.get(row.proposed_by),
        "proposed_at": plain(row.proposed_at),
        "approved_by": names.get(row.decided_by or 0),
        "approved_at": plain(row.decided_at),
        "items": row.items,
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
