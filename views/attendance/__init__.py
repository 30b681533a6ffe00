"""Điểm danh: the roll of a class, its month, leave, and who has been away too long (Đ4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select

from models.daily import Absence, Leave
from permissions.actor import Actor
from permissions.policy import can, sees_all
from views.attendance import leaves, month, roll
from views.attendance.frame import attendance
from views.menu import MenuEntry

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = ["leaves", "month", "roll"]


def _waiting(actor: Actor) -> Select[tuple[int]] | None:
    """Select how much leave waits for who decides on the long one."""
    if not (sees_all(actor, Leave) and can(actor, "update", Leave, "granted")):
        return None
    return select(func.count(Leave.id)).where(Leave.granted.is_(None))


MENU = MenuEntry(
    "Điểm danh",
    "attendance.start",
    lambda actor: can(actor, "read", Absence),
    order=8,
    waiting=_waiting,
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(attendance)
