"""Chuyển trường: pupils who leave for another school or come from one (TT 28/2020 Đ36)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select

from models.pupils import Transfer
from permissions.policy import can
from views.menu import MenuEntry
from views.transfers import begin, former, one, page
from views.transfers.frame import notes, transfers

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

    from permissions.actor import Actor

__all__ = ["begin", "former", "one", "page"]


def _waiting(actor: Actor) -> Select[tuple[int]] | None:
    """Count the transfers that go on, for whoever notes their steps."""
    if not notes(actor):
        return None
    return select(func.count(Transfer.id)).where(Transfer.closed_on.is_(None))


MENU = MenuEntry(
    "Chuyển trường",
    "transfers.index",
    lambda actor: can(actor, "read", Transfer),
    order=62,
    waiting=_waiting,
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(transfers)
