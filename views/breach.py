"""A constraint that the database refused, as a Vietnamese sentence beside its field (DESIGN §3.7).

Constraints carry ``info={"vi": …}``; their readable names (PostgreSQL, CHECK on SQLite) or their
columns (UNIQUE on SQLite) say which one spoke. The SQL text never leaves this module.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Table, UniqueConstraint
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from models.base import Base
from permissions.errors import Invalid, Locked, Refusal

if TYPE_CHECKING:
    from sqlalchemy import Constraint

LOCKED_STATE = "ST409"


def _by_name(text: str) -> Constraint | None:
    for table in Base.metadata.tables.values():
        for constraint in table.constraints:
            name = str(constraint.name or "")
            if name and re.search(rf"\b{re.escape(name)}\b", text):
                return constraint
    return None


def _by_columns(text: str) -> Constraint | None:
    found = re.search(r"UNIQUE constraint failed: (.+)", text)
    if not found:
        return None
    pairs = [part.strip().split(".") for part in found[1].split(",")]
    table = Base.metadata.tables.get(pairs[0][0])
    wanted = {column for _, column in (p for p in pairs if len(p) == 2)}  # noqa: PLR2004
    for constraint in table.constraints if table is not None else ():
        if (
            isinstance(constraint, UniqueConstraint)
            and {c.name for c in constraint.columns} == wanted
        ):
            return constraint
    return None


def _empty_column(text: str) -> tuple[Table, str] | None:
    found = re.search(r"NOT NULL constraint failed: (\w+)\.(\w+)", text) or re.search(
        r'null value in column "(\w+)" of relation "(\w+)"', text
    )
    if not found:
        return None
    first, second = found[1], found[2]
    name, column = (first, second) if first in Base.metadata.tables else (second, first)
    table = Base.metadata.tables.get(name)
    return (table, column) if table is not None and column in table.c else None


def _sentence(constraint: Constraint) -> Invalid:
    fields = [c.name for c in getattr(constraint, "columns", ())]
    field = fields[-1] if fields else None
    if isinstance(constraint, CheckConstraint) and constraint.table is not None:
        named = [
            c for c in constraint.table.c if re.search(rf"\b{c.name}\b", str(constraint.sqltext))
        ]
        field = named[-1].name if named else field
        label = named[-1].info.get("label", field) if named else "Giá trị"
        rule = named[-1].info.get("help") if named else None
        default = f"{label} chưa đúng" + (f": {rule}." if rule else ".")
    elif isinstance(constraint, ForeignKeyConstraint):
        default = "Mục được chọn không còn nữa, hoặc còn sổ khác đang dùng mục này."
    else:
        default = "Mục này đã có."
    return Invalid(constraint.info.get("vi") or default, field=field, fields=fields)


def refusal_for(error: DBAPIError) -> Refusal | None:
    """Turn what the database refused into a refusal; None when it is a fault of ours."""
    text = str(error.orig)
    if "LOCKED" in text or getattr(error.orig, "sqlstate", None) == LOCKED_STATE:
        return Locked()
    empty = _empty_column(text)
    if empty is not None:
        table, column = empty
        label = table.c[column].info.get("label", column)
        return Invalid(f"{label} còn trống.", field=column, fields=[column])
    constraint = _by_columns(text) or _by_name(text)
    if constraint is not None:
        return _sentence(constraint)
    if isinstance(error, IntegrityError):
        return Invalid("Còn sổ khác đang dùng mục này, nên chưa ghi gì.")
    if isinstance(error, DataError):
        return Invalid("Có giá trị quá dài hoặc không đúng dạng, nên chưa ghi gì.")
    return None
