"""What the pages of meetings share: whose departments, which periods, which meeting (Đ7.4)."""

from __future__ import annotations

from flask import Blueprint, g, request
from sqlalchemy import select

from models.base import utc_now
from models.clock import moments, school_today
from models.people import Staff
from models.school import Department, Period, PeriodKind
from models.supervision import Meeting
from models.supervision.sheet import Frame, Sheet, members, sheet
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can, sees_all
from permissions.reach import accounts_since, last_entries
from permissions.session import GuardedSession
from views.frame import current_year, once, periods_of
from views.ids import row_id

meetings = Blueprint("meetings", __name__, url_prefix="/hop-to")
NOT_YOURS = "Họp tổ và bảng theo dõi là của người phụ trách tổ và Ban giám hiệu (Đ7.4)."


def departments(session: GuardedSession) -> list[Department]:
    """Return the teaching departments whose meetings this person reads; refuse who reads none."""
    if not can(g.actor, "read", Meeting):
        raise Forbidden(NOT_YOURS)
    return once("departments watched", lambda: _departments(session))


def _departments(session: GuardedSession) -> list[Department]:
    query = select(Department).where(Department.teaching)
    if not sees_all(g.actor, Meeting):
        query = query.where(Department.id.in_(g.actor.heads))
    return list(session.scalars(query.order_by(Department.name)))


def writes_for(department_id: int) -> bool:
    """Tell whether this person holds the meetings of a department."""
    return can(g.actor, "create", Meeting) and department_id in g.actor.heads


def periods(session: GuardedSession) -> list[Period]:
    """Return the months and terms that have begun, by their last day."""
    year = current_year(session)
    if year is None:
        return []
    every = [
        *periods_of(session, year, PeriodKind.MONTH),
        *periods_of(session, year, PeriodKind.TERM),
    ]
    begun = [period for period in every if period.from_date <= school_today()]
    return sorted(begun, key=lambda period: (period.to_date, period.from_date))


def newest_month(session: GuardedSession) -> Period | None:
    """Return the month in which today lies, else whatever began last."""
    begun = periods(session)
    months = [period for period in begun if period.kind is PeriodKind.MONTH]
    return (months or begun or [None])[-1]


def asked_for(session: GuardedSession) -> tuple[Department, Period]:
    """Read department (to) and period (ky) of the address; OutOfScope where there are none."""
    mine, begun = departments(session), periods(session)
    wanted, code = request.values.get("to"), request.values.get("ky")
    here = next((d for d in mine if d.id == row_id(wanted)), None)
    period = next((p for p in begun if p.code == code), None)
    here = here or (mine[0] if mine and not wanted else None)
    period = period or (None if code else newest_month(session))
    if here is None or period is None:
        raise OutOfScope
    return here, period


def frame_of(session: GuardedSession, department_id: int, period: Period) -> Frame:
    """Return of whom and when a sheet tells, as of today."""
    return Frame(department_id, period, school_today(), accounts_since(session))


def counted(session: GuardedSession, frame: Frame) -> Sheet:
    """Count a sheet as it stands now."""
    people = people_of(session, frame)
    starts, _ = moments(frame.period.from_date, frame.until)
    last = last_entries(session, [person.id for person in people], starts)
    return sheet(session, frame, people, last, utc_now())


def people_of(session: GuardedSession, frame: Frame) -> list[Staff]:
    """Return the members that a sheet tells of."""
    return list(members(session, frame.department_id, frame.until))


def meeting_of(session: GuardedSession, meeting_id: int) -> tuple[Meeting, Department, Period]:
    """Return a meeting with its department and period, or refuse as not there."""
    row = session.execute(
        select(Meeting, Department, Period)
        .join(Department, Department.id == Meeting.department_id)
        .join(Period, Period.id == Meeting.period_id)
        .where(Meeting.id == meeting_id)
    ).one_or_none()
    if row is None:
        raise OutOfScope
    return row[0], row[1], row[2]
