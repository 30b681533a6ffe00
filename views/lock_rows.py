"""What is in force of openings, closures and reopenings, as lines of one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.base import utc_now
from views.lock_timeline import Rows

Words = Callable[[Any, Any], tuple[str, str, str]]
OPEN = ("Đang mở", "info", "open")
SHUT = ("Đã đóng", "", "closed")
SET = ("Hẹn đóng", "line", "clock")
AGAIN = ("Mở lại", "warn", "open")
ASKED = ("Chờ người thứ hai", "warn", "clock")
OVER = ("Hết hạn", "", "clock")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: words of the scope, its state (word, kind, glyph), since or until when, by whom."""

    kind: str
    period: str
    place: str
    state: tuple[str, str, str]
    when: datetime | None
    until: bool
    who: str
    reason: str
    closure_id: int | None = None
    request_id: int | None = None


def lines(here: Any, rows: Rows, people: Mapping[int, str], words: Words) -> list[Line]:
    """List requests that wait first, then reopenings, closures and openings, the newest above."""
    now = utc_now()
    asked = [
        Line(
            *words(here, r),
            _reopening(r, now),
            r.ends_at,
            until=True,
            who=people.get(r.requested_by, ""),
            reason=r.reason or "",
            request_id=r.id,
        )
        for r in rows.reopenings
    ]
    closed = [
        Line(
            *words(here, c),
            SHUT if c.sealed or c.starts_at <= now else SET,
            c.starts_at,
            until=False,
            who=people.get(c.made_by or 0, ""),
            reason=c.reason or "",
            closure_id=c.id,
        )
        for c in rows.closures
    ]
    opened = [
        Line(
            *words(here, o),
            OPEN,
            o.ends_at,
            until=True,
            who=people.get(o.made_by or 0, ""),
            reason=o.reason or "",
        )
        for o in rows.openings
        if o.starts_at <= now and (o.ends_at is None or o.ends_at > now)
    ]
    order = (ASKED, AGAIN, SET, SHUT, OPEN, OVER)
    return sorted(
        [*reversed(asked), *reversed(closed), *reversed(opened)],
        key=lambda line: order.index(line.state),
    )


def _reopening(row: Any, now: datetime) -> tuple[str, str, str]:
    if row.ends_at <= now:
        return OVER
    return AGAIN if row.granted_at is not None else ASKED
