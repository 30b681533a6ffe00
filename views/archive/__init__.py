"""Lưu trữ: year packages, how long a kind is kept, lists of what is destroyed (Điều 8.1, 8.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from views.archive import destruction, page
from views.archive.frame import archive

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = ["destruction", "page"]


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(archive)
