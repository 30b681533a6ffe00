"""Hand-overs of classes that wait for this person's signature, for the first page (Đ12)."""

from __future__ import annotations

from flask import g, url_for
from sqlalchemy import select

from models.people import Staff
from models.rollover import HandOverMinutes
from models.school import SchoolClass
from permissions.session import GuardedSession
from views.tasks import Task
from views.words import moment_vi

MOST = 5


def to_sign(session: GuardedSession) -> list[Task]:
    """Return the records that were given to this person, the oldest first; one statement."""
    h = HandOverMinutes
    rows = session.execute(
        select(h, SchoolClass, Staff)
        .join(SchoolClass, SchoolClass.id == h.class_id)
        .join(Staff, Staff.id == h.giver_id)
        .where(h.receiver_id == g.actor.staff_id, h.given_at.is_not(None), h.received_at.is_(None))
        .order_by(h.given_at, h.id)
        .limit(MOST)
    )
    return [
        Task(
            ("Bàn giao", "warn", "pen"),
            f"Kí nhận bàn giao lớp {room.name}",
            f"{giver.address} {giver.full_name} kí giao {moment_vi(row.given_at)}",
            url_for("handing.show", row_id=row.id),
            "Đọc và kí",
        )
        for row, room, giver in rows
    ]
