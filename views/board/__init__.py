"""Toàn trường: the state of the school on one page, on the screen and as one A4 (Điều 2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from views.board import frame, rows, show
from views.board.frame import board
from views.menu import MenuEntry

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = ["frame", "rows", "show"]


#: whoever only looks on starts here; the others come from Hôm nay
MENU = MenuEntry("Toàn trường", "board.show", lambda actor: actor.looks_on, order=0)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(board)
