"""Who has been away in a way that asks for a call: by the school's limits of the day (Đ4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.daily.absence import Absence, HalfDay, RollCall
from models.daily.leave import AttendanceRule
from models.daily.roll import teaches_half
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass
from models.school.day import SchoolDay

#: as far back as anybody looks
LOOKED_AT = 12
Half = tuple[date, HalfDay]
#: class, pupil, and their names
Who = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True)
class Alert:
    """A pupil who is away running: half-days without leave, or whole days whatever the reason."""

    class_id: int
    pupil_id: int
    pupil: str
    room: str
    unexcused: int
    days: int
    since: date

    @property
    def words(self) -> str:
        """Say it beside the name."""
        if self.unexcused:
            return f"{self.unexcused} buổi liền không phép"
        return f"vắng {self.days} ngày liền"


def rule_on(session: Session, day: date) -> AttendanceRule:
    """Return the limits in force on a day; the usual ones when the school has set none."""
    query = select(AttendanceRule).where(AttendanceRule.from_date <= day)
    found = session.scalars(query.order_by(AttendanceRule.from_date.desc()).limit(1)).first()
    return found or AttendanceRule(from_date=day, leave_days=3, alert_halves=2, alert_days=3)


def alerts(session: Session, until: date, class_ids: tuple[int, ...] = ()) -> list[Alert]:
    """List the pupils whose absence runs up to the last roll that was called; four statements.

    ``class_ids``: only these (empty: all that the session's actor reads).
    """
    rule = rule_on(session, until)
    days = session.scalars(
        select(SchoolDay)
        .where(SchoolDay.date <= until)
        .order_by(SchoolDay.date.desc())
        .limit(LOOKED_AT)
    ).all()
    if not days:
        return []
    first = days[-1].date
    halves: list[Half] = [
        (day.date, half)
        for day in days
        for half in (HalfDay.AFTERNOON, HalfDay.MORNING)
        if teaches_half(day, half)
    ]
    called: dict[int, set[Half]] = {}
    rolls = select(RollCall.class_id, RollCall.date, RollCall.half).where(RollCall.date >= first)
    for class_id, day, half in session.execute(_only(rolls, RollCall, class_ids)):
        called.setdefault(class_id, set()).add((day, half))
    away: dict[Who, dict[Half, bool]] = {}
    absences = (
        select(Absence, Pupil.full_name, SchoolClass.name)
        .join(Pupil, Pupil.id == Absence.pupil_id)
        .join(SchoolClass, SchoolClass.id == Absence.class_id)
        .where(Absence.date >= first)
    )
    for row, pupil, room in session.execute(_only(absences, Absence, class_ids)):
        who = (row.class_id, row.pupil_id, pupil, room)
        away.setdefault(who, {})[row.date, row.half] = row.excused
    found = [
        _alert(
            key, marks, [h for h in halves if h in called.get(key[0], set()) or h in marks], rule
        )
        for key, marks in away.items()
    ]
    return sorted(
        (alert for alert in found if alert is not None),
        key=lambda a: (-a.unexcused, -a.days, a.class_id, a.pupil_id),
    )


def _only(statement: Any, model: type[Absence | RollCall], class_ids: tuple[int, ...]) -> Any:
    return statement.where(model.class_id.in_(class_ids)) if class_ids else statement


def _alert(
    key: Who, marks: dict[Half, bool], halves: list[Half], rule: AttendanceRule
) -> Alert | None:
    """Judge one pupil; ``halves``: those that were called, the newest first."""
    without = list(takewhile(lambda half: marks.get(half) is False, halves))
    running = list(takewhile(lambda half: half in marks, halves))
    days = len({day for day, _ in running})
    if len(without) >= rule.alert_halves:
        return Alert(*key, len(without), days, without[-1][0])
    if days >= rule.alert_days:
        return Alert(*key, 0, days, running[-1][0])
    return None
