"""Giving, confirming and ending a duty: with its source, its scope and its days (Điều 2.9, 7.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.clock import school_today
from models.people.duty import FUNCTION_LABEL, Duty, Function
from models.people.staff import Staff
from models.refusal import NotReady, Unfit
from models.school.delegate import overlaps
from models.school.department import Department

#: what a form gives; an inspector's grant names its books too and stands with the duties
GIVEN = tuple(f for f in Function if f is not Function.INSPECTOR)
FOREVER = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Grant:
    """A duty as asked for; both days count, no last day: until it is ended."""

    staff: Staff
    function: Function
    department: Department | None
    source: str
    from_date: date
    to_date: date | None

    @property
    def title(self) -> str:
        """Name the duty as people say it: "Tổ trưởng Tổ 3"."""
        where = f" {self.department.name}" if self.department else ""
        return f"{FUNCTION_LABEL[self.function]}{where}"[:100]


def check(session: Session, asked: Grant) -> None:
    """Unfit says in a sentence why the duty can't be given so."""
    leads = asked.function is Function.DEPARTMENT_HEAD
    if leads and asked.department is None:
        raise Unfit("Chọn tổ mà người này phụ trách.", field="department_id")
    if not leads and asked.department is not None:
        raise Unfit("Nhiệm vụ này không theo tổ; để trống ô tổ.", field="department_id")
    last = asked.to_date or FOREVER
    if last < asked.from_date:
        raise Unfit("Ngày cuối đứng trước ngày đầu.", field="to_date")
    if last < school_today():
        raise Unfit("Những ngày này đã qua.", field="to_date")
    left = asked.staff.left_on
    if left is not None and left <= asked.from_date:
        raise Unfit("Người này nghỉ việc trước ngày nhận nhiệm vụ.", field="staff_id")
    same = select(Duty).where(
        Duty.staff_id == asked.staff.id,
        Duty.function == asked.function,
        Duty.department_id == (asked.department.id if asked.department else None),
        overlaps(Duty, asked.from_date, last),
    )
    held = session.scalars(same).first()
    if held is not None:
        raise Unfit(f"Người này đã có nhiệm vụ đó từ {held.from_date:%d/%m/%Y}.", field="function")


def give(session: Session, asked: Grant) -> Duty:
    """Write the duty, which gives rights once it is confirmed; the caller commits."""
    check(session, asked)
    made = Duty(
        staff_id=asked.staff.id,
        function=asked.function,
        department_id=asked.department.id if asked.department else None,
        title=asked.title,
        source=asked.source,
        from_date=asked.from_date,
        to_date=asked.to_date,
    )
    session.add(made)
    return made


def confirm(duty: Duty, by: int | None, at: datetime) -> None:
    """Confirm a duty; from now on it gives its rights."""
    if duty.confirmed_at is not None:
        raise NotReady("Nhiệm vụ này đã được xác nhận.")
    if duty.staff_id == by:
        raise NotReady("Không tự xác nhận nhiệm vụ của mình; nhờ người khác có quyền (Đ2.9).")
    duty.confirmed_at, duty.confirmed_by = at, by


def check_end(duty: Duty, to_date: date) -> None:
    """Unfit where a duty can't end on this day (the last one that counts)."""
    if to_date < duty.from_date:
        raise Unfit("Ngày cuối đứng trước ngày nhận nhiệm vụ.", field="to_date")
    if duty.to_date is not None and duty.to_date < school_today():
        raise Unfit("Nhiệm vụ này đã hết.", field="to_date")
