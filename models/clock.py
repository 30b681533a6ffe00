"""The school's clock: what day it is where the school stands, and what is in force on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

SCHOOL_TIME = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def school_today() -> date:
    """Return today's date in the school's time (UTC+7, no daylight saving)."""
    return school_date(datetime.now(UTC))


def school_date(moment: datetime) -> date:
    """Return the date that a moment falls on in the school's time."""
    return moment.astimezone(SCHOOL_TIME).date()


def moment_vi(moment: datetime) -> str:
    """Write a moment in the school's time: "14:05 ngày 20/05/2026"."""
    return f"{moment.astimezone(SCHOOL_TIME):%H:%M ngày %d/%m/%Y}"


def in_force(row: Any, day: Any) -> ColumnElement[bool]:
    """Tell whether a row with from_date and to_date (both count; null: no end) covers a day.

    ``row``: a model, its alias or a table's columns; ``day``: a date or an expression of one.
    """
    return and_(row.from_date <= day, or_(row.to_date.is_(None), row.to_date >= day))


def moments(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the moments between which days lie, by the school's clock."""
    starts = datetime.combine(first, time(), SCHOOL_TIME)
    ends = datetime.combine(last + timedelta(days=1), time(), SCHOOL_TIME)
    return starts.astimezone(UTC), ends.astimezone(UTC)
