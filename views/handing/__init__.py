"""Bàn giao lớp: the record between two homeroom teachers, two signatures (TT 27/2020 Đ12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select

from models.rollover import HandOverMinutes
from permissions.policy import sees_all
from views.handing import one, page
from views.handing.frame import handing
from views.menu import MenuEntry

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

    from permissions.actor import Actor

__all__ = ["one", "page"]


def _waiting(actor: Actor) -> Select[tuple[int]] | None:
    """Count the records that wait for this person's signature."""
    h = HandOverMinutes
    return select(func.count(h.id)).where(
        h.receiver_id == actor.staff_id, h.given_at.is_not(None), h.received_at.is_(None)
    )


MENU = MenuEntry(
    "Bàn giao lớp",
    "handing.index",
    lambda actor: bool(actor.homeroom or actor.teaches) or sees_all(actor, HandOverMinutes),
    order=64,
    waiting=_waiting,
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(handing)
