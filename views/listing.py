"""What a grid was asked for: search, filters, order, page; read from the address and bounded."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request
from sqlalchemy import func, or_, select

from models.base import Base
from models.names import fold
from models.people import Staff
from models.pupils import Enrolment, Pupil
from models.school import SchoolClass
from permissions.session import GuardedSession
from views.names import Names, light
from views.search import like
from views.values import enum_of, kind_of, label_of, target_of, word

PAGE_SIZES = (22, 50, 100)
LAST_PAGE = 100_000
BY_CLASS = "@class"
MOST_OPTIONS = 300
MOST_NAMED = 2_000


def number(text: str | None, most: int, default: int) -> int:
    """Return a number from the address, or the default when it is none or too big."""
    if text is None or not re.fullmatch(r"[0-9]{1,12}", text):
        return default
    return min(int(text), most)


@dataclass(frozen=True)
class Asked:
    """One request to a grid."""

    search: str = ""
    page: int = 0
    size: int = PAGE_SIZES[0]
    sort: str | None = None
    desc: bool = False
    filters: dict[str, str] = field(default_factory=dict)

    def args(self) -> dict[str, Any]:
        """Return the address's values, defaults left out."""
        args: dict[str, Any] = {f"f_{name}": value for name, value in self.filters.items()}
        if self.search:
            args["search"] = self.search
        if self.page:
            args["page"] = self.page
        if self.size != PAGE_SIZES[0]:
            args["size"] = self.size
        if self.sort:
            args["sort"] = self.sort
        if self.desc:
            args["desc"] = 1
        return args

    def but(self, **changes: Any) -> Asked:
        """Return the same request with changes, from the first page unless a page is given."""
        return replace(self, **({"page": 0} | changes))

    def without(self, name: str) -> Asked:
        """Return the same request without a filter."""
        return self.but(filters={k: v for k, v in self.filters.items() if k != name})


@dataclass(frozen=True)
class OwnFilter:
    """A filter of a grid that no column of its table stands for; no condition: it narrows nothing.

    ``options``: (value in the address, word) in order.
    """

    label: str
    options: list[tuple[str, str]]
    condition: Callable[[str], Any]

    def word(self, value: str) -> str:
        """Return the chosen value in words, for its chip."""
        return dict(self.options).get(value, "–")


def read_asked(sortable: tuple[str, ...], filters: tuple[str, ...]) -> Asked:
    """Read the request from the address; what makes no sense is left out."""
    args = request.args
    size = number(args.get("size"), PAGE_SIZES[-1], PAGE_SIZES[0])
    sort = args.get("sort", "")
    given = {name: args.get(f"f_{name}", "").strip()[:80] for name in filters}
    return Asked(
        search=args.get("search", "").replace("\x00", "").strip()[:100],
        page=number(args.get("page"), LAST_PAGE, 0),
        size=size if size in PAGE_SIZES else PAGE_SIZES[0],
        sort=sort if sort in sortable else None,
        desc=args.get("desc") == "1",
        filters={name: value for name, value in given.items() if value and "\x00" not in value},
    )


def pupil_column(model: type[Base]) -> Any:
    """Return the column that says which pupil a row is about, if there is one."""
    if model is Pupil:
        return Pupil.id
    return getattr(model, "pupil_id", None)


def searched(
    session: GuardedSession, model: type[Base], columns: tuple[str, ...], text: str
) -> Any:
    """Return the condition that a row fits the words: in its own texts or its people's names.

    Whom the words name is asked first: a subselect of a table that also orders the grid would
    be correlated away.
    """
    words, conditions = fold(text).split(), []
    for name in columns:
        column, target = getattr(model, name), target_of(model.__table__.columns[name])
        if name == "folded":
            conditions.append(_has_all(column, words))
        elif target in (Pupil, Staff):
            by_code = target.code.ilike(like(text)[1:], escape="\\")
            named = select(target.id).where(or_(_has_all(target.folded, words), by_code))
            conditions.append(column.in_(session.scalars(named.limit(MOST_NAMED)).all()))
        elif target is not None:
            named = select(target.id).where(target.name.ilike(like(text), escape="\\"))
            conditions.append(column.in_(session.scalars(named.limit(MOST_NAMED)).all()))
        else:
            conditions.append(column.ilike(like(text), escape="\\"))
    return or_(*conditions)


def _has_all(column: Any, words: list[str]) -> Any:
    condition = column.is_not(None)
    for one in words:
        condition = condition & column.like(like(one), escape="\\")
    return condition


def filter_condition(model: type[Base], name: str, value: str) -> Any:
    """Return the condition of a filter; None when the value fits no column of that kind."""
    if name == BY_CLASS:
        there = select(Enrolment.pupil_id).where(Enrolment.class_id == _integer(value))
        return pupil_column(model).in_(there)
    column = model.__table__.columns[name]
    attribute, enum, kind = getattr(model, name), enum_of(column), kind_of(column)
    if value == "-" and column.nullable:
        return attribute.is_(None)
    if enum is not None:
        return attribute == enum(value) if value in set(enum) else None
    if kind is bool:
        return attribute.is_(value == "1") if value in ("0", "1") else None
    return attribute == (_integer(value) if kind is int else value)


def _integer(value: str) -> int:
    """Return the id or number of a filter; what is none finds nothing."""
    return int(value) if re.fullmatch(r"[0-9]{1,18}", value) else -1


def filter_label(model: type[Base], name: str) -> str:
    """Return the words above a filter."""
    return "Lớp" if name == BY_CLASS else label_of(model, name)


def filter_target(model: type[Base], name: str) -> type[Base] | None:
    """Return the record type whose rows a filter chooses among."""
    return SchoolClass if name == BY_CLASS else target_of(model.__table__.columns[name])


def filter_word(model: type[Base], name: str, value: str, names: Names) -> str:
    """Return the chosen value of a filter in words, for its chip."""
    target = filter_target(model, name)
    if value == "-":
        return "chưa có"
    if target is not None:
        return names.of(target, int(value)) if re.fullmatch(r"[0-9]{1,18}", value) else "–"
    column = model.__table__.columns[name]
    if kind_of(column) is bool:
        return word(value == "1")
    return names.show(model, name, value)


def filter_options(
    session: GuardedSession,
    model: type[Base],
    name: str,
    order: Callable[[type[Base]], Any],
    names: Names,
) -> list[tuple[str, str]] | None:
    """Return what a filter offers, in scope; None when it is found by typing instead."""
    target = filter_target(model, name)
    if target in (Pupil, Staff):
        return None
    if target is not None:
        rows = session.scalars(order(target).limit(MOST_OPTIONS)).all()
        names.prime(target, rows)
        return [(str(row.id), str(row)) for row in rows]
    column = model.__table__.columns[name]
    enum = enum_of(column)
    if enum is not None:
        return [(member.value, names.show(model, name, member)) for member in enum]
    if kind_of(column) is bool:
        return [("1", "có"), ("0", "không")]
    found = session.scalars(select(getattr(model, name)).distinct().limit(MOST_OPTIONS))
    values = sorted((v for v in found if v is not None), key=str)
    return [(str(v), names.show(model, name, v)) for v in values]


def in_order(query: Any, model: Any, names: tuple[str, ...], *, desc: bool) -> Any:
    """Order a query by columns; a column that points to a row orders by that row's own order."""
    joined = {model}
    for name in names:
        target = target_of(model.__table__.columns[name])
        key = _order_key(target) if target is not None else None
        if target is None or key is None or target in joined:
            column = getattr(model, "sort_key" if name == "full_name" else name, None)
            column = getattr(model, name) if column is None else column
        else:
            joined.add(target)
            query = query.outerjoin(target, target.id == getattr(model, name))
            column = getattr(target, key)
        query = query.order_by(column.desc() if desc else column)
    return query.order_by(model.id.desc() if desc else model.id)


def _order_key(target: type[Base]) -> str | None:
    columns = target.__table__.columns
    return next((n for n in ("sort_key", "position", "from_date", "name") if n in columns), None)


def page_of(
    session: GuardedSession, model: type[Base], conditions: list[Any], names: tuple[str, ...],
    asked: Asked,
) -> tuple[int, list[Any]]:  # fmt: skip
    """Return how many rows fit and the rows of the page."""
    total = session.scalar(select(func.count(model.id)).where(*conditions)) or 0
    rows = in_order(light(model).where(*conditions), model, names, desc=asked.desc)
    return total, list(session.scalars(rows.limit(asked.size).offset(asked.page * asked.size)))
