"""Khen thưởng: pupils' praise within the year, proposed by class and decided (Đ2.7, TT 19/2025)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select

from models.awards import Decider, PupilAward, StaffCase
from permissions.policy import can, sees_all
from views.awards import one, page, proposing
from views.awards.frame import awards
from views.menu import MenuEntry

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

    from permissions.actor import Actor

__all__ = ["one", "page", "proposing"]


def _waiting(actor: Actor) -> Select[tuple[int]] | None:
    """Count what waits for the head: proposals to decide or send, cases that were explained."""
    if not can(actor, "create", StaffCase):
        return None
    a, c = PupilAward, StaffCase
    explained = select(func.count(c.id)).where(
        c.explained_at.is_not(None), c.decided_at.is_(None), c.staff_id != actor.staff_id
    )
    return select(func.count(a.batch.distinct()) + explained.scalar_subquery()).where(
        a.decider != Decider.CLASS,
        a.decision.is_(None),
        a.withdrawn_at.is_(None),
        a.sent_on.is_(None),
    )


MENU = MenuEntry(
    "Khen thưởng",
    "awards.index",
    lambda actor: bool(actor.homeroom) or sees_all(actor, PupilAward),
    order=66,
    waiting=_waiting,
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(awards)
