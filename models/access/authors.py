"""Who wrote the value that stands in a cell, and when: read from the history."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.access.history import HistoryLine, HistorySet
from models.base import Base


@dataclass(frozen=True, slots=True)
class Author:
    """A writer by name ("cô Nguyễn Thị Bích Trâm"), the absent person stood in for, and when."""

    who: str
    on_behalf: str | None
    at: datetime


def authors_of(
    session: Session, model: type[Base], fields: Mapping[int, Iterable[str]]
) -> dict[tuple[int, str], Author]:
    """Return the last writer of each named field, by (row id, field); unknown ones are missing.

    The session must read the history; whoever calls has shown that the rows are readable.
    """
    wanted = {(row, field) for row, names in fields.items() for field in names}
    found: dict[tuple[int, str], Author] = {}
    if not wanted:
        return found
    lines = session.execute(
        select(HistoryLine.row_id, HistoryLine.changes, HistorySet)
        .join(HistorySet, HistorySet.txn == HistoryLine.txn)
        .where(
            HistoryLine.entity == model.__tablename__,
            HistoryLine.row_id.in_(sorted(fields)),
            HistoryLine.action.in_(("create", "update")),
        )
        .order_by(HistorySet.id.desc(), HistoryLine.n.desc())
    )
    for row, changes, act in lines:
        for field in json.loads(changes):
            if (row, field) in wanted and (row, field) not in found:
                found[row, field] = Author(act.who, act.on_behalf, act.at)
        if len(found) == len(wanted):
            break
    return found
