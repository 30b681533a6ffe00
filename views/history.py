"""The history of a row in plain sentences: who changed what, when, in which duty (DESIGN §3.5)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import false, or_, select

from models.access import HistoryLine, HistorySet
from models.assessment import Unit
from models.base import ISO, Base, models_by_table
from models.names import given_name, small_first
from models.people import Function
from models.people.duty import FUNCTION_LABEL
from models.school import Period
from permissions.session import GuardedSession, system_session
from views.database import engines
from views.names import Names
from views.values import EMPTY, kind_of, label_of, target_of
from views.words import local, moment_vi

#: Columns that say nothing to people.
SILENT = frozenset({"id", "version", "sort_key", "folded", "sha256", "content"})
CAPACITY_WORDS = {f.value: FUNCTION_LABEL[f] for f in Function} | {
    "homeroom": "GVCN",
    "subject": "GVBM",
    "head": "Tổ trưởng",
    "office": "Văn phòng",
    "importer": "nhập từ tệp",
    "operator": "cài đặt",
    "author": "giáo viên",
    "concerned": "người liên quan",
    "own": "",
    "everyone": "",
}
MOST = 300


@dataclass(frozen=True)
class Entry:
    """One line of a row's history, ready to be read."""

    at: datetime
    who: str
    what: str
    changes: list[tuple[str, str, str]]
    remark: str

    @property
    def day(self) -> date:
        """The day, for grouping."""
        return local(self.at).date()

    def sentence(self) -> str:
        """Return the whole line as one sentence."""
        parts = "; ".join(
            f"{label}: {old} → {new}" if old != EMPTY else f"{label}: {new}"
            for label, old, new in self.changes
        )
        tail = f", {parts}" if parts else ""
        return f"{self.who} {self.what}{tail}, {moment_vi(self.at)}"


def person(who: str, on_behalf: str | None) -> str:
    """Shorten "cô Nguyễn Thị Bích Trâm" to "Cô Trâm"; name the stand-in as such."""
    short = _short(who)
    return f"{short} thay {_short(on_behalf, start=False)}" if on_behalf else short


def _short(who: str, *, start: bool = True) -> str:
    for address in ("anh/chị", "cô", "thầy"):
        if who.startswith(address + " "):
            text = f"{address} {given_name(who)}"
            return text[:1].upper() + text[1:] if start else text
    return who[:1].upper() + who[1:] if start else who


def _stored(model: type[Base], name: str, value: Any) -> Any:
    """Turn a recorded value back into what its column holds."""
    kind = kind_of(model.__table__.columns[name])
    if isinstance(value, str) and kind is datetime:
        return datetime.strptime(value, ISO).replace(tzinfo=UTC)
    if isinstance(value, str) and kind is date:
        return date.fromisoformat(value)
    return value


def lines_of(rows: Iterable[Any]) -> list[tuple[HistoryLine, HistorySet]]:
    """Return the recorded lines of rows that the caller has already seen to be in scope."""
    h, s = HistoryLine, HistorySet
    ids: dict[str, list[int]] = {}
    for row in rows:
        ids.setdefault(row.__tablename__, []).append(row.id)
    wanted = select(h).where(
        or_(false(), *((h.entity == table) & h.row_id.in_(own) for table, own in ids.items()))
    )
    with system_session(engines().read, "đọc lịch sử", capacities=frozenset()) as session:
        lines = session.scalars(wanted.order_by(h.txn.desc(), h.n.desc()).limit(MOST)).all()
        sets = {
            one.txn: one
            for one in session.scalars(select(s).where(s.txn.in_({line.txn for line in lines})))
        }
    return [(line, sets[line.txn]) for line in lines if line.txn in sets]


def _what(line: HistoryLine, noun: str) -> str:
    if line.action == "read":  # what was read stands in the line, in words
        return str(json.loads(line.changes)["what"][1])
    verbs = {"create": "thêm", "update": "sửa", "delete": "xóa"}
    return f"{verbs[line.action]} {noun}"


def noun_of(row: Any, names: Names) -> str:
    """Name the row as people speak of it: "Toán cuối năm", else its kind."""
    unit, period = getattr(row, "unit_id", None), getattr(row, "period_id", None)
    if unit and period:
        return f"{names.of(Unit, unit)} {names.of(Period, period).lower()}"
    return type(row).label


def held_as(capacity: str) -> str:
    """Name the capacities of a line in words."""
    words = (CAPACITY_WORDS.get(part.split()[0], "") for part in capacity.split("+") if part)
    return ", ".join(dict.fromkeys(word for word in words if word))


def changes_of(line: HistoryLine, names: Names) -> list[tuple[str, str, str]]:
    """Return what a line changed: (label, before, after), in words."""
    model = models_by_table().get(line.entity)
    if model is None or line.action == "delete":
        return []
    shown = []
    for name, (old, new) in json.loads(line.changes).items():
        if name in SILENT or name not in model.__table__.columns:
            continue
        before, after = (
            names.show(model, name, _stored(model, name, value)) for value in (old, new)
        )
        label = label_of(model, name)
        shown.append((small_first(label), before, after))
    return shown


def learn_changes(lines: Iterable[HistoryLine], names: Names) -> None:
    """Read the names that these lines speak of, a query a record type."""
    wanted: dict[type[Base], set[Any]] = {}
    for line in lines:
        model = models_by_table().get(line.entity)
        if model is None:
            continue
        for name, values in json.loads(line.changes).items():
            column = model.__table__.columns.get(name)
            target = target_of(column) if column is not None and name not in SILENT else None
            if target is not None:
                wanted.setdefault(target, set()).update(values)
    for target, ids in wanted.items():
        names.learn(target, ids)


def _remark(line: HistoryLine, head: HistorySet) -> str:
    parts = [held_as(line.capacity)]
    if head.reason and head.account_id is not None:
        parts.append(f"lí do: “{head.reason}”")
    return " · ".join(part for part in parts if part)


def history_of(session: GuardedSession, *rows: Any) -> list[Entry]:
    """Return the history of rows that this person reads, newest first."""
    names, entries = Names(session), []
    known = {(row.__tablename__, row.id): (row, noun_of(row, names)) for row in rows}
    found = lines_of(rows)
    learn_changes((line for line, _ in found), names)
    for line, head in found:
        row, noun = known[line.entity, line.row_id]
        entries.append(
            Entry(
                at=head.at,
                who=person(head.who, head.on_behalf),
                what=_what(line, noun),
                changes=[
                    (label, names.masked(row, old), names.masked(row, new))
                    for label, old, new in changes_of(line, names)
                ],
                remark=_remark(line, head),
            )
        )
    return entries


def last_change(session: GuardedSession, row: Any) -> Entry | None:
    """Return who changed a row last."""
    found = history_of(session, row)
    return found[0] if found else None
