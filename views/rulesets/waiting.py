"""Requests about the rules that nobody has answered, for the first page (Điều 2.10)."""

from __future__ import annotations

from flask import g, url_for
from sqlalchemy import select

from models.assessment import RequestState, RuleRequest
from permissions.policy import can
from permissions.session import GuardedSession
from views.tasks import Task
from views.words import date_vi

MOST = 3


def unanswered(session: GuardedSession) -> list[Task]:
    """Return the requests that wait for an answer, the oldest first; one statement."""
    if not can(g.actor, "read", RuleRequest):
        return []
    query = select(RuleRequest).where(RuleRequest.state == RequestState.SENT)
    return [
        Task(
            ("Quy chế", "info", "clock"),
            f"Chờ trả lời: {one}",
            f"gửi {one.to_name} ngày {date_vi(one.sent_on)}"
            + (f", căn cứ {one.basis}" if one.basis else ""),
            url_for("record_rule_request.details_view", id=one.id),
            "Xem",
        )
        for one in session.scalars(query.order_by(RuleRequest.sent_on, RuleRequest.id).limit(MOST))
    ]
