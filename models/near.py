"""Which rows of a place have these keys: the statement of a grid's batch, put together once."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select


@cache
def near_rows(model: Any, place: tuple[str, ...], keys: tuple[str, ...]) -> Select[Any]:
    """Ask which rows of a place have the keys asked for, by their columns' names."""
    columns = [getattr(model, name) for name in keys]
    return select(model.id, *columns).where(
        *(getattr(model, name) == bindparam(name) for name in place),
        *(column.in_(bindparam(column.key, expanding=True)) for column in columns),
    )
