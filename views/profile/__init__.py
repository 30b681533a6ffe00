"""Hồ sơ: each pupil's file on one page, classes with what is missing, proposals, the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.pupils import PupilBackground
from permissions.policy import can
from views.menu import MenuEntry
from views.profile import legal, numbers, one, proposing, room
from views.profile.frame import profile, waiting

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = ["legal", "numbers", "one", "proposing", "room"]

MENU = MenuEntry(
    "Hồ sơ",
    "profile.start",
    lambda actor: can(actor, "create", PupilBackground),
    order=59,
    waiting=waiting,
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(profile)
