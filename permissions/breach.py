"""What the database refused, as a sentence beside its field: never SQL, never a 500."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.exc import DBAPIError

from models.base import Base
from models.refusal import Refusal
from permissions.errors import Invalid, Locked

_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (.+)")
_SQLITE_CHECK = re.compile(r"CHECK constraint failed: (\w+)")
_SQLITE_NULL = re.compile(r"NOT NULL constraint failed: (\w+)\.(\w+)")
_PG_NAME = re.compile(r'constraint "(\w+)"')
_PG_NULL = re.compile(r'null value in column "(\w+)" of relation "(\w+)"')


class Final(Locked):
    """The row is part of what never changes (history, frozen lists, closures in force)."""

    default = "Phần này không sửa, không xóa được: nó là căn cứ của lịch sử (Đ8.3)."


@cache
def _sentences() -> dict[str, tuple[str, str | None]]:
    """Map constraint names, and SQLite's column lists, to (sentence, field)."""
    found: dict[str, tuple[str, str | None]] = {}
    for table in Base.metadata.tables.values():
        for constraint in table.constraints:
            columns = [c.name for c in constraint.columns]  # type: ignore[attr-defined]
            field = columns[0] if columns else None
            said: Any = constraint.info.get("vi")
            if isinstance(constraint, UniqueConstraint):
                entry = (said or "Mục này đã có.", field)
                found[", ".join(f"{table.name}.{c}" for c in columns)] = entry
            elif isinstance(constraint, ForeignKeyConstraint):
                entry = (said or "Mục được chọn không còn, hoặc còn mục khác dùng đến.", field)
            elif isinstance(constraint, CheckConstraint):
                entry = (said or "Giá trị này ngoài phạm vi cho phép.", field)
            else:
                continue
            found[str(constraint.name)] = entry
    return found


def refusal_from(error: DBAPIError) -> Refusal:
    """Return the refusal that a database error stands for; unknown errors come back as raised."""
    text = str(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    if "LOCKED" in text and (state in (None, "ST409")):
        return Locked()
    if "FINAL" in text and (state in (None, "ST409")):
        return Final()
    if (null := _SQLITE_NULL.search(text)) or (null := _PG_NULL.search(text)):
        first, second = null.groups()
        table, column = (first, second) if first in Base.metadata.tables else (second, first)
        label = Base.metadata.tables[table].columns[column].info.get("label", column)
        return Invalid(f"{label}: chưa có giá trị.", field=column)
    name = None
    for pattern in (_SQLITE_UNIQUE, _SQLITE_CHECK, _PG_NAME):
        if match := pattern.search(text):
            name = match.group(1).strip()
            break
    if name in _sentences():
        sentence, field = _sentences()[name]
        return Invalid(sentence, field=field)
    if "FOREIGN KEY" in text:
        return Invalid("Mục được chọn không còn, hoặc còn mục khác dùng đến.")
    raise error
