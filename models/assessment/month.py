"""A class's monthly comments: the table behind the grid, whose classes, and what is owed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, null, select
from sqlalchemy.orm import Session

from models import typed
from models.assessment.monthly import MonthlyComment
from models.batch import Cell, Table, enrolled
from models.clock import in_force
from models.pupils.enrolment import EnrolmentInterval
from models.school.assignment import homeroom_teachers
from models.school.classes import SchoolClass
from models.school.school import School
from models.school.year import Period

COMMENT = typed.Text()
FOREIGN = "Nhận xét tháng do GVCN của lớp ghi (Đ4.3)."


def monthly_table(class_id: int, period_id: int) -> Table:
    """Return the table behind the grid of a class in a month."""

    def kind(unit: Any, name: str) -> typed.Kind | None:
        return COMMENT if unit is None and name == "comment" else None

    def refusal(_cell: Cell) -> str:
        return FOREIGN

    return Table(
        model=MonthlyComment,
        place={"class_id": class_id, "period_id": period_id},
        kind=kind,
        refusal=refusal,
        known=enrolled(class_id),
    )


def comments_owed(
    session: Session, month: Period, today: date
) -> dict[tuple[int, int | None], tuple[int, int]]:
    """Count monthly comments by (class, homeroom teacher): expected and missing (Điều 7.4).

    Nothing is expected where the school doesn't ask for them. Two statements.
    """
    wanted = wanted_of_month(session, month, today)
    owners = homeroom_teachers(session, sorted(wanted), min(month.to_date, today))
    return {
        (room, owners.get(room)): (len(pupils), sum(not done for done in pupils.values()))
        for room, pupils in wanted.items()
    }


def wanted_of_month(session: Session, month: Period, today: date) -> dict[int, dict[int, bool]]:
    """Map class → pupil who sits there → whether the month's comment is written.

    Empty where the school doesn't ask for monthly comments. One statement.
    """
    stay, own = EnrolmentInterval, MonthlyComment
    here = and_(
        own.period_id == month.id,
        own.class_id == stay.class_id,
        own.pupil_id == stay.pupil_id,
        own.comment != "",
    )
    rows = session.execute(
        select(stay.class_id, stay.pupil_id, own.id)
        .join(SchoolClass, SchoolClass.id == stay.class_id)
        .join(School, School.monthly_comments.is_(True))
        .outerjoin(own, here)
        .where(_commented(session, month.year_id), in_force(stay, min(month.to_date, today)))
        .order_by(SchoolClass.grade, SchoolClass.name)
    )
    found: dict[int, dict[int, bool]] = {}
    for class_id, pupil_id, written in rows:
        found.setdefault(class_id, {})[pupil_id] = written is not None
    return found


def commented_classes(session: Session, year_id: int) -> list[SchoolClass]:
    """List the classes of a year whose monthly comments the session's actor reads."""
    query = select(SchoolClass).where(_commented(session, year_id))
    return list(session.scalars(query.order_by(SchoolClass.grade, SchoolClass.name)))


def _commented(session: Session, year_id: int) -> ColumnElement[bool]:
    readable = cast("Callable[[Any, Any], Any]", session.info["readable"])
    place = SimpleNamespace(class_id=SchoolClass.id, period_id=null(), pupil_id=null())
    return and_(SchoolClass.year_id == year_id, readable(MonthlyComment, place))
