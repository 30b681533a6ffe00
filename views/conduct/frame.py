"""What the pages of conduct share: the classes and days of this person, and the words on top."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request, url_for

from models.clock import school_today
from models.conduct import ConductDispute, ConductEntry
from models.school import Period, PeriodKind, SchoolClass, SchoolDay
from models.school.days import begun, days_of_week, latest_day
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can, sees_all
from permissions.session import GuardedSession
from views.frame import current_year, once
from views.rooms import rooms_read
from views.tabs import Tab

conduct = Blueprint("conduct", __name__, url_prefix="/ne-nep")


def classes(session: GuardedSession) -> list[SchoolClass]:
    """Return this year's classes whose conduct this person reads."""
    return rooms_read(session, ConductEntry)


def gives_points() -> bool:
    """Tell whether this person's entries carry points."""
    return can(g.actor, "create", ConductEntry, "points")


def writable(session: GuardedSession) -> list[SchoolClass]:
    """Return the classes for which this person may note something."""
    rooms = classes(session) if can(g.actor, "create", ConductEntry) else []
    return rooms if gives_points() else [r for r in rooms if r.id in g.actor.homeroom]


def weeks(session: GuardedSession) -> list[Period]:
    """Return the weeks of this year that have begun."""
    year = current_year(session)
    return once(
        "weeks",
        lambda: begun(session, year.id, PeriodKind.WEEK, school_today()) if year else [],
    )


def week_of(session: GuardedSession, week_id: int) -> Period:
    """Return a week that has begun, or refuse as not there."""
    week = next((w for w in weeks(session) if w.id == week_id), None)
    if week is None:
        raise OutOfScope
    return week


def week_asked(session: GuardedSession) -> Period:
    """Return the week of ?tuan=, else the one that was taught last."""
    begun = weeks(session)
    named = next((w for w in begun if str(w.id) == request.args.get("tuan", "")), None)
    if named is not None:
        return named
    last = latest_day(session, school_today())
    found = next((w for w in begun if last is not None and w.id == last.week_id), None)
    if found is None:
        raise OutOfScope("Năm học chưa có ngày học nào. Hỏi phó hiệu trưởng (Đ7.2).")
    return found


def neighbours(session: GuardedSession, week: Period) -> dict[str, Period | None]:
    """Return the weeks before and after one, as far as they have begun."""
    begun = weeks(session)
    place = begun.index(week)
    return {
        "before": begun[place - 1] if place else None,
        "after": begun[place + 1] if place + 1 < len(begun) else None,
    }


def day_asked(session: GuardedSession) -> tuple[SchoolDay, list[SchoolDay]]:
    """Return the day of ?ngay= (this week's, else the last one taught) and the days of its week."""
    last = latest_day(session, school_today())
    if last is None:
        raise Forbidden("Lịch năm học chưa có ngày học nào. Hỏi phó hiệu trưởng (Đ7.2).")
    days = days_of_week(session, last.week_id, school_today())
    wanted = request.values.get("ngay", "")
    return next((d for d in days if d.date.isoformat() == wanted), last), days


def tabs(session: GuardedSession, here: str) -> list[Tab]:
    """Return the words above the pages, as far as they are this person's."""
    mine = classes(session)
    found = []
    if writable(session):
        found.append(Tab("Ghi", url_for("conduct.choose"), here == "note"))
    if mine:
        found.append(Tab("Lớp", url_for("conduct.my_class"), here == "class"))
    if sees_all(g.actor, ConductEntry):
        found.append(Tab("Xếp tuần", url_for("conduct.ranking"), here == "ranking"))
    if can(g.actor, "read", ConductDispute):
        found.append(Tab("Khiếu nại", url_for("conduct.disputes"), here == "disputes"))
    return found


def page(session: GuardedSession, here: str) -> dict[str, Any]:
    """Return what every page of conduct shows."""
    return {"tabs_": tabs(session, here)}
