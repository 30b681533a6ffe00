"""Y tế: visits, measuring and checks, follow-up, a pupil's health; each as RIGHTS let it (Đ6.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.health import HealthVisit, Measurement
from permissions.policy import can
from views.health import follow, measuring, pupil, record, rounds, telling, visits
from views.health.frame import health
from views.menu import MenuEntry

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = ["follow", "measuring", "pupil", "record", "rounds", "telling", "visits"]

MENU = MenuEntry(
    lambda actor: "Y tế" if can(actor, "read", HealthVisit) else "Sức khỏe",
    "health.start",
    lambda actor: can(actor, "read", Measurement),
    order=22,
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(health)
