"""Requests to reopen that wait for this person's answer."""

from __future__ import annotations

from sqlalchemy import select

from models.access import Reopening
from models.base import utc_now
from models.people import Staff
from permissions.policy import can
from permissions.session import GuardedSession


def open_requests(session: GuardedSession) -> list[tuple[Reopening, Staff]]:
    """Return one row of each request with whoever asked; one statement, none for others."""
    if not can(session.actor, "update", Reopening, "granted_by"):
        return []
    r = Reopening
    waits = r.granted_at.is_(None) & r.refused_at.is_(None) & (r.ends_at > utc_now())
    rows = session.execute(
        select(r, Staff)
        .join(Staff, Staff.id == r.requested_by)
        .where(waits, r.requested_by != session.actor.staff_id)
        .order_by(r.requested_at, r.id.desc())
    )
    return list({asked.batch: (asked, staff) for asked, staff in rows}.values())
