"""What attendance asks of a person today: rolls to call, pupils to ask after (Đ4.2)."""

from __future__ import annotations

from flask import g, url_for
from sqlalchemy import select

from models.clock import school_today
from models.daily import Absence, HalfDay, RollCall
from models.daily.absence import HALF_LABEL
from models.daily.alerts import alerts
from models.school import SchoolClass, SchoolDay
from permissions.policy import can, sees_all
from permissions.session import GuardedSession
from views.attendance.frame import SLUGS, half_now
from views.tasks import Task

#: pupils named on a first page
MOST = 4


def rolls_to_call(session: GuardedSession) -> list[Task]:
    """Return today's roll of the own classes while nobody has called it; one statement."""
    if not (g.actor.homeroom and can(g.actor, "create", Absence)):
        return []
    today = school_today()
    half = half_now(SchoolDay(date=today, morning=True, afternoon=True))
    called = select(RollCall.class_id).where(RollCall.date == today, RollCall.half == half)
    taught = SchoolDay.morning if half is HalfDay.MORNING else SchoolDay.afternoon
    rooms = session.execute(
        select(SchoolClass.id, SchoolClass.name)
        .join(SchoolDay, SchoolDay.year_id == SchoolClass.year_id)
        .where(
            SchoolClass.id.in_(g.actor.homeroom),
            SchoolDay.date == today,
            taught,
            SchoolClass.id.not_in(called),
        )
        .order_by(SchoolClass.name)
    )
    return [
        Task(
            ("Điểm danh", "warn", "clock"),
            f"Điểm danh buổi {HALF_LABEL[half]}, lớp {name}",
            "mọi em ghi sẵn có mặt, chỉ bấm em vắng",
            url_for("attendance.roll", class_id=class_id, day=today.isoformat(), half=SLUGS[half]),
            "Điểm danh",
        )
        for class_id, name in rooms
    ]


def away(session: GuardedSession) -> list[Task]:
    """Return the pupils who are away running, as far as this person looks after them."""
    if not (g.actor.homeroom or sees_all(g.actor, Absence)):
        return []
    return [
        Task(
            ("Vắng học", "bad", "alert"),
            f"Em {alert.pupil}, lớp {alert.room}",
            f"{alert.words}, từ {alert.since:%d/%m}; hỏi thăm gia đình em",
            url_for("attendance.month", class_id=alert.class_id),
            "Xem",
        )
        for alert in alerts(session, school_today())[:MOST]
    ]
