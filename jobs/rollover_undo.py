"""Taking a roll-over back: what its transactions wrote, as the history tells it (Điều 2.11).

Refused once anything of the new year stands that the roll-over didn't write; assignments that were
confirmed out of its drafts go with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Date, Engine, ForeignKeyConstraint, func, select
from sqlalchemy.orm import Session

from jobs.database import writer
from jobs.rollover import runs_of
from models.access.history import HistoryLine
from models.base import Base, utc_now
from models.refusal import NotReady
from models.rollover import AssignmentDraft, Rollover
from models.school import HomeroomAssignment, SchoolClass, SchoolYear, TeachingAssignment
from permissions import guard
from permissions.actor import Actor
from permissions.rollover import roller_of
from permissions.session import GuardedSession, actor_session

#: what is confirmed or added by hand for a class of the new year and goes with it
SWEPT: tuple[type[Any], ...] = (HomeroomAssignment, TeachingAssignment, AssignmentDraft)
CHUNK = 500
#: entity → id → what the row was made with
Made = dict[str, dict[int, dict[str, Any]]]


def undo(engine: Engine, actor: Actor, year_id: int) -> int:
    """Take back what the runs out of a year wrote; return how many rows went.

    NotReady, naming what stands in the way, once there is a first entry of the new year.
    """
    with actor_session(writer(engine), roller_of(actor), "hoàn tác chuyển năm học") as session:
        source = session.get_one(SchoolYear, year_id)
        runs = [run for run in runs_of(session, source) if run.written_at is not None]
        if not runs:
            raise NotReady("Chưa chuyển năm học nào nên không có gì để hoàn tác.")
        lines = _lines(session, runs)
        made = _made(lines)
        entries = _entries(session, made)
        if entries:
            raise NotReady(
                f"Năm học mới đã có {', '.join(entries)}: không hoàn tác được nữa (Đ2.11)."
                " Sửa từng phần ở các sổ.",
                entries=entries,
            )
        _restore(session, lines)
        gone = _sweep(session, made) + _delete(session, lines)
        for run in runs:
            run.undone_at, run.undone_by = utc_now(), actor.staff_id
        session.commit()
        return gone


def what_hinders(session: Session, source: SchoolYear) -> list[str]:
    """Say what of the new year stands in the way of taking the roll-over back."""
    runs = [run for run in runs_of(session, source) if run.written_at is not None]
    return _entries(session, _made(_lines(session, runs))) if runs else []


def _models() -> dict[str, type[Any]]:
    return {m.class_.__tablename__: m.class_ for m in Base.registry.mappers}


def _lines(session: Session, runs: Sequence[Rollover]) -> list[HistoryLine]:
    """Return the lines of the transactions that wrote these runs, the newest first."""
    h = HistoryLine
    own = select(h.txn, h.changes).where(
        h.entity == Rollover.__tablename__, h.row_id.in_([run.id for run in runs])
    )
    txns = {
        txn
        for txn, changes in session.execute(own)
        if json.loads(changes).get("written_at", (None, None))[1] is not None
    }
    rows = select(h).where(h.txn.in_(txns), h.entity != Rollover.__tablename__)
    return list(session.scalars(rows.order_by(h.txn.desc(), h.n.desc())))


def _made(lines: Iterable[HistoryLine]) -> Made:
    found: Made = {}
    for line in lines:
        if line.action == "create":
            values = {name: new for name, (_, new) in json.loads(line.changes).items()}
            found.setdefault(line.entity, {})[line.row_id] = values | {"id": line.row_id}
    return found


def _entries(session: Session, made: Made) -> list[str]:
    """Count, in words, the rows that hang on what was made and weren't made with it."""
    found = []
    for table, model in sorted(_models().items(), key=lambda item: item[1].label):
        if model in SWEPT:
            continue
        ids: set[int] = set()
        for where in _hanging(model, made):
            rows = select(model.id).where(where)
            ids.update(session.scalars(rows))
        number = len(ids - made.get(table, {}).keys())
        if number:
            found.append(f"{number} {model.label}")
    return found


def _hanging(model: type[Any], made: Made) -> Iterator[Any]:
    """Say of each key of a table when it leads to a row that was made."""
    for key in model.__table__.constraints:
        if not isinstance(key, ForeignKeyConstraint) or key.referred_table.name not in made:
            continue
        rows = made[key.referred_table.name].values()
        parts = [e for e in key.elements if not isinstance(e.column.type, Date)]
        wanted = [(e.parent.name, sorted({row[e.column.name] for row in rows})) for e in parts]
        first, *rest = wanted
        for start in range(0, len(first[1]), CHUNK):
            where = getattr(model, first[0]).in_(first[1][start : start + CHUNK])
            for name, values in rest:
                where &= getattr(model, name).in_(values)
            yield where


def _restore(session: GuardedSession, lines: Iterable[HistoryLine]) -> None:
    """Give changed rows back what they said before, where they still say what was written."""
    models = _models()
    for line in lines:
        if line.action != "update":
            continue
        model = models[line.entity]
        row = session.get(model, line.row_id)
        for name, (old, new) in json.loads(line.changes).items():
            if name != "version" and row is not None and _plain(getattr(row, name)) == new:
                setattr(row, name, _value(model, name, old))
    session.flush()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _value(model: type[Any], name: str, kept: Any) -> Any:
    dated = isinstance(model.__table__.columns[name].type, Date)
    return date.fromisoformat(kept) if dated and kept is not None else kept


def _sweep(session: GuardedSession, made: Made) -> int:
    rooms, gone = list(made.get(SchoolClass.__tablename__, {})), 0
    for model in SWEPT:
        ids = list(session.scalars(select(model.id).where(model.class_id.in_(rooms))))
        guard.write(session, model, deletes=ids)
        gone += len(ids)
    return gone


def _delete(session: GuardedSession, lines: Sequence[HistoryLine]) -> int:
    """Delete what was made, the last first; what went since is left out."""
    models, gone = _models(), 0
    created = [line for line in lines if line.action == "create"]
    for entity, group in groupby(created, key=lambda line: line.entity):
        model, ids = models[entity], [line.row_id for line in group]
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            there = list(session.scalars(select(model.id).where(model.id.in_(part))))
            guard.write(session, model, deletes=there)
            gone += len(there)
    return gone


def stands(session: Session, source: SchoolYear) -> int:
    """Count the runs out of a year that were written and stand."""
    rows = select(func.count(Rollover.id)).where(
        Rollover.year_id == source.id,
        Rollover.written_at.is_not(None),
        Rollover.undone_at.is_(None),
    )
    return session.scalar(rows) or 0
