"""Asking once per session for what doesn't change within it: units, rule sets, the year's end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from sqlalchemy.orm import Session

T = TypeVar("T")


def once(session: Session, key: tuple[object, ...], ask: Callable[[], T]) -> T:
    """Return what ``ask`` answered the first time in this session under the key."""
    kept = session.info.setdefault("once", {})
    if key not in kept:
        kept[key] = ask()
    return cast("T", kept[key])
