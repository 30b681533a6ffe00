"""Khen thưởng: pupils' praise within the year, proposed by class and decided (Đ2.7, TT 19/2025)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, func, or_, select

from models.awards import Decider, PupilAward, StaffCase, StaffCaseAnswer, StaffCaseFact
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
    """Count what waits for the head: proposals, cases that were explained, facts contested."""
    if not can(actor, "create", StaffCase):
        return None
    a, c, f, said = PupilAward, StaffCase, StaffCaseFact, StaffCaseAnswer
    contested = (
        select(said.id)
        .join(f, f.id == said.fact_id)
        .where(said.case_id == c.id, f.ruling.is_(None))
        .exists()
    )
    explained = select(func.count(c.id)).where(
        c.closed_at.is_(None),
        c.staff_id != actor.staff_id,
        or_(and_(c.explained_at.is_not(None), c.decided_at.is_(None)), contested),
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
    also=frozenset({"cases"}),
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(awards)
