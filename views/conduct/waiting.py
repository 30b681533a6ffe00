"""Disputes that wait for this person's ruling: counted for the menu, named on the first page."""

from __future__ import annotations

from typing import Any

from flask import g, url_for
from sqlalchemy import Select, func, select

from models.conduct import ConductDispute, ConductEntry, ConductItem
from models.people import Staff
from models.school import SchoolClass
from permissions.actor import Actor
from permissions.policy import can
from permissions.session import GuardedSession
from views.tasks import Task

#: disputes named on a first page
MOST = 5


def waiting(actor: Actor) -> Select[tuple[int]] | None:
    """Select how many disputes wait for this person."""
    if not can(actor, "update", ConductDispute, "ruling"):
        return None
    return _unruled(select(func.count(ConductDispute.id)), actor)


def to_rule(session: GuardedSession) -> list[Task]:
    """Return the disputes that wait for this person, the oldest first; one statement."""
    if not can(g.actor, "update", ConductDispute, "ruling"):
        return []
    query = (
        select(ConductDispute, ConductItem.name, SchoolClass.name, Staff)
        .join(ConductEntry, ConductEntry.id == ConductDispute.entry_id)
        .join(ConductItem, ConductItem.id == ConductEntry.item_id)
        .join(SchoolClass, SchoolClass.id == ConductDispute.class_id)
        .join(Staff, Staff.id == ConductDispute.raised_by)
        .order_by(ConductDispute.raised_at, ConductDispute.id)
    )
    return [
        Task(
            ("Khiếu nại", "warn", "alert"),
            f"Lớp {room}: {item}",
            f"{by.address} {by.full_name}: {raised.reason}",
            url_for("conduct.show", entry_id=raised.entry_id),
            "Xem và kết luận",
        )
        for raised, item, room, by in session.execute(_unruled(query, g.actor).limit(MOST))
    ]


def _unruled(query: Select[Any], actor: Actor) -> Select[Any]:
    """Narrow to what is undecided and wasn't raised by the person who would decide."""
    d = ConductDispute
    return query.where(d.ruling.is_(None), d.raised_by != actor.staff_id)
