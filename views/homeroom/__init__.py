"""Sổ chủ nhiệm: the book of a class, a page a section (Điều 4.4, DOMAIN §2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.homeroom import WeekTask
from permissions.policy import can
from views.homeroom import (
    contents,
    days,
    ending,
    meetings,
    people,
    plans,
    profile,
    seating,
    writing,
)
from views.homeroom.frame import homeroom
from views.menu import MenuEntry

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = [
    "contents",
    "days",
    "ending",
    "meetings",
    "people",
    "plans",
    "profile",
    "seating",
    "writing",
]

MENU = MenuEntry(
    "Sổ chủ nhiệm", "homeroom.start", lambda actor: can(actor, "read", WeekTask), order=13
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(homeroom)
