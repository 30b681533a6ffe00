"""Bàn giao lớp: the record between two homeroom teachers, two signatures (TT 27/2020 Đ12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.rollover import HandOverMinutes
from permissions.policy import sees_all
from views.handing import one, page
from views.handing.frame import handing
from views.handing.waiting import unsigned
from views.menu import MenuEntry

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = ["one", "page"]


MENU = MenuEntry(
    "Bàn giao lớp",
    "handing.index",
    lambda actor: bool(actor.homeroom or actor.teaches) or sees_all(actor, HandOverMinutes),
    order=64,
    waiting=unsigned,
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(handing)
