"""Chuyển lớp: pupils change class (the office), classes split, merge, move (Điều 2.11, 7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from permissions.regrouping import reshapes
from views.menu import MenuEntry
from views.regroup import campus, classes, pupils
from views.regroup.frame import regroup, regroups

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = ["campus", "classes", "pupils"]

MENU = (
    MenuEntry("Chuyển lớp", "regroup.choose", regroups, order=63),
    MenuEntry(
        "Tách, gộp lớp",
        "regroup.split",
        lambda actor: reshapes(actor) and not regroups(actor),
        order=63,
    ),
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(regroup)
