"""Thống kê: the tables of a term and of the year's end, their charts, Excel and PDF (Điều 2.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from views.menu import MenuEntry
from views.statistics import export, rows, show
from views.statistics.asked import kinds_of, statistics

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = ["export", "rows", "show"]

MENU = MenuEntry("Thống kê", "statistics.show", lambda actor: bool(kinds_of(actor)), order=33)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(statistics)
