"""Năm học mới: the roll-over with its preview, and its drafts of assignments (Điều 2.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from permissions.rollover import rolls_over
from views.menu import MenuEntry
from views.rollover import drafts, page
from views.rollover.frame import new_year

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = ["drafts", "page"]

MENU = MenuEntry("Năm học mới", "new_year.show", rolls_over, order=65)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(new_year)
