"""Hand-overs of classes that wait for this person's signature, in the menu and on the first page.

What the menu counts is asked once a request; the first page says the same number and asks nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, url_for
from sqlalchemy import Select, func, select

from models.rollover import HandOverMinutes
from permissions.session import GuardedSession
from views.frame import around
from views.tasks import Task

if TYPE_CHECKING:
    from permissions.actor import Actor

PAGE = "handing.index"


def unsigned(actor: Actor) -> Select[tuple[int]]:
    """Count the records that wait for this person's signature (TT 27/2020 Đ12)."""
    h = HandOverMinutes
    return select(func.count(h.id)).where(
        h.receiver_id == actor.staff_id, h.given_at.is_not(None), h.received_at.is_(None)
    )


def to_sign(session: GuardedSession) -> list[Task]:
    """Return one line for what was given to this person and isn't signed yet."""
    count = around(session).counts.get(PAGE)
    if count is None:  # a receiver who has no class yet has no such word in the menu
        count = session.scalar(unsigned(g.actor)) or 0
    if not count:
        return []
    return [
        Task(
            ("Bàn giao", "warn", "pen"),
            f"Kí nhận {count} biên bản bàn giao lớp",
            "người giao đã kí; kí nhận rồi thì biên bản không đổi nữa",
            url_for(PAGE),
            "Đọc và kí",
        )
    ]
