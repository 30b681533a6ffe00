"""Đóng, mở sổ: what is in force, the year's calendar, who may write when, procedures (Đ2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, distinct, func, select

from models.access import Closure, Reopening
from models.base import db_now
from permissions.policy import can
from views.locks import asking, copying, now, procedures, windows, writable
from views.locks import reopening as answering
from views.locks.frame import locks, reopening
from views.menu import MenuEntry

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

    from permissions.actor import Actor

__all__ = ["answering", "asking", "copying", "now", "procedures", "windows", "writable"]


def _waiting(actor: Actor) -> Select[tuple[int]] | None:
    """Count the requests that wait for this person's answer."""
    if not can(actor, "update", Reopening, "granted_by"):
        return None
    return select(func.count(distinct(Reopening.batch))).where(
        Reopening.granted_at.is_(None),
        Reopening.refused_at.is_(None),
        Reopening.ends_at > db_now(),
        Reopening.requested_by != actor.staff_id,
    )


MENU = MenuEntry(
    "Đóng, mở sổ",
    "locks.show",
    lambda actor: can(actor, "create", Closure) or can(actor, "update", Reopening, "granted_by"),
    order=7,
    waiting=_waiting,
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(locks)
    app.register_blueprint(reopening)
