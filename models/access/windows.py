"""The calendar of openings and closures: copied from another year, and openings made narrower.

Every window is a row with its moments; nothing has to run for it to open or close (Điều 2.3).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.access.closing import Scope, close, open_scope
from models.access.lock import Closure, LockKind, Opening
from models.base import utc_now
from models.clock import SCHOOL_TIME
from models.school.classes import SchoolClass
from models.school.year import Period, PeriodKind, SchoolYear

WEEK = timedelta(days=7)


def shifted(at: datetime, old: Sequence[date], new: Sequence[date]) -> datetime:
    """Move a moment to the same week, weekday and hour of another year.

    ``old`` and ``new`` are the first days of the teaching weeks in order. What lies in days off
    keeps its distance to the week before them; what lies before the first week, to that one.
    """
    local = at.astimezone(SCHOOL_TIME)
    begun = [n for n, day in enumerate(old) if day <= local.date()]
    n = begun[-1] if begun else 0
    there = new[min(n, len(new) - 1)] + max(0, n - len(new) + 1) * WEEK
    return datetime.combine(there + (local.date() - old[n]), local.time(), SCHOOL_TIME)


@dataclass(frozen=True, slots=True)
class Copy:
    """A row of last year as it would stand in another; ``row_id`` with ``opens`` names its source.

    ``state``: new, past (its moment is over), there (the year has it), lost (no such class or
    period there).
    """

    row_id: int
    opens: bool
    source: Scope
    scope: Scope
    was: datetime
    at: datetime
    until: datetime | None
    reason: str | None
    state: str

    @property
    def key(self) -> str:
        """Name it in a form: m7 or d7."""
        return f"{'m' if self.opens else 'd'}{self.row_id}"


@dataclass(frozen=True, slots=True)
class _Years:
    """Two years side by side: weeks, periods by code, classes by name."""

    old_weeks: list[date]
    new_weeks: list[date]
    periods: dict[int, int | None]
    classes: dict[int, int | None]


def copies(session: Session, source: SchoolYear, target: SchoolYear) -> list[Copy]:
    """Return what the calendar of one year would be in another, by moment.

    The opening of a whole year for all kinds isn't copied: each year has its own.
    """
    years = _years(session, source, target)
    if not years.old_weeks or not years.new_weeks:
        return []
    standing = _standing(session, target)
    made: list[Copy] = []
    for row in _rows(session, source):
        opens = isinstance(row, Opening)
        if opens and row.kind is None and row.period_id is None:
            continue
        made.append(_copy(row, target, years, standing))
    return sorted(made, key=lambda copy: (copy.at, copy.row_id))


def ahead(session: Session, source: SchoolYear, weeks: Sequence[date]) -> int:
    """Count the rows of a year's calendar that would still lie ahead on the weeks of another."""
    own = select(Period.from_date).where(
        Period.year_id == source.id, Period.kind == PeriodKind.WEEK
    )
    old = sorted(session.scalars(own))
    if not old or not weeks:
        return 0
    return sum(
        shifted(row.starts_at, old, weeks) > utc_now()
        for row in _rows(session, source)
        if not (isinstance(row, Opening) and row.kind is None and row.period_id is None)
    )


def _years(session: Session, source: SchoolYear, target: SchoolYear) -> _Years:
    periods: dict[int, list[Period]] = {source.id: [], target.id: []}
    for period in session.scalars(
        select(Period).where(Period.year_id.in_(periods)).order_by(Period.from_date)
    ):
        periods[period.year_id].append(period)
    rooms: dict[int, dict[str, int]] = {source.id: {}, target.id: {}}
    for room in session.scalars(select(SchoolClass).where(SchoolClass.year_id.in_(rooms))):
        rooms[room.year_id][room.name] = room.id
    codes = {p.code: p.id for p in periods[target.id]}
    weeks = {
        year: [p.from_date for p in own if p.kind is PeriodKind.WEEK]
        for year, own in periods.items()
    }
    return _Years(
        weeks[source.id],
        weeks[target.id],
        {p.id: codes.get(p.code) for p in periods[source.id]},
        {i: rooms[target.id].get(name) for name, i in rooms[source.id].items()},
    )


def _standing(session: Session, year: SchoolYear) -> set[tuple[bool, Scope, datetime]]:
    return {
        (isinstance(row, Opening), scope_of(row), row.starts_at) for row in _rows(session, year)
    }


def _rows(session: Session, year: SchoolYear) -> list[Opening | Closure]:
    return [
        *session.scalars(select(Opening).where(Opening.year_id == year.id)),
        *session.scalars(select(Closure).where(Closure.year_id == year.id)),
    ]


def scope_of(row: Opening | Closure) -> Scope:
    """Return which cells a row is about."""
    return Scope(row.year_id, row.period_id, row.kind, row.grade, row.class_id, row.unit_id)


def _copy(
    row: Opening | Closure,
    target: SchoolYear,
    years: _Years,
    standing: Collection[tuple[bool, Scope, datetime]],
) -> Copy:
    period = years.periods.get(row.period_id) if row.period_id else None
    room = years.classes.get(row.class_id) if row.class_id else None
    scope = replace(scope_of(row), year_id=target.id, period_id=period, class_id=room)
    opens = isinstance(row, Opening)
    ends = row.ends_at if isinstance(row, Opening) else None
    at = shifted(row.starts_at, years.old_weeks, years.new_weeks)
    until = shifted(ends, years.old_weeks, years.new_weeks) if ends else None
    if (row.period_id and period is None) or (row.class_id and room is None):
        state = "lost"
    elif at <= utc_now():
        state = "past"
    elif (opens, scope, at) in standing:
        state = "there"
    else:
        state = "new"
    return Copy(row.id, opens, scope_of(row), scope, row.starts_at, at, until, row.reason, state)


def write_copies(
    session: Session, wanted: Sequence[Copy], staff_id: int, source: str
) -> tuple[list[Opening], list[Closure]]:
    """Write what is new of these; an act of all or nothing. The caller commits."""
    openings, closures = [], []
    for copy in wanted:
        if copy.state != "new":
            continue
        reason = copy.reason or f"Theo lịch năm học {source}"
        if copy.opens:
            made = open_scope(
                session, copy.scope, staff_id, at=copy.at, until=copy.until, reason=reason
            )
            openings.append(made)
        else:
            closures.append(close(session, copy.scope, staff_id, at=copy.at, reason=reason))
    return openings, closures


def wide_openings(session: Session, scope: Scope, before: datetime) -> list[Opening]:
    """Return the openings by which a scope of the whole school is open before a moment anyway.

    None for a scope of a grade, class or unit: what is opened there adds to what is open.
    """
    if scope.kind is None or scope.grade or scope.class_id or scope.unit_id:
        return []
    now = utc_now()
    rows = session.scalars(select(Opening).where(Opening.year_id == scope.year_id))
    return [
        row
        for row in rows
        if row.kind in (None, scope.kind)
        and row.period_id in (None, scope.period_id)
        and (row.kind, row.period_id) != (scope.kind, scope.period_id)
        and not (row.grade or row.class_id or row.unit_id)
        and row.starts_at < before
        and (row.ends_at is None or row.ends_at > now)
    ]


def narrow(
    session: Session,
    scope: Scope,
    wide: Sequence[Opening],
    staff_id: int,
    periods: Mapping[LockKind, Sequence[int]],
) -> list[Opening]:
    """Let wide openings no longer count for a scope; return the rows that carry on for the rest.

    Each ends now, and openings from this moment on take its place for every other kind, and for
    the other periods of this kind (``periods``: those that each kind is kept by). Nothing else
    opens or closes by it: an end counts as closed just when the next start counts as open.
    """
    if scope.kind is None:
        return []
    now, made = utc_now(), []
    for row in wide:
        own = scope_of(row)
        others = [kind for kind in LockKind if row.kind is None and kind != scope.kind]
        rest = [replace(own, kind=kind) for kind in others]
        if scope.period_id is not None and row.period_id is None:
            rest += [
                replace(own, kind=scope.kind, period_id=period)
                for period in periods[scope.kind]
                if period != scope.period_id
            ]
        ends, begins = row.ends_at, max(now, row.starts_at)
        made += [
            Opening(
                **asdict(one), starts_at=begins, ends_at=ends, made_by=staff_id, reason=row.reason
            )
            for one in rest
        ]
        if row.starts_at > now:
            session.delete(row)
        else:
            row.ends_at = now
    session.add_all(made)
    session.flush()
    return made
