"""B thay A: who stands in for whose duty, on which days, and what that hands over (Điều 2.9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from models.assessment.unit import Unit
from models.clock import school_today
from models.people.delegation import DelegatedDuty, Delegation
from models.people.duty import Duty, Function
from models.people.staff import Staff
from models.refusal import Unfit
from models.school.assignment import HomeroomAssignment, TeachingAssignment
from models.school.classes import SchoolClass


@dataclass(frozen=True, slots=True)
class Stead:
    """A stand-in as asked for; both days count."""

    absent: Staff
    stand_in: Staff
    duty: DelegatedDuty
    from_date: date
    to_date: date
    reason: str


def overlaps(row: Any, first: date, last: date) -> ColumnElement[bool]:
    """Tell whether a row with from_date and to_date (null: no end) has a day among these."""
    return and_(row.from_date <= last, or_(row.to_date.is_(None), row.to_date >= first))


def held(
    session: Session, staff_id: int, duty: DelegatedDuty, days: tuple[date, date]
) -> list[str]:
    """Name what somebody holds of a duty on any of these days: classes, lessons, departments."""
    row: Any
    query: Any
    if duty is DelegatedDuty.DEPARTMENT_HEAD:
        row = Duty
        query = select(row.title).where(
            row.function == Function.DEPARTMENT_HEAD, row.confirmed_at.is_not(None)
        )
    elif duty is DelegatedDuty.HOMEROOM:
        row = HomeroomAssignment
        query = select(SchoolClass.name).join(row, row.class_id == SchoolClass.id)
    else:
        row = TeachingAssignment
        query = (
            select(Unit.name, SchoolClass.name)
            .join(row, row.unit_id == Unit.id)
            .join(SchoolClass, SchoolClass.id == row.class_id)
        )
    query = query.where(row.staff_id == staff_id, overlaps(row, *days))
    said = {
        DelegatedDuty.HOMEROOM: "chủ nhiệm lớp {}",
        DelegatedDuty.TEACHING: "dạy {} lớp {}",
        DelegatedDuty.DEPARTMENT_HEAD: "{}",
    }[duty]
    return sorted(said.format(*names) for names in session.execute(query.distinct()))


def check(session: Session, asked: Stead) -> list[str]:
    """Return what the stand-in gains; Unfit says in a sentence why it can't be."""
    if asked.absent.id == asked.stand_in.id:
        raise Unfit("Người làm thay phải là người khác.", field="stand_in_id")
    if asked.to_date < asked.from_date:
        raise Unfit("Ngày cuối đứng trước ngày đầu.", field="to_date")
    if asked.to_date < school_today():
        raise Unfit("Những ngày này đã qua; làm thay không ghi lùi.", field="to_date")
    left = asked.stand_in.left_on
    if left is not None and left <= asked.to_date:
        raise Unfit("Người làm thay nghỉ việc trước khi hết hạn.", field="stand_in_id")
    work = held(session, asked.absent.id, asked.duty, (asked.from_date, asked.to_date))
    if not work:
        raise Unfit("Người vắng không giữ việc này trong những ngày ấy.", field="duty")
    d = Delegation
    other = session.scalars(
        select(d)
        .where(d.absent_id == asked.absent.id, d.duty == asked.duty)
        .where(overlaps(d, asked.from_date, asked.to_date))
        .order_by(d.from_date)
    ).first()
    if other is not None:
        days = f"từ {other.from_date:%d/%m/%Y} đến hết {other.to_date:%d/%m/%Y}"
        raise Unfit(f"Việc này đã có người làm thay {days}.", field="from_date")
    return work


def begin(session: Session, asked: Stead) -> Delegation:
    """Write the stand-in; the caller commits."""
    check(session, asked)
    made = Delegation(
        absent_id=asked.absent.id,
        stand_in_id=asked.stand_in.id,
        duty=asked.duty,
        from_date=asked.from_date,
        to_date=asked.to_date,
        reason=asked.reason,
    )
    session.add(made)
    return made


def check_end(session: Session, row: Delegation, to_date: date) -> None:
    """Unfit where a stand-in can't end on this day (the last one that counts)."""
    today = school_today()
    if row.to_date < today:
        raise Unfit("Lần làm thay này đã hết; muốn nữa thì ghi lần mới.", field="to_date")
    if to_date < row.from_date:
        raise Unfit("Ngày cuối đứng trước ngày bắt đầu.", field="to_date")
    if to_date < today - timedelta(days=1):
        raise Unfit("Ngày cuối sớm nhất là hôm qua: việc đã làm thay thì giữ.", field="to_date")
    d = Delegation
    others = select(d.id).where(
        d.absent_id == row.absent_id,
        d.duty == row.duty,
        d.id != row.id,
        overlaps(d, row.from_date, to_date),
    )
    if session.scalars(others).first() is not None:
        raise Unfit("Sau đó đã có người khác làm thay việc này.", field="to_date")
