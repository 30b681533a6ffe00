"""Họp tổ: the meetings of departments, the sheet of each, its minutes (Điều 7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.supervision import Meeting
from permissions.policy import can
from views.meetings import calendar, minutes, one, rows, table
from views.meetings.frame import meetings
from views.menu import MenuEntry

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = ["calendar", "minutes", "one", "rows", "table"]

MENU = MenuEntry("Họp tổ", "meetings.index", lambda actor: can(actor, "read", Meeting), order=32)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(meetings)
