"""What waits for the head's decision, as a line on the first page; counted with the menu."""

from __future__ import annotations

from flask import url_for

from permissions.session import GuardedSession
from views.frame import around
from views.tasks import Task


def to_settle(session: GuardedSession) -> list[Task]:
    """Return the proposals and cases that wait, as one line; it asks nothing of its own."""
    waiting = around(session).counts.get("awards.index", 0)
    if not waiting:
        return []
    return [
        Task(
            ("Khen thưởng", "warn", "ribbon"),
            f"{waiting} việc khen thưởng, xử lí chờ quyết định",
            "đề nghị khen học sinh, việc cán bộ đã giải trình hay có ý kiến (Đ2.7, Đ9)",
            url_for("awards.index"),
            "Xem",
        )
    ]
