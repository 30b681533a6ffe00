"""Open or closed, as one SQL expression that guard, triggers and screens share (DESIGN §4).

A cell may be written when an opening covers it now, no closure covers it now (unless a granted
reopening that names the closure does), and its dossier isn't frozen. The clock is the database's.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, not_, null, or_, select, true

from models.access import Closure, Opening, Reopening
from models.base import UTCDateTime, db_now
from models.school import Period, SchoolClass
from models.yearend import Dossier

#: Stands for "no end" where ends are compared.
FAR = datetime(9999, 1, 1, tzinfo=UTC)

if TYPE_CHECKING:
    from sqlalchemy import FromClause

    from permissions.rules import LockPath


def _covers(scope: FromClause, cell: dict[str, Any], c: FromClause) -> Any:
    """The scope's columns cover the cell: each is empty or equal; ``c`` is the cell's class."""
    s = scope.c
    return and_(
        or_(s.period_id.is_(None), s.period_id == cell["period_id"]),
        or_(s.class_id.is_(None), s.class_id == cell["class_id"]),
        or_(s.grade.is_(None), s.grade == c.c.grade),
        or_(s.unit_id.is_(None), s.unit_id == cell["unit_id"]),
        or_(s.kind.is_(None), s.kind == cell["kind"]),
    )


def _of_year(scope: FromClause, cell: dict[str, Any]) -> tuple[Any, FromClause]:
    """Join scopes of the year of the cell's period with the cell's class, if it has one."""
    p, c = Period.__table__.alias(), SchoolClass.__table__.alias()
    same_year = and_(p.c.id == cell["period_id"], p.c.year_id == scope.c.year_id)
    return scope.join(p, same_year).outerjoin(c, c.c.id == cell["class_id"]), c


def frozen(class_id: Any) -> ColumnElement[bool]:
    """The class's dossier is approved, so its records are frozen."""
    d = Dossier.__table__.alias()
    return exists(
        select(1).select_from(d).where(d.c.class_id == class_id, d.c.approved_at.is_not(None))
    )


def _reopened(closure: FromClause, cell: dict[str, Any], c: FromClause) -> Any:
    r = Reopening.__table__.alias()
    return exists(
        select(1)
        .select_from(r)
        .where(
            r.c.closure_id == closure.c.id,
            r.c.granted_at <= db_now(),
            r.c.ends_at > db_now(),
            _covers(r, cell, c),
        )
        .correlate_except(r)  # the cell stands two selects further out
    )


def closed_by(cell: dict[str, Any]) -> Any:
    """Select the id of the newest closure that closes the cell now, if any."""
    x = Closure.__table__.alias()
    joined, c = _of_year(x, cell)
    return (
        select(func.max(x.c.id))
        .select_from(joined)
        .where(
            _covers(x, cell, c),
            or_(x.c.sealed, x.c.starts_at <= db_now()),
            not_(_reopened(x, cell, c)),
        )
    )


def next_ends(cell: dict[str, Any], outer: tuple[FromClause, ...]) -> tuple[Any, ...]:
    """Select when an open cell closes by itself: next closure, end of openings, of reopenings.

    An opening without an end counts as FAR; what there is none of is null.
    """
    x, o, r = (model.__table__.alias() for model in (Closure, Opening, Reopening))
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
            select(func.max(r.c.ends_at))
            .select_from(lifting)
            .where(_covers(r, cell, rc), r.c.granted_at <= db_now(), r.c.ends_at > db_now()),
        )
    )


def open_now(
    period_id: Any, class_id: Any = None, unit_id: Any = None, kind: Any = None
) -> ColumnElement[bool]:
    """Whether a cell may be written now; arguments are SQL expressions or ids (None: has none)."""
    cell = {
        "period_id": period_id,
        "class_id": null() if class_id is None else class_id,
        "unit_id": null() if unit_id is None else unit_id,
        "kind": null() if kind is None else kind,
    }
    o, x = Opening.__table__.alias(), Closure.__table__.alias()
    opened, c = _of_year(o, cell)
    closed, xc = _of_year(x, cell)
    parts = [
        exists(
            select(1)
            .select_from(opened)
            .where(
                _covers(o, cell, c),
                o.c.starts_at <= db_now(),
                or_(o.c.ends_at.is_(None), o.c.ends_at > db_now()),
            )
        ),
        not_(
            exists(
                select(1)
                .select_from(closed)
                .where(
                    _covers(x, cell, xc),
                    or_(x.c.sealed, x.c.starts_at <= db_now()),
                    not_(_reopened(x, cell, xc)),
                )
            )
        ),
    ]
    if class_id is not None:
        parts.append(not_(frozen(class_id)))
    return and_(*parts)


def open_row(lock: LockPath | None, row: Any) -> ColumnElement[bool]:
    """Whether a row with this lock path may be written now."""
    if lock is None:
        return true()
    class_id = getattr(row, lock.class_) if lock.class_ else None
    if lock.period is None:
        return not_(frozen(class_id))
    return open_now(
        getattr(row, lock.period),
        class_id,
        getattr(row, lock.unit) if lock.unit else None,
        lock.kind,
    )
