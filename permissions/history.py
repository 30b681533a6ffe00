"""The history: a line per changed row, and one link of the hash chain per transaction.

Lines are written in the flush, the link last, under an advisory lock, with the newest hash as its
``prev``; UNIQUE(prev) makes a fork impossible. ``verify`` finds one flipped byte (PROMISES 6).
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from datetime import UTC, date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, func, insert, select, text
from sqlalchemy.orm import Session, SessionTransaction

from models.access import HistoryLine, HistorySet
from models.base import ISO, Base, utc_now
from permissions.session import GuardedSession

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

GENESIS = "0" * 64
CHAIN_LOCK = 7_205_759_403
REDACTED = "•••"
Change = dict[str, tuple[Any, Any]]
_PLAIN = frozenset((str, int, bool, type(None)))
_LINES, _SETS = (insert(model.__table__) for model in (HistoryLine, HistorySet))  # type: ignore[arg-type]
_NEWEST = select(HistorySet.__table__.c.hash).order_by(HistorySet.__table__.c.id.desc()).limit(1)
_ALONE = text("SELECT pg_advisory_xact_lock(:key)")
#: row id, action, capacity, {field: (old, new)}, for whom, the reopening that it hangs on
Line = tuple[int, str, str, Change, str | None, int | None]
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def plain(value: Any) -> Any:
    """Turn a column's value into what JSON holds: ISO dates, enum values, bytes by their hash."""
    if type(value) in _PLAIN:  # unjudged: the short way to the same
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime(ISO)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return "sha256:" + hashlib.sha256(value).hexdigest()
    return value


class _Pending:
    """What a transaction has recorded so far."""

    def __init__(self) -> None:
        self.txn = (int(time.time() * 1000) << 20) | secrets.randbits(20)
        self.n = 0
        self.digest = hashlib.sha256()
        self.on_behalf: set[str] = set()


def _line_bytes(
    n: int,
    entity: str,
    row_id: int,
    action: str,
    capacity: str,
    text_: str,
    reopening_id: int | None,
) -> bytes:
    under = "" if reopening_id is None else f"\x1f{reopening_id}"
    return f"{n}\x1f{entity}\x1f{row_id}\x1f{action}\x1f{capacity}\x1f{text_}{under}\n".encode()


def _set_hash(header: dict[str, Any], digest: str) -> str:
    names = ("txn", "at", "account_id", "who", "on_behalf", "reason", "request", "lines", "prev")
    body = "\x1f".join("" if header[name] is None else str(header[name]) for name in names)
    return hashlib.sha256(f"{body}\x1f{digest}".encode()).hexdigest()


def _pending(session: GuardedSession) -> _Pending:
    found = session.info.get("history")
    if not isinstance(found, _Pending):
        found = session.info["history"] = _Pending()
    return found


def record(
    session: GuardedSession,
    model: type[Base],
    changes: Iterable[Line],
) -> None:
    """Record changed rows of one table.

    Values of redacted columns never reach the history, only the fact that they changed.
    """
    if not model.recorded:
        return
    pending, entity, rows = _pending(session), model.__tablename__, []
    for row_id, action, capacity, change, on_behalf, reopening_id in changes:
        values = {
            name: [plain(old), plain(new)]
            if name not in model.redacted
            else [None if old is None else REDACTED, REDACTED]
            for name, (old, new) in change.items()
        }
        body = _encode(values)
        pending.n += 1
        pending.digest.update(
            _line_bytes(pending.n, entity, row_id, action, capacity, body, reopening_id)
        )
        if on_behalf:
            pending.on_behalf.add(on_behalf)
        rows.append(
            {
                "version": 1,
                "txn": pending.txn,
                "n": pending.n,
                "entity": entity,
                "row_id": row_id,
                "action": action,
                "capacity": capacity,
                "changes": body,
                "reopening_id": reopening_id,
            }
        )
    if rows:
        session.raw().execute(_LINES, rows)


def record_reading(
    session: GuardedSession, model: type[Base], count: int, what: str, *, row_id: int = 0
) -> None:
    """Record that ``count`` rows were read in bulk (export, print, list of sensitive data)."""
    capacity = "+".join(sorted(session.actor.functions | session.actor.capacities)) or "everyone"
    change: Change = {"rows": (None, count), "what": (None, what)}
    record(session, model, [(row_id, "read", capacity[:80], change, None, None)])


@event.listens_for(GuardedSession, "before_commit")
def _link(session: Session) -> None:
    assert isinstance(session, GuardedSession)  # noqa: S101
    session.flush()
    pending = session.info.get("history")
    if not isinstance(pending, _Pending) or pending.n == 0:
        return
    connection = session.raw()
    if connection.dialect.name == "postgresql":  # unjudged: SQLite has one writer at a time
        connection.execute(_ALONE, {"key": CHAIN_LOCK})
    actor = session.actor
    header: dict[str, Any] = {
        "version": 1,
        "txn": pending.txn,
        "at": utc_now(),
        "account_id": actor.account_id,
        "who": (f"{actor.address} {actor.name}" if actor.system is None else actor.name)[:200],
        "on_behalf": ", ".join(sorted(pending.on_behalf))[:200] or None,
        "reason": (session.reason or None) and str(session.reason)[:300],
        "request": session.request,
        "lines": pending.n,
        "prev": connection.scalar(_NEWEST) or GENESIS,
    }
    hashed = header | {"at": plain(header["at"])}
    header["hash"] = _set_hash(hashed, pending.digest.hexdigest())
    connection.execute(_SETS, header)
    session.info.pop("history", None)


@event.listens_for(GuardedSession, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("history", None)
        session.info.pop("facts", None)


def verify(connection: Connection) -> list[str]:
    """Recompute the whole chain; return what is wrong, in sentences (empty: intact)."""
    faults: list[str] = []
    s, h = HistorySet.__table__.c, HistoryLine.__table__.c
    prev, linked = GENESIS, 0
    lines = connection.execution_options(stream_results=True).execute(
        select(s.id, h.n, h.entity, h.row_id, h.action, h.capacity, h.changes, h.reopening_id)
        .join_from(HistorySet.__table__, HistoryLine.__table__, s.txn == h.txn)
        .order_by(s.id, h.n)
    )
    line = lines.fetchone()
    for head in connection.execute(select(HistorySet.__table__).order_by(s.id)).mappings().all():
        digest, count = hashlib.sha256(), 0
        while line is not None and line[0] == head["id"]:
            digest.update(_line_bytes(*line[1:]))
            count += 1
            line = lines.fetchone()
        linked += count
        header = dict(head) | {"at": plain(head["at"])}
        if head["prev"] != prev:
            faults.append(f"Lần ghi {head['id']}: không nối với lần ghi trước.")
        if count != head["lines"] or _set_hash(header, digest.hexdigest()) != head["hash"]:
            faults.append(f"Lần ghi {head['id']} ({plain(head['at'])}): nội dung đã bị thay đổi.")
        prev = head["hash"]
    total = connection.scalar(select(func.count()).select_from(HistoryLine.__table__)) or 0
    if total != linked:
        faults.append(f"{total - linked} dòng lịch sử không thuộc lần ghi nào.")
    return faults


def head(connection: Connection) -> str:
    """Return the newest hash, to be anchored outside (backup manifest, printed minutes)."""
    return connection.scalar(_NEWEST) or GENESIS
