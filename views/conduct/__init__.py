"""Nề nếp: noting on a phone, the class's week, the week of all classes, disputes (Đ4.2, Đ6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.conduct import ConductEntry
from permissions.policy import can
from views.conduct import disputes, noting, one, weeks
from views.conduct.frame import conduct
from views.conduct.waiting import waiting
from views.menu import MenuEntry

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = ["disputes", "noting", "one", "weeks"]


MENU = MenuEntry(
    "Nề nếp",
    "conduct.start",
    lambda actor: can(actor, "read", ConductEntry),
    order=20,
    waiting=waiting,
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(conduct)
