"""How many cells of a term were empty on each of its last days, counted by the worker each morning.

The history knows it too, but telling it from there means reading every change of a term again, and
whose cell it was on that day. A small count by class and person answers in one statement, for
whoever may read it (docs/decisions/015-trend-by-day.md).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, relationship

from models.access.lock import Closure, LockKind
from models.assessment.counted import CellCount, Which, count_cells
from models.base import Base, col
from models.clock import school_date
from models.people.staff import Staff
from models.school.classes import SchoolClass
from models.school.year import Period, PeriodKind

#: how long before its end a term is counted, and how long after its last day without a deadline
LAST_DAYS, AFTER = timedelta(days=28), timedelta(days=14)


class CompletionDay(Base):
    """The empty cells that a person owed in a class on a morning; no person: nobody assigned."""

    __tablename__ = "completion_day"
    __table_args__ = (
        UniqueConstraint(
            "period_id", "day", "class_id", "staff_id", info={"vi": "Ngày này đã được đếm."}
        ),
        CheckConstraint("cells >= 0", name="cells_not_negative"),
        Index(None, "class_id"),
        Index(None, "staff_id"),
    )
    label = "số ô còn trống theo ngày"
    recorded: ClassVar[bool] = False

    period_id: Mapped[int] = col("Thời điểm", ForeignKey("period.id"))
    day: Mapped[date] = col("Ngày")
    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    staff_id: Mapped[int | None] = col("Người nhập", ForeignKey("staff.id"))
    cells: Mapped[int] = col("Ô còn trống")

    period: Mapped[Period] = relationship(lazy="raise_on_sql")
    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql")
    staff: Mapped[Staff | None] = relationship(lazy="raise_on_sql")


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a term is counted; ``closes``: the moment appointed for its closing."""

    first: date
    last: date
    closes: datetime | None


def window_of(session: Session, term: Period) -> Window:
    """Return a term's last days: until the whole school's results close, else a while after it."""
    c = Closure
    closes = session.scalar(
        select(func.max(c.starts_at)).where(
            c.period_id == term.id,
            c.class_id.is_(None),
            c.unit_id.is_(None),
            c.grade.is_(None),
            (c.kind.is_(None) | (c.kind == LockKind.RESULT)),
        )
    )
    last = school_date(closes) if closes else term.to_date + AFTER
    return Window(last - LAST_DAYS, last, closes)


def to_count(session: Session, today: date) -> list[Period]:
    """Return the terms in their last days that nobody has counted today."""
    counted = select(CompletionDay.period_id).where(CompletionDay.day == today)
    terms = session.scalars(
        select(Period).where(
            Period.kind == PeriodKind.TERM,
            Period.from_date <= today,
            Period.to_date >= today - 2 * LAST_DAYS,
            Period.id.not_in(counted),
        )
    ).all()
    windows = ((term, window_of(session, term)) for term in terms)
    return [term for term, window in windows if window.first <= today <= window.last]


def count_day(session: Session, term: Period, today: date) -> list[CompletionDay]:
    """Keep how many cells are empty this morning, by class and person; those who owe none too."""
    owed: dict[tuple[int, int | None], int] = {}
    for count in cells_of(session, term):
        key = count.class_id, count.owner_id
        owed[key] = owed.get(key, 0) + count.cells
    made = [
        CompletionDay(period_id=term.id, day=today, class_id=room, staff_id=person, cells=cells)
        for (room, person), cells in owed.items()
    ]
    session.add_all(made)
    session.flush()
    return made


def cells_of(session: Session, term: Period) -> list[CellCount]:
    """Count the cells of a term as they stand now."""
    return count_cells(session, Which(term.year_id, periods=(term.code,)))


def trend(
    session: Session,
    term: Period,
    *,
    class_id: int | None = None,
    staff_ids: Collection[int] | None = None,
) -> Sequence[tuple[date, int]]:
    """Return (day, empty cells) in order, of a class, of some people, or of all that is read."""
    d = CompletionDay
    query = select(d.day, func.sum(d.cells)).where(d.period_id == term.id)
    if class_id is not None:
        query = query.where(d.class_id == class_id)
    if staff_ids is not None:
        query = query.where(d.staff_id.in_(staff_ids))
    rows = session.execute(query.group_by(d.day).order_by(d.day))
    return [(day, int(cells)) for day, cells in rows]
