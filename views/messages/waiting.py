"""Messages to many classes that wait for this person's approval, for the first page (Điều 7.1)."""

from __future__ import annotations

from flask import g, url_for
from sqlalchemy import select

from models.messages import Message
from models.messages.history import waiting
from models.people import Staff
from permissions.policy import can
from permissions.session import GuardedSession
from views.messages.one import to_words
from views.tasks import Task
from views.words import moment_vi

MOST = 5


def to_approve(session: GuardedSession) -> list[Task]:
    """Return the messages that wait for a second person, the oldest first; one statement."""
    if not can(g.actor, "update", Message, "approved_at"):
        return []
    _, unapproved = waiting()
    rows = session.execute(
        select(Message, Staff)
        .join(Staff, Staff.id == Message.author_id)
        .where(unapproved, Message.author_id != g.actor.staff_id)
        .order_by(Message.queued_at, Message.id)
        .limit(MOST)
    )
    return [
        Task(
            ("Tin nhắn", "info", "send"),
            f"Duyệt tin “{message.subject}” gửi {to_words(message, '')}",
            f"{by.address} {by.full_name} soạn {moment_vi(message.queued_at)}",
            url_for("messages.show", message_id=message.id),
            "Xem và duyệt",
        )
        for message, by in rows
    ]
