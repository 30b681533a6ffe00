"""What is in force of openings, closures and reopenings, as lines of one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.access.reopening import Asked, requests
from models.base import utc_now
from views.locks.timeline import Rows

Words = Callable[[Any, Any], tuple[str, str, str]]
OPEN = ("Đang mở", "info", "open")
SHUT = ("Đã đóng", "", "closed")
SET = ("Hẹn đóng", "line", "clock")
SET_OPEN = ("Hẹn mở", "line", "clock")
AGAIN = ("Mở lại", "warn", "open")
ASKED = ("Chờ người thứ hai", "warn", "clock")
REFUSED = ("Không cho", "", "refused")
OVER = ("Hết hạn", "", "clock")
#: how a request stands (models/access/reopening.py) as a tag
STATES = {"asked": ASKED, "granted": AGAIN, "refused": REFUSED, "over": OVER}


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
            *request_words(here, one, words),
            STATES[one.state],
            one.first.ends_at,
            until=True,
            who=people.get(one.first.requested_by, ""),
            reason=one.first.reason or "",
            request_id=one.first.id,
        )
        for one in requests(rows.reopenings)
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
            OPEN if o.starts_at <= now else SET_OPEN,
            o.ends_at if o.starts_at <= now else o.starts_at,
            until=o.starts_at <= now,
            who=people.get(o.made_by or 0, ""),
            reason=o.reason or "",
        )
        for o in rows.openings
        if o.ends_at is None or o.ends_at > now
    ]
    order = (ASKED, AGAIN, SET_OPEN, SET, SHUT, OPEN, REFUSED, OVER)
    return sorted(
        [*reversed(asked), *reversed(closed), *reversed(opened)],
        key=lambda line: order.index(line.state),
    )


def request_words(here: Any, asked: Asked, words: Words) -> tuple[str, str, str]:
    """Say what a request is about: kind, period, place with how many pupils."""
    kind, period, place = words(here, asked.first)
    pupils = len(asked.pupil_ids)
    return kind, period, f"{place}, {pupils} em" if pupils else place
