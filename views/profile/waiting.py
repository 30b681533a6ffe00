"""What pupils' files ask of a person on the first page: to decide, or what was decided (Đ4.1)."""

from __future__ import annotations

from datetime import timedelta

from flask import g, url_for
from sqlalchemy import select

from models.base import utc_now
from models.people import Staff
from models.pupils import LegalChange, LegalDecision, Pupil
from models.pupils.propose import LABEL
from permissions.policy import can
from permissions.session import GuardedSession
from views.profile.frame import decides
from views.tasks import Task
from views.words import moment_vi

MOST = 5
KEPT = timedelta(days=7)


def to_decide(session: GuardedSession) -> list[Task]:
    """Return the proposals that wait for this person, the oldest first; one statement."""
    if not decides():
        return []
    c = LegalChange
    rows = session.execute(
        select(c, Pupil, Staff)
        .join(Pupil, Pupil.id == c.pupil_id)
        .join(Staff, Staff.id == c.proposed_by)
        .where(c.decision.is_(None), c.proposed_by != g.actor.staff_id)
        .order_by(c.proposed_at, c.id)
        .limit(MOST)
    )
    return [
        Task(
            ("Lí lịch", "info", "file"),
            f"Em {pupil.full_name}: đổi {LABEL[change.field].lower()}",
            f"{by.address} {by.full_name} đề nghị {moment_vi(change.proposed_at)}"
            f" · minh chứng: {change.evidence}",
            url_for("record_pupil.details_view", id=pupil.id),
            "Xem đề nghị",
        )
        for change, pupil, by in rows
    ]


def decided(session: GuardedSession) -> list[Task]:
    """Return what became of this person's own proposals this week; one statement."""
    c = LegalChange
    if not can(g.actor, "create", c):
        return []
    rows = session.execute(
        select(c, Pupil)
        .join(Pupil, Pupil.id == c.pupil_id)
        .where(c.proposed_by == g.actor.staff_id, c.decided_at >= utc_now() - KEPT)
        .order_by(c.decided_at.desc())
        .limit(MOST)
    )
    return [_told(change, pupil) for change, pupil in rows]


def _told(change: LegalChange, pupil: Pupil) -> Task:
    accepted = change.decision is LegalDecision.ACCEPTED
    when = moment_vi(change.decided_at)
    return Task(
        ("Đã nhận", "ok", "tick") if accepted else ("Không nhận", "warn", "returned"),
        f"{LABEL[change.field]} em {pupil.full_name}: {change.new}",
        f"Văn phòng nhận {when}" if accepted else f"{change.answer} · {when}",
        url_for("record_pupil.details_view", id=pupil.id),
        "Mở hồ sơ",
    )
