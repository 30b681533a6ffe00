"""Closing and opening, now or ahead of time: the decisions of Trưởng ban and Phó ban (Điều 2.3)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from models.access.lock import Closure, LockKind, Opening, Reopening
from models.assessment.expected import Which
from models.assessment.missing import MissingCell, missing_cells
from models.base import db_now, utc_now
from models.refusal import NotReady, Unfit
from models.school.classes import SchoolClass
from models.school.year import Period


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cells a decision is about; None means "any" (every period, kind, grade, class)."""

    year_id: int
    period_id: int | None = None
    kind: LockKind | None = None
    grade: int | None = None
    class_id: int | None = None
    unit_id: int | None = None


def what_if(session: Session, scope: Scope) -> list[MissingCell]:
    """List the cells that closing the scope now would leave empty (results and traits)."""
    codes: tuple[str, ...] = ()
    if scope.period_id is not None:
        code = session.scalar(select(Period.code).where(Period.id == scope.period_id))
        codes = (str(code),)
    if scope.kind not in (None, LockKind.RESULT, LockKind.TRAIT):
        return []
    which = Which(
        scope.year_id,
        periods=codes,
        grade=scope.grade,
        class_ids=() if scope.class_id is None else (scope.class_id,),
        unit_ids=() if scope.unit_id is None else (scope.unit_id,),
        subjects=scope.kind is not LockKind.TRAIT,
        traits=scope.kind is not LockKind.RESULT,
    )
    return missing_cells(session, which)


def close(
    session: Session,
    scope: Scope,
    staff_id: int,
    *,
    at: datetime | None = None,
    reason: str | None = None,
) -> Closure:
    """Close a scope now or at a moment to come, which makes it a deadline.

    Unfit when the moment lies in the past.
    """
    now = utc_now()
    if at is not None and at < now:
        raise Unfit("Giờ hẹn đóng đã qua; để trống để đóng ngay.", field="at")
    closure = Closure(
        **asdict(scope), starts_at=at or now, sealed=False, made_by=staff_id, reason=reason
    )
    session.add(closure)
    session.flush()
    return closure


def open_scope(
    session: Session,
    scope: Scope,
    staff_id: int,
    *,
    at: datetime | None = None,
    until: datetime | None = None,
    reason: str | None = None,
) -> Opening:
    """Open a scope from now on, or from a moment to come.

    NotReady while a closure stands there: it beats every opening. Unfit when it would begin in the
    past, or end before it begins.
    """
    now = utc_now()
    if at is not None and at < now:
        raise Unfit("Giờ hẹn mở đã qua; để trống để mở ngay.", field="at")
    if until is not None and until <= (at or now):
        raise Unfit("Giờ kết thúc phải sau giờ mở.", field="until")
    standing = closures_over(session, scope)
    if standing:
        raise NotReady(
            "Phần này đã đóng; chỉ mở lại được khi có lí do, người thứ hai và hạn (Đ2.3).",
            closures=standing,
        )
    opening = Opening(
        **asdict(scope), starts_at=at or now, ends_at=until, made_by=staff_id, reason=reason
    )
    session.add(opening)
    session.flush()
    return opening


def reschedule(row: Opening | Closure, at: datetime, until: datetime | None = None) -> None:
    """Give an opening or closure that lies ahead another moment (and an opening an end).

    An opening that has begun gets only another end. NotReady for a closure in force; Unfit for a
    moment that is over.
    """
    now = utc_now()
    begun = row.starts_at <= now
    if isinstance(row, Closure):
        if begun or row.sealed:
            raise NotReady("Lần đóng này đã có hiệu lực; chỉ mở lại vượt được nó (Đ2.3).")
    elif until is not None and until <= max(at, now):
        raise Unfit("Giờ kết thúc phải ở phía trước và sau giờ mở.", field="until")
    if not begun and at < now:
        raise Unfit("Giờ này đã qua.", field="at")
    if begun and at != row.starts_at:
        raise NotReady("Lần mở này đã bắt đầu; chỉ đổi được giờ kết thúc.")
    row.starts_at = at
    if isinstance(row, Opening):
        row.ends_at = until


def take_back(session: Session, row: Opening | Closure) -> None:
    """Delete an opening or closure that lies ahead; NotReady for one that has begun."""
    if row.starts_at <= utc_now() or getattr(row, "sealed", False):
        raise NotReady("Đã có hiệu lực nên được giữ lại; lịch chỉ bỏ được việc chưa đến.")
    session.delete(row)
    session.flush()


def closures_over(session: Session, scope: Scope) -> list[Closure]:
    """Return the closures in force now that share cells with a scope and aren't wholly lifted.

    A granted reopening lifts a closure wholly when its scope is at least as wide as the asked one.
    """
    query = (
        select(Closure)
        .where(
            Closure.year_id == scope.year_id,
            or_(Closure.sealed, Closure.starts_at <= db_now()),
            *_shared(session, scope),
        )
        .order_by(Closure.id)
    )
    lifted = _lifted(session, scope)
    return [closure for closure in session.scalars(query) if closure.id not in lifted]


def _shared(session: Session, scope: Scope) -> list[ColumnElement[bool]]:
    """The closure's columns agree with the scope's, or one of the two leaves them open."""
    wanted = [
        or_(column.is_(None), column == value)
        for column, value in (
            (Closure.period_id, scope.period_id),
            (Closure.kind, scope.kind),
            (Closure.unit_id, scope.unit_id),
            (Closure.class_id, scope.class_id),
        )
        if value is not None
    ]
    grade = scope.grade
    if scope.class_id is not None:
        grade = session.scalar(select(SchoolClass.grade).where(SchoolClass.id == scope.class_id))
    if grade is not None:
        of_grade = select(SchoolClass.id).where(
            SchoolClass.year_id == scope.year_id, SchoolClass.grade == grade
        )
        wanted.append(or_(Closure.grade.is_(None), Closure.grade == grade))
        wanted.append(or_(Closure.class_id.is_(None), Closure.class_id.in_(of_grade)))
    return wanted


def _lifted(session: Session, scope: Scope) -> set[int]:
    columns = (
        (Reopening.period_id, scope.period_id),
        (Reopening.kind, scope.kind),
        (Reopening.unit_id, scope.unit_id),
        (Reopening.class_id, scope.class_id),
        (Reopening.grade, scope.grade),
    )
    covers = [
        column.is_(None) if value is None else or_(column.is_(None), column == value)
        for column, value in columns
    ]
    return set(
        session.scalars(
            select(Reopening.closure_id).where(
                Reopening.year_id == scope.year_id,
                Reopening.granted_at.is_not(None),
                Reopening.pupil_id.is_(None),
                Reopening.ends_at > db_now(),
                *covers,
            )
        )
    )
