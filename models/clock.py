"""The school's clock: what day it is where the school stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

SCHOOL_TIME = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def school_today() -> date:
    """Return today's date in the school's time (UTC+7, no daylight saving)."""
    return datetime.now(UTC).astimezone(SCHOOL_TIME).date()
