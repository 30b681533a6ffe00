"""Open or closed, as one SQL expression that guard, triggers and screens share (DESIGN §4).

A cell may be written when an opening covers it now, no closure covers it now (unless a granted
reopening that names the closure does), and its dossier isn't frozen. The clock is the database's;
a screen may ask for another moment, and asks the same expression.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
)

from models.access import Closure, Opening, Reopening
from models.base import UTCDateTime, db_now, twin
from models.school import Period, SchoolClass
from models.yearend import Dossier
from models.yearend.lifted import reopened, supplemented

#: Stands for "no end" where ends are compared.
FAR = datetime(9999, 1, 1, tzinfo=UTC)

if TYPE_CHECKING:
    from sqlalchemy import FromClause

    from permissions.rules import LockPath

#: a cell's place: period_id, class_id, unit_id, pupil_id, kind, each an expression, an id or None
Cell = dict[str, Any]


def _covers(scope: FromClause, cell: Cell, c: FromClause) -> Any:
    """The scope's columns cover the cell: each is empty or equal; ``c`` is the cell's class."""
    s = scope.c
    return and_(
        or_(s.period_id.is_(None), s.period_id == cell["period_id"]),
        or_(s.class_id.is_(None), s.class_id == cell["class_id"]),
        or_(s.grade.is_(None), s.grade == c.c.grade),
        or_(s.unit_id.is_(None), s.unit_id == cell["unit_id"]),
        or_(s.kind.is_(None), s.kind == cell["kind"]),
    )


def _of_year(scope: FromClause, cell: Cell) -> tuple[Any, FromClause]:
    """Join scopes of the year of the cell's period with the cell's class, if it has one."""
    p, c = twin(Period), twin(SchoolClass)
    same_year = and_(p.c.id == cell["period_id"], p.c.year_id == scope.c.year_id)
    return scope.join(p, same_year).outerjoin(c, c.c.id == cell["class_id"]), c


def frozen(class_id: Any, at: Any = None) -> ColumnElement[bool]:
    """The class's dossier is approved (at a moment: by then) and not reopened: all is frozen."""
    return _frozen(class_id, at)


def _frozen(class_id: Any, at: Any = None, *unless: Callable[[Any], Any]) -> ColumnElement[bool]:
    d = twin(Dossier)
    approved = d.c.approved_at.is_not(None) if at is None else d.c.approved_at <= at
    lifts = [not_(reopened(d.c, at)), *(not_(lifted(d.c)) for lifted in unless)]
    return exists(select(1).select_from(d).where(d.c.class_id == class_id, approved, *lifts))


def _frozen_row(lock: LockPath, row: Any) -> ColumnElement[bool]:
    """Whether the dossier closes a row that has no period; a second proposal may be its own."""
    class_id = getattr(row, lock.class_) if lock.class_ else None
    pupil = getattr(row, str(lock.second)) if lock.second != lock.class_ else None
    return _frozen(class_id, None, lambda d: supplemented(d, pupil))


def _shuts(closure: FromClause, now: Any) -> ColumnElement[bool]:
    return or_(closure.c.sealed, closure.c.starts_at <= now)


def _lifts(reopening: FromClause, cell: Cell, c: FromClause, now: Any) -> ColumnElement[bool]:
    """A granted reopening that hasn't ended and covers the cell, with the pupil if it names one."""
    r = reopening.c
    return and_(
        r.granted_at <= now,
        r.ends_at > now,
        _covers(reopening, cell, c),
        or_(r.pupil_id.is_(None), r.pupil_id == cell.get("pupil_id")),
    )


def _reopened(closure: FromClause, cell: Cell, c: FromClause, now: Any) -> Any:
    r = twin(Reopening)
    # the cell stands two levels further out: left to itself the select would ask of any cell
    lifting = select(1).select_from(r).correlate_except(r)
    return exists(lifting.where(r.c.closure_id == closure.c.id, _lifts(r, cell, c, now)))


def closed_by(cell: Cell, at: Any = None) -> Any:
    """Select the id of the newest closure that closes the cell now (or at a moment), if any."""
    now = db_now() if at is None else at
    x = twin(Closure)
    joined, c = _of_year(x, cell)
    return (
        select(func.max(x.c.id))
        .select_from(joined)
        .where(_covers(x, cell, c), _shuts(x, now), not_(_reopened(x, cell, c, now)))
    )


def lifted_by(cell: Cell) -> Any:
    """Select the newest reopening without which a closure would close the cell now, if any."""
    now = db_now()
    r, x = twin(Reopening), twin(Closure)
    joined, c = _of_year(x, cell)
    return (
        select(func.max(r.c.id))
        .select_from(joined.join(r, r.c.closure_id == x.c.id))
        .where(_lifts(r, cell, c, now), _covers(x, cell, c), _shuts(x, now))
    )


def next_ends(cell: Cell, outer: tuple[FromClause, ...]) -> tuple[Any, ...]:
    """Select when an open cell closes by itself: next closure, end of openings, of reopenings.

    An opening without an end counts as FAR; what there is none of is null.
    """
    x, o, r = (twin(model) for model in (Closure, Opening, Reopening))
    closing, xc = _of_year(x, cell)
    opening, oc = _of_year(o, cell)
    lifting, rc = _of_year(r, cell)
    return tuple(
        statement.correlate(*outer).scalar_subquery()
        for statement in (
            select(func.min(x.c.starts_at))
            .select_from(closing)
            .where(_covers(x, cell, xc), x.c.starts_at > db_now()),
            select(func.max(func.coalesce(o.c.ends_at, literal(FAR, UTCDateTime()))))
            .select_from(opening)
            .where(_covers(o, cell, oc), o.c.starts_at <= db_now()),
            select(func.max(r.c.ends_at)).select_from(lifting).where(_lifts(r, cell, rc, db_now())),
        )
    )


def _place(period_id: Any, class_id: Any, unit_id: Any, pupil_id: Any, kind: Any) -> Cell:
    named = {"class_id": class_id, "unit_id": unit_id, "pupil_id": pupil_id, "kind": kind}
    return {"period_id": period_id} | {
        name: null() if value is None else value for name, value in named.items()
    }


def open_at(
    period_id: Any,
    class_id: Any = None,
    unit_id: Any = None,
    kind: Any = None,
    pupil_id: Any = None,
    at: Any = None,
    *,
    after: bool = False,
) -> ColumnElement[bool]:
    """Whether a cell may be written now, or at a moment to come or past.

    Arguments are SQL expressions or ids (None: has none; ``at``: now by the database's clock).
    ``after``: only once the class's dossier is frozen, instead of only before.
    """
    now = db_now() if at is None else at
    cell = _place(period_id, class_id, unit_id, pupil_id, kind)
    o, x = twin(Opening), twin(Closure)
    opened, c = _of_year(o, cell)
    closed, xc = _of_year(x, cell)
    parts = [
        exists(
            select(1)
            .select_from(opened)
            .where(
                _covers(o, cell, c),
                o.c.starts_at <= now,
                or_(o.c.ends_at.is_(None), o.c.ends_at > now),
            )
        ),
        not_(
            exists(
                select(1)
                .select_from(closed)
                .where(_covers(x, cell, xc), _shuts(x, now), not_(_reopened(x, cell, xc, now)))
            )
        ),
    ]
    if class_id is not None:
        is_frozen = frozen(class_id, at)
        parts.append(is_frozen if after else not_(is_frozen))
    return and_(*parts)


def open_row(lock: LockPath | None, row: Any) -> ColumnElement[bool]:
    """Whether a row with this lock path may be written now."""
    if lock is None:
        return true()
    class_id = getattr(row, lock.class_) if lock.class_ else None
    if lock.period is None:
        return not_(_frozen_row(lock, row))
    return open_at(
        getattr(row, lock.period),
        class_id,
        getattr(row, lock.unit) if lock.unit else None,
        lock.kind,
        getattr(row, lock.pupil) if lock.pupil else None,
        after=lock.after,
    )


def lifted_row(lock: LockPath | None, row: Any) -> Any:
    """The reopening without which a row with this lock path would be closed now, or null.

    Mostly nothing at all is reopened; that is asked once a statement, the rest once a row.
    """
    if lock is None or lock.period is None:
        return null()
    cell = _place(
        getattr(row, lock.period),
        getattr(row, lock.class_) if lock.class_ else None,
        getattr(row, lock.unit) if lock.unit else None,
        getattr(row, lock.pupil) if lock.pupil else None,
        lock.kind,
    )
    r = twin(Reopening)
    any_now = select(1).select_from(r).where(r.c.granted_at <= db_now(), r.c.ends_at > db_now())
    return case((exists(any_now.correlate(None)), lifted_by(cell).scalar_subquery()))
