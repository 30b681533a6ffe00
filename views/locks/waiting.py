"""Requests to reopen that are this person's business today: to answer, or granted to them."""

from __future__ import annotations

from sqlalchemy import and_, false, or_, select, true

from models.access import Reopening
from models.base import utc_now
from models.people import Staff
from permissions.policy import can
from permissions.session import GuardedSession


def open_requests(session: GuardedSession) -> list[tuple[Reopening, Staff]]:
    """Return one row of each request with whoever asked; one statement, none for others."""
    answers = can(session.actor, "update", Reopening, "granted_by")
    if not answers and not can(session.actor, "create", Reopening):
        return []
    r, me = Reopening, session.actor.staff_id
    theirs = and_(r.granted_at.is_(None), r.requested_by != me, true() if answers else false())
    mine = and_(r.granted_at.is_not(None), r.requested_by == me)
    rows = session.execute(
        select(r, Staff)
        .join(Staff, Staff.id == r.requested_by)
        .where(r.refused_at.is_(None), r.ends_at > utc_now(), or_(theirs, mine))
        .order_by(r.requested_at, r.id.desc())
    )
    return list({asked.batch: (asked, staff) for asked, staff in rows}.values())
