"""Long lists in pages: the address of what follows names the row behind which it begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import request, url_for

Row = TypeVar("Row")
#: how many rows of a list with whole sentences a page shows
PAGE = 100


def here(**changed: Any) -> str:
    """Return this page's address with something changed."""
    return url_for(
        request.endpoint or "", **(request.view_args or {}) | request.args.to_dict() | changed
    )


def cut(rows: Sequence[Row], most: int, key: Callable[[Row], int]) -> tuple[list[Row], str | None]:
    """Return what fits on the page, and the address of what follows (sau: behind which row)."""
    shown = list(rows[:most])
    return shown, here(sau=key(shown[-1])) if len(rows) > most else None


def first_url() -> str | None:
    """Return the address of the list's beginning, unless this is it."""
    return here(sau=None, phan=None) if request.args.get("sau") else None
