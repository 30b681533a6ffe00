"""The day of a class: its homeroom teacher keeps it, management reads (Điều 4.2)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select

from models import daily
from models.base import Base, twin
from models.daily.leave import days_between
from permissions.actor import Actor
from permissions.families.common import PRINCIPAL, VICE, frame, vice
from permissions.rules import Capacity, LockPath, Rule, both, homeroom_of, homeroom_of_moved, may

_NOTED = "class_id pupil_id from_date to_date reason asked_by noted_by noted_at"
_DECIDED = "granted decided_by decided_at"


def _short(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Leave that the homeroom teacher decides on: up to the school's limit (3 days without one)."""
    del actor
    rule = twin(daily.AttendanceRule)
    limit = (
        select(rule.c.leave_days)
        .where(rule.c.from_date <= row.from_date)
        .order_by(rule.c.from_date.desc())
        .limit(1)
        .scalar_subquery()
    )
    return days_between(row.from_date, row.to_date) <= func.coalesce(limit, 3)


def _read(**writers: Capacity) -> dict[str, Capacity]:
    return {
        "principal": may(PRINCIPAL),
        "vice_principal": may(VICE),
        "homeroom of moved": may(homeroom_of_moved),
    } | writers


_LOCK = LockPath(kind="attendance", period="month_id", class_="class_id")

RULES: dict[type[Base], Rule] = {
    daily.Absence: Rule(
        _read(homeroom=may(homeroom_of, create="*", update="excused reason", delete=True)),
        lock=_LOCK,
        article="4.2",
    ),
    daily.RollCall: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "homeroom": may(homeroom_of, create="*"),
        },
        lock=_LOCK,
        article="4.2",
    ),
    daily.AttendanceRule: Rule(frame(vice_principal=vice()), article="2.3"),
    daily.Leave: Rule(
        _read(
            principal=may(PRINCIPAL, update=_DECIDED),
            homeroom=may(homeroom_of, create=_NOTED),
            homeroom_decides=may(
                both(homeroom_of, _short), create=f"{_NOTED} {_DECIDED}", update=_DECIDED
            ),
        ),
        article="4.2",
    ),
}
