"""Transfers whose next step waits for whoever notes them, for the first page (Đ2.11)."""

from __future__ import annotations

from flask import g, url_for
from sqlalchemy import select

from models.pupils import Transfer, TransferStep, Way
from permissions.session import GuardedSession
from views.tasks import Task
from views.transfers.frame import Line, notes
from views.words import date_vi

MOST = 5


def going_on(session: GuardedSession) -> list[Task]:
    """Return the transfers that go on, those with the nearest day first; one statement."""
    if not notes(g.actor):
        return []
    rows = session.execute(
        select(Transfer, TransferStep)
        .join(TransferStep, TransferStep.transfer_id == Transfer.id)
        .where(Transfer.closed_on.is_(None))
        .order_by(TransferStep.id)
    )
    taken: dict[int, Line] = {}
    for row, step in rows:
        taken.setdefault(row.id, Line(row, None, [])).taken.append(step)
    soonest = sorted(taken.values(), key=lambda one: (one.due is None, str(one.due), one.row.id))
    return [_task(one) for one in soonest[:MOST]]


def _task(one: Line) -> Task:
    out, step = one.row.way is Way.OUT, one.next
    until = f"; trước hết {date_vi(one.due)}" if one.due else ""
    return Task(
        ("Chuyển trường", "bad" if one.late else "info", "alert" if one.late else "clock"),
        f"Em {one.row.full_name} chuyển {'đi' if out else 'đến'}: {one.row.school}",
        f"bước tới: {step.label.lower() if step else ''}{until}",
        url_for("transfers.show", transfer_id=one.row.id),
        "Ghi bước tới",
    )
