"""What the pages of attendance share: the person's classes, the day and half, the tabs."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint, g, url_for

from models.base import utc_now
from models.clock import SCHOOL_TIME, school_today
from models.daily import Absence, HalfDay, Leave
from models.daily.roll import teaches_half
from models.school import SchoolClass, SchoolDay
from models.school.days import latest_day, school_day
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.rooms import room_among, rooms_read
from views.tabs import Tab

attendance = Blueprint("attendance", __name__, url_prefix="/diem-danh")
HALVES = {"sang": HalfDay.MORNING, "chieu": HalfDay.AFTERNOON}
SLUGS = {half: slug for slug, half in HALVES.items()}
#: from this hour on the afternoon's roll is the one to call
NOON = 12


def classes(session: GuardedSession) -> list[SchoolClass]:
    """Return this year's classes whose attendance this person reads."""
    return rooms_read(session, Absence)


def room_of(session: GuardedSession, class_id: int) -> SchoolClass:
    """Return one of this person's classes, or refuse as not there."""
    return room_among(classes(session), class_id)


def calls(room: SchoolClass) -> bool:
    """Tell whether this person calls the roll of the class."""
    return room.id in g.actor.homeroom and can(g.actor, "create", Absence)


def today_or_before(session: GuardedSession) -> SchoolDay:
    """Return today, or the last day that was taught."""
    day = latest_day(session, school_today())
    if day is None:
        raise Forbidden("Lịch năm học chưa có ngày học nào. Hỏi phó hiệu trưởng (Đ7.2).")
    return day


def day_called(session: GuardedSession, text: str) -> SchoolDay:
    """Return the day of teaching that an address names, today at the latest."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        raise OutOfScope from None
    if asked > school_today():
        raise OutOfScope(f"Ngày {asked:%d/%m/%Y} chưa đến, chưa điểm danh được.")
    found = school_day(session, asked)
    if found is None:
        raise OutOfScope(f"Ngày {asked:%d/%m/%Y} không phải ngày học theo lịch của trường (Đ2.11).")
    return found


def half_called(text: str, day: SchoolDay) -> HalfDay:
    """Return the half of the day that an address names and that is taught."""
    half = HALVES.get(text)
    if half is None or not teaches_half(day, half):
        raise OutOfScope
    return half


def half_now(day: SchoolDay, now: datetime | None = None) -> HalfDay:
    """Return the half whose roll is the one to call at this hour."""
    hour = (now or utc_now()).astimezone(SCHOOL_TIME).hour
    later = day.date < school_today() or hour >= NOON
    return HalfDay.AFTERNOON if day.afternoon and (later or not day.morning) else HalfDay.MORNING


def tabs(room: SchoolClass, day: SchoolDay, here: str) -> list[Tab]:
    """Return the words above the pages of a class."""
    roll = url_for(
        "attendance.roll",
        class_id=room.id,
        day=day.date.isoformat(),
        half=SLUGS[half_now(day)],
    )
    found = [
        Tab("Điểm danh", roll, here == "roll"),
        Tab("Cả tháng", url_for("attendance.month", class_id=room.id), here == "month"),
    ]
    if can(g.actor, "read", Leave):
        leave = url_for("attendance.leaves", class_id=room.id)
        found.append(Tab("Đơn xin nghỉ", leave, here == "leave"))
    return found
