"""Việc khen thưởng, xử lí cán bộ: noted with facts, answered, decided; of those concerned (Đ9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from views.cases import answering, deciding, noting, one, page
from views.cases.frame import cases

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = ["answering", "deciding", "noting", "one", "page"]


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages; whoever sees all cases finds them under Khen thưởng, others by name."""
    app.register_blueprint(cases)
