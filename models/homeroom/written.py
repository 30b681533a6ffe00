"""What a class's book holds: the ids of each part, and when each part was last written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from models.access.history import HistoryLine, HistorySet
from models.base import Base


def rows_of_class(
    session: Session, class_id: int, parts: Iterable[type[Base]]
) -> dict[type[Base], list[int]]:
    """Return the ids that the session's actor reads of each part of a class, by one statement."""
    models: dict[str, Any] = {part.__tablename__: part for part in parts}
    asked = union_all(
        *(
            select(literal(name), model.id).where(model.class_id == class_id)
            for name, model in models.items()
        )
    )
    found: dict[type[Base], list[int]] = {model: [] for model in models.values()}
    for name, row_id in session.execute(asked):
        found[models[name]].append(row_id)
    return found


def last_written(
    session: Session, rows: Mapping[type[Base], Iterable[int]]
) -> dict[type[Base], datetime]:
    """Return when rows of each part were last written, by one statement; never written: missing.

    The session must read the history; whoever calls has shown that the rows are readable.
    """
    named = {part.__tablename__: part for part in rows}
    wanted = [
        and_(HistoryLine.entity == part.__tablename__, HistoryLine.row_id.in_(list(ids)))
        for part, ids in rows.items()
        if ids
    ]
    if not wanted:
        return {}
    found = session.execute(
        select(HistoryLine.entity, func.max(HistorySet.at))
        .join(HistorySet, HistorySet.txn == HistoryLine.txn)
        .where(or_(*wanted))
        .group_by(HistoryLine.entity)
    )
    return {named[entity]: at for entity, at in found}
