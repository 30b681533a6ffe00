"""Names of the rows that ids point to, and what becomes of them for whoever may not see them.

An inspector reads results without their pupils (RIGHTS.md): a pupil is a number there, and a
comment that calls the child by name is shown without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import load_only

from models.base import Base
from models.pupils import Pupil
from permissions.session import GuardedSession, system_session
from views.database import engines
from views.values import CODES, EMPTY, SEVERAL, enum_of, target_of, word

MASK = "•••"


def hidden(text: str, full_name: str) -> str:
    """Take a name out of a text: whole, by its last two syllables, by the last one.

    >>> hidden("Thanh Trúc đọc to. Trúc chăm.", "Nguyễn Thị Thanh Trúc")
    '••• đọc to. ••• chăm.'
    """
    syllables = full_name.split()
    for called in (syllables, syllables[-2:], syllables[-1:]):
        if called:
            text = re.sub(rf"\b{re.escape(' '.join(called))}\b", MASK, text)
    return text


def title_of(row: Any, names: Names, columns: Iterable[str]) -> str:
    """Name a row: by its own name, else by what its first columns say ("4A · Tiếng Việt")."""
    plain = f"{type(row).label} {row.id}"
    if str(row) != plain:
        return str(row)
    told = [c for c in columns if c in row.__table__.columns][:2]
    words = [names.tell(row, name) for name in told]
    return " · ".join(word for word in words if word != EMPTY) or plain


def unseen(model: type[Base], row_id: int) -> str:
    """Return what stands for a row whose name isn't this person's to see."""
    return f"Em {row_id}" if model is Pupil else EMPTY


class Names:
    """The names of rows that ids point to, read through the person's own scope."""

    def __init__(self, session: GuardedSession) -> None:
        """Remember the session; names are read in sets."""
        self._session = session
        self._known: dict[type[Base], dict[int, str]] = {}
        self._to_hide: dict[int, str] = {}

    def learn(self, model: type[Base], ids: Iterable[Any]) -> None:
        """Read the names of these rows, one query at most."""
        known = self._known.setdefault(model, {})
        wanted = {i for i in ids if isinstance(i, int)} - known.keys()
        if not wanted:
            return
        known |= {i: unseen(model, i) for i in wanted}
        for row in self._session.scalars(light(model).where(model.id.in_(wanted))):
            known[row.id] = str(row)

    def prime(self, model: type[Base], rows: Iterable[Any]) -> None:
        """Remember the names of rows that were read anyway."""
        self._known.setdefault(model, {}).update({row.id: str(row) for row in rows})

    def learn_rows(self, model: type[Base], rows: Iterable[Any], columns: Iterable[str]) -> None:
        """Read the names that these columns of these rows need, one query a record type.

        The pupil of a row is always one of them: a text may call the child by name.
        """
        wanted: dict[type[Base], set[Any]] = {}
        rows = list(rows)
        for name in {*columns, "pupil_id"}:
            column = model.__table__.columns.get(name)
            target = target_of(column) if column is not None else None
            if target is not None:
                wanted.setdefault(target, set()).update(getattr(row, name) for row in rows)
        for target, ids in wanted.items():
            self.learn(target, ids)

    def of(self, model: type[Base], row_id: Any) -> str:
        """Return the name of a row; a number or a dash when it isn't this person's to see."""
        if row_id is None:
            return EMPTY
        self.learn(model, [row_id])
        return self._known[model].get(row_id, EMPTY)

    def tell(self, row: Any, name: str) -> str:
        """Return a column of a row as people read it, without names that aren't theirs to see."""
        value = getattr(row, name)
        shown = self.show(type(row), name, value)
        return self.masked(row, shown) if isinstance(value, str) else shown

    def masked(self, row: Any, text: str) -> str:
        """Take the names of a row's pupil out of a text, for whoever reads the row but not them."""
        pupil = getattr(row, "pupil_id", None)
        if pupil is None or self.of(Pupil, pupil) != unseen(Pupil, pupil):
            return text
        return hidden(text, self._full_name(pupil))

    def _full_name(self, pupil_id: int) -> str:
        known = self._to_hide
        if pupil_id not in known:
            wanted = {i for i, name in self._known[Pupil].items() if name == unseen(Pupil, i)}
            with system_session(engines().read, "che tên", capacities=frozenset()) as session:
                rows = session.execute(
                    select(Pupil.id, Pupil.full_name).where(Pupil.id.in_(wanted))
                )
                known |= {i: name for i, name in rows}  # noqa: C416 - rows are no pairs to dict()
        return known.get(pupil_id, "")

    def show(self, model: type[Base], name: str, value: Any) -> str:
        """Return a column's value as people read it."""
        column = model.__table__.columns[name]
        target = target_of(column)
        if target is not None:
            return self.of(target, value)
        enum = enum_of(column)
        if enum is not None and isinstance(value, str) and not isinstance(value, Enum):
            value = enum(value) if value in set(enum) else value
        here = (model.__tablename__, name)
        codes = CODES.get(here)
        if codes and here in SEVERAL and value:
            return ", ".join(codes.get(one, one) for one in value.split())
        return codes.get(str(value), word(value)) if codes else word(value)


def light(model: type[Base]) -> Any:
    """Select rows without what is big: file contents and JSON documents."""
    mapper = inspect(model)
    heavy = {"JSON", "LargeBinary"}
    columns = [
        attribute.class_attribute
        for attribute in mapper.column_attrs
        if type(attribute.columns[0].type).__name__ not in heavy
    ]
    return select(model).options(load_only(*columns, raiseload=False))
