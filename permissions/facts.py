"""Facts: what the database says of a row for an actor: values, capacities, open or closed.

One SELECT per class serves the screen's pre-check and the guard; within a writing transaction it
is remembered, because the rows are locked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any, NoReturn, cast

from sqlalchemy import Column, LargeBinary, Select, Table, bindparam, false, literal, select

from models.access import Closure, LockKind
from models.access.lock import LOCK_KIND_LABEL
from models.base import Base
from models.clock import moment_vi
from models.people import Staff
from models.school import Period
from permissions.actor import Actor
from permissions.errors import Locked
from permissions.locks import closed_by, frozen, lifted_row, open_row
from permissions.plain import never
from permissions.policy import POLICY
from permissions.session import GuardedSession

CHUNK = 400
NOT_YET = "Lớp chưa chốt danh sách: sửa ngay ở bảng kết quả, chưa cần đánh giá bổ sung (Đ2.5)."
FROZEN = "Hồ sơ cuối năm của lớp đã được duyệt và chốt (Đ2.5). Muốn sửa thì xin mở lại."


@cache
def columns_of(model: type[Base]) -> dict[str, Column[Any]]:
    """Return the table's columns by name; what the database computes is nobody's to write."""
    table = cast("Table", model.__table__)
    return {c.name: c for c in table.columns if c.computed is None}


@cache
def _fields(model: type[Base], capacities: tuple[str, ...], action: str) -> frozenset[str]:
    """Return the fields that any of these capacities may create or update."""
    found: set[str] = set()
    for name in capacities:
        entry = POLICY[model].capacities[name]
        found |= entry.create if action == "create" else entry.update
    return frozenset(columns_of(model)) if "*" in found else frozenset(found)


@dataclass(frozen=True)
class Fact:
    """One row for one actor: its values, in which capacities it is the actor's, open or not.

    ``reopening_id``: the granted request without which it would be closed.
    """

    model: type[Base]
    values: dict[str, Any]
    capacities: tuple[str, ...]
    open: bool
    reopening_id: int | None = None

    def fields(self, capacity: str, action: str) -> frozenset[str]:
        """Return the fields that a capacity may create or update."""
        return _fields(self.model, (capacity,), action)

    def create_fields(self, capacity: str) -> frozenset[str]:
        """Return the fields that a capacity may give to a new row."""
        return self.fields(capacity, "create")

    def may_update(self, field: str) -> bool:
        """Tell whether any capacity may change this field of this row (open or not)."""
        return field in _fields(self.model, self.capacities, "update")

    def may_delete(self) -> bool:
        """Tell whether any capacity may delete this row (open or not)."""
        return any(POLICY[self.model].capacities[name].delete for name in self.capacities)


def _stored_columns(model: type[Base]) -> list[Column[Any]]:
    """Columns worth comparing: file contents stay where they are (their hash is a column)."""
    return [c for c in columns_of(model).values() if not isinstance(c.type, LargeBinary)]


def _names(actor: Actor, model: type[Base]) -> list[str]:
    """Name the capacities that this actor could have at all."""
    rule = POLICY[model]
    return [n for n, c in rule.capacities.items() if not never(c.where(actor, model))]


@cache
def _standing(model: type[Base]) -> tuple[Any, Any]:
    """Ask of a row whether it is open, and by which reopening: the same for everybody."""
    row, lock = SimpleNamespace(**columns_of(model)), POLICY[model].lock
    return open_row(lock, row), lifted_row(lock, row)


@lru_cache(maxsize=2048)
def _question(
    actor: Actor, model: type[Base], by: tuple[str, ...]
) -> tuple[Select[Any], list[str]]:
    names = _names(actor, model)
    row = SimpleNamespace(**columns_of(model))
    columns = [(name, columns_of(model)[name]) for name in by]
    is_open, lifted = _standing(model)
    statement = (
        select(
            *_stored_columns(model),
            *(POLICY[model].capacities[n].where(actor, row).label(f"as {n}") for n in names),
            is_open.label("is open"),
            lifted.label("reopening"),
        )
        .where(*(column.in_(bindparam(f"by_{n}", expanding=True)) for n, column in columns))
        .order_by(model.__table__.c.id)
    )
    return statement, names


class _Binds:
    """A row that doesn't exist yet: each attribute is a bound value; asked names are kept."""

    def __init__(self, model: type[Base]) -> None:
        self._columns = columns_of(model)
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.asked.add(name)
        return bindparam(f"new_{name}", type_=self._columns[name].type)


@cache
def _standing_new(model: type[Base], *, each_pupil: bool = True) -> tuple[Any, Any, frozenset[str]]:
    """Ask the same of a row that doesn't exist yet; last the columns that are asked.

    Only ``each_pupil`` asks which pupils a closure was lifted for.
    """
    row, lock = _Binds(model), POLICY[model].lock
    if lock is not None and not each_pupil:  # unjudged: asks once, not for each pupil
        lock = replace(lock, pupil=None)
    return open_row(lock, row), lifted_row(lock, row), frozenset(row.asked)


@lru_cache(maxsize=2048)
def _question_new(
    actor: Actor, model: type[Base], *, each_pupil: bool
) -> tuple[Select[Any], list[str], tuple[str, ...]]:
    row, names = _Binds(model), _names(actor, model)
    is_open, lifted, hinged = _standing_new(model, each_pupil=each_pupil)
    statement = select(
        literal(1),
        *(POLICY[model].capacities[n].where(actor, row).label(f"as {n}") for n in names),
        is_open.label("is open"),
        lifted.label("reopening"),
    )
    return cast("Select[Any]", statement), names, tuple(sorted(row.asked | hinged))


@cache
def hinges(model: type[Base]) -> frozenset[str]:
    """Return the columns that decide scope or lock: when one changes, the row is asked again."""
    row = _Binds(model)
    everything = Actor(
        account_id=1,
        staff_id=1,
        homeroom=(1,),
        moved_in=((1, 1),),
        teaches=((1, 1),),
        heads=(1,),
        head_staff=(1,),
        head_pairs=((1, 1),),
        head_classes=(1,),
    )
    for entry in POLICY[model].capacities.values():
        entry.where(everything, row)
    return frozenset(row.asked) | _standing_new(model)[2]


def facts(
    session: GuardedSession, model: type[Base], ids: Sequence[int], *, lock: bool = False
) -> dict[int, Fact]:
    """Ask for rows by id; rows that don't exist are missing from the answer.

    ``lock``: the caller is about to write; rows are locked on PostgreSQL and the answer is
    remembered until the transaction ends.
    """
    remembered = session.info.setdefault("facts", {})
    found = {i: remembered[model, i] for i in ids if (model, i) in remembered}
    missing = sorted({i for i in ids if i not in found})
    for start in range(0, len(missing), CHUNK):
        asked = {"id": missing[start : start + CHUNK]}
        found |= {fact.values["id"]: fact for fact in facts_near(session, model, asked, lock=lock)}
    return found


def facts_near(
    session: GuardedSession,
    model: type[Base],
    asked: Mapping[str, Sequence[Any]],
    *,
    lock: bool = False,
) -> list[Fact]:
    """Ask for the rows whose columns hold one of these values each: {column: values}."""
    statement, names = _question(session.actor, model, tuple(asked))
    if lock and session.raw().dialect.name == "postgresql":  # unjudged: SQLite locks the file
        statement = statement.with_for_update(of=model.__table__)
    keys = [c.name for c in _stored_columns(model)]
    width = len(keys)
    found = []
    values = {f"by_{name}": list(wanted) for name, wanted in asked.items()}
    for row in session.raw().execute(statement, values):
        held = tuple(n for n, is_held in zip(names, row[width:-2], strict=True) if is_held)
        stored = dict(zip(keys, row[:width], strict=True))
        found.append(Fact(model, stored, held, bool(row[-2]), row[-1]))
    if lock:  # unjudged: spares the guard the same question
        remembered = session.info.setdefault("facts", {})
        remembered.update({(model, fact.values["id"]): fact for fact in found})
    return found


def facts_new(
    session: GuardedSession, model: type[Base], rows: Sequence[Mapping[str, Any]]
) -> list[Fact]:
    """Ask for rows that don't exist yet; the question is put once per distinct hinge values.

    Where a place is closed, it is put again for each pupil: a closure may be lifted for some.
    """
    found = _facts_new(session, model, rows, each_pupil=False)
    lock = POLICY[model].lock
    shut = [n for n, fact in enumerate(found) if not fact.open] if lock and lock.pupil else []
    if not shut:  # unjudged: there is nobody to ask for
        return found
    again = _facts_new(session, model, [rows[n] for n in shut], each_pupil=True)
    for n, fact in zip(shut, again, strict=True):
        found[n] = fact
    return found


def _facts_new(
    session: GuardedSession,
    model: type[Base],
    rows: Sequence[Mapping[str, Any]],
    *,
    each_pupil: bool,
) -> list[Fact]:
    statement, names, asked = _question_new(session.actor, model, each_pupil=each_pupil)
    answers: dict[tuple[Any, ...], tuple[tuple[str, ...], bool, int | None]] = {}
    found = []
    for row in rows:
        key = tuple(row.get(name) for name in asked)
        if key not in answers:
            values = {f"new_{name}": value for name, value in zip(asked, key, strict=True)}
            answer = session.raw().execute(statement, values).one()
            held = tuple(n for n, is_held in zip(names, answer[1:-2], strict=True) if is_held)
            answers[key] = held, bool(answer[-2]), answer[-1]
        found.append(Fact(model, dict(row), *answers[key]))
    return found


def forget(session: GuardedSession, model: type[Base], ids: Iterable[int]) -> None:
    """Forget remembered facts of rows that were just written."""
    remembered = session.info.get("facts", {})
    for i in ids:
        remembered.pop((model, i), None)


def refuse_closed(session: GuardedSession, model: type[Base], row: Mapping[str, Any]) -> NoReturn:
    """Raise Locked with a sentence: what is closed, since when, by which article, who helps."""
    raise Locked(why_closed(session, model, row), row=dict(row), model=model)


def why_closed(session: GuardedSession, model: type[Base], row: Mapping[str, Any]) -> str:
    """Say in one sentence why a row can't be written now; one statement."""
    path = POLICY[model].lock
    if path is None:
        return Locked.default
    class_id = row.get(path.class_) if path.class_ else None
    is_frozen = false() if class_id is None else frozen(class_id)
    if path.period is None:
        return FROZEN if session.raw().scalar(select(is_frozen)) else Locked.default
    cell = {
        "period_id": row.get(path.period),
        "class_id": class_id,
        "unit_id": row.get(path.unit) if path.unit else None,
        "pupil_id": row.get(path.pupil) if path.pupil else None,
        "kind": path.kind,
    }
    found = session.raw().execute(
        select(is_frozen, Period.name, Closure.starts_at, Staff.full_name)
        .select_from(Period)
        .outerjoin(Closure, Closure.id == closed_by(cell).scalar_subquery())
        .outerjoin(Staff, Staff.id == Closure.made_by)
        .where(Period.id == cell["period_id"])
    )
    answer: Any = found.one()
    is_shut, period, closed_at, closer = answer
    if path.after and not is_shut:
        return NOT_YET
    if is_shut and not path.after:
        return FROZEN
    what = f"{LOCK_KIND_LABEL[LockKind(path.kind)]} {period}" if path.kind else period
    if closed_at is None:
        return f"{what} chưa mở (Đ2.3). Hỏi Ban quản trị."
    at = moment_vi(closed_at)
    return f"{what} đã đóng lúc {at} (Đ2.3). Hỏi {closer or 'Ban quản trị'}."
