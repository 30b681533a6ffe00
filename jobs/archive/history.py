"""The history of a year as JSON lines, with the heads of the chain before and after it.

Each line is one link with everything that its hash covers, so the chain can be recomputed from the
file by whoever knows how (the package's README says).
"""

from __future__ import annotations

import json
from datetime import datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.access import HistoryLine, HistorySet
from models.clock import SCHOOL_TIME
from models.school import SchoolYear
from permissions.history import GENESIS, plain

CHUNK = 2_000
HEADER = (
    *("txn", "at", "account_id", "who", "on_behalf", "reason", "request", "lines", "prev", "hash"),
)
LINE = ("n", "entity", "row_id", "action", "capacity", "changes", "reopening_id")


def span(session: Session, year: SchoolYear) -> list[Any]:
    """Return the conditions of a year's links: until the next year begins, without a gap.

    The first year of the school holds what was written before it too.
    """
    y = SchoolYear
    after = session.scalar(select(func.min(y.first_day)).where(y.first_day > year.first_day))
    before = session.scalar(select(func.count(y.id)).where(y.first_day < year.first_day))
    found = []
    if before:
        found.append(HistorySet.at >= _begins(year.first_day))
    if after is not None:
        found.append(HistorySet.at < _begins(after))
    return found


def _begins(day: Any) -> datetime:
    return datetime.combine(day, time.min, tzinfo=SCHOOL_TIME)


def write(session: Session, path: Path, year: SchoolYear) -> dict[str, Any]:
    """Write the year's links; return {"sets", "lines", "first_prev", "last_hash", "head"}."""
    told: dict[str, Any] = {"sets": 0, "lines": 0, "first_prev": None, "last_hash": None}
    query = (
        select(
            HistorySet.id,
            *(getattr(HistorySet, name) for name in HEADER),
            *(getattr(HistoryLine, name) for name in LINE),
        )
        .outerjoin(HistoryLine, HistoryLine.txn == HistorySet.txn)
        .where(*span(session, year))
        .order_by(HistorySet.id, HistoryLine.n)
    )
    with path.open("w", encoding="utf-8") as file:
        link: dict[str, Any] | None = None
        for row in session.execute(query, execution_options={"yield_per": CHUNK}):
            if link is None or link["id"] != row[0]:
                _put(file, link, told)
                header = zip(HEADER, map(plain, row[1 : len(HEADER) + 1]), strict=True)
                link = {"id": row[0], **dict(header), "changed": []}
            if row[len(HEADER) + 1] is not None:
                line = zip(LINE, map(plain, row[len(HEADER) + 1 :]), strict=True)
                link["changed"].append(dict(line))
        _put(file, link, told)
    newest = select(HistorySet.hash).order_by(HistorySet.id.desc()).limit(1)
    return told | {"head": session.scalar(newest) or GENESIS}


def _put(file: Any, link: dict[str, Any] | None, told: dict[str, Any]) -> None:
    if link is None:
        return
    file.write(json.dumps(link, ensure_ascii=False) + "\n")
    told["sets"] += 1
    told["lines"] += len(link["changed"])
    told["first_prev"] = told["first_prev"] or link["prev"]
    told["last_hash"] = link["hash"]
