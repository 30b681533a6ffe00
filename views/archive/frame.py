"""The archive's blueprint, and who comes in."""

from __future__ import annotations

from flask import Blueprint, current_app, g

from jobs.settings import Settings
from models.archive import YearPackage
from permissions.actor import Actor
from permissions.errors import Forbidden
from permissions.policy import can

archive = Blueprint("archive", __name__, url_prefix="/luu-tru")
NOT_YOURS = (
    "Lưu trữ hồ sơ là việc của Ban quản trị và Văn phòng (Đ7.3, Đ8.1)."
    " Cần bản lưu thì hỏi Văn phòng."
)


def keeps(actor: Actor) -> bool:
    """Tell whether this person reads the archive."""
    return can(actor, "read", YearPackage)


def come_in() -> None:
    """Refuse whoever doesn't read the archive."""
    if not keeps(g.actor):
        raise Forbidden(NOT_YOURS)


def settings() -> Settings:
    """Return this installation's settings."""
    found: Settings = current_app.extensions["so_truong_settings"]
    return found
