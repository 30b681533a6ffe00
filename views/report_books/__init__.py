"""Học bạ số: what stands in the way, sending, and the ledger of what was answered (Điều 8.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from views.report_books import page
from views.report_books.page import report_books

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = ["page"]


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(report_books)
