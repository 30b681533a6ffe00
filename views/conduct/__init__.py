"""Nề nếp: noting on a phone, the class's week, the week of all classes, disputes (Đ4.2, Đ6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select

from models.conduct import ConductDispute, ConductEntry
from permissions.actor import Actor
from permissions.policy import can
from views.conduct import disputes, noting, one, weeks
from views.conduct.frame import conduct
from views.menu import MenuEntry

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = ["disputes", "noting", "one", "weeks"]


def _waiting(actor: Actor) -> Select[tuple[int]] | None:
    """Select how many disputes wait for this person's ruling."""
    if not can(actor, "update", ConductDispute, "ruling"):
        return None
    return select(func.count(ConductDispute.id)).where(
        ConductDispute.ruling.is_(None), ConductDispute.raised_by != actor.staff_id
    )


MENU = MenuEntry(
    "Nề nếp",
    "conduct.start",
    lambda actor: can(actor, "read", ConductEntry),
    order=20,
    waiting=_waiting,
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(conduct)
