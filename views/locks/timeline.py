"""The timeline of openings and closures: record kinds down, weeks across, one line for today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import select

from models.access import Closure, LockKind, Opening, Reopening
from models.access.lock import LOCK_KIND_LABEL
from models.base import utc_now
from models.clock import school_today
from models.school import Period, PeriodKind, SchoolYear
from permissions.session import GuardedSession
from views.locks.frame import BY

WEEK = 7
#: how a long stretch of periods begins; the whole year needs no words
STRETCH = {PeriodKind.WEEK: "tuần", PeriodKind.MONTH: "tháng", PeriodKind.ROUND: "đợt"}
#: how narrow a segment may be before its text goes without padding
NARROW = 3


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of weeks; ``look`` names its style, "" is bare paper; ``now`` is 0–10 or None."""

    span: int
    look: str
    text: str
    now: int | None = None

    @property
    def narrow(self) -> bool:
        """Whether the text has hardly any room."""
        return self.span < NARROW


@dataclass(frozen=True, slots=True)
class Track:
    """A record kind with its segments."""

    name: str
    by: str
    segments: list[Segment]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole drawing: months over weeks, tracks below."""

    weeks: int
    months: list[tuple[str, int]]
    tracks: list[Track]
    holidays: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The year's openings, closures and reopenings."""

    openings: Sequence[Opening]
    closures: Sequence[Closure]
    reopenings: Sequence[Reopening]


def rows_of(session: GuardedSession, year: SchoolYear) -> Rows:
    """Read them, three statements."""
    return Rows(
        session.scalars(select(Opening).where(Opening.year_id == year.id)).all(),
        session.scalars(select(Closure).where(Closure.year_id == year.id)).all(),
        session.scalars(select(Reopening).where(Reopening.year_id == year.id)).all(),
    )


def timeline(year: SchoolYear, periods: Sequence[Period], rows: Rows) -> Timeline:
    """Draw the year as it stands now, for the school as a whole."""
    count = (year.last_day - year.first_day).days // WEEK + 1
    mondays = [year.first_day + timedelta(days=WEEK * n) for n in range(count)]
    months = [
        (f"Tháng {month}", len(list(group)))
        for month, group in groupby(mondays, key=lambda day: day.month)
    ]
    tracks = [
        Track(LOCK_KIND_LABEL[kind], by, _track(kind, of, periods, rows, mondays))
        for kind, (by, of) in BY.items()
    ]
    return Timeline(count, months, tracks, _holidays(periods, mondays))


def state_of(kind: LockKind, period: Period, rows: Rows, now: datetime) -> str:
    """Say how a period's cells of a kind stand for the whole school: open, shut, re or plan."""
    closed = [
        c for c in rows.closures if _whole(c, kind, period) and (c.sealed or c.starts_at <= now)
    ]
    ids = {c.id for c in closed}
    lifted = [
        r
        for r in rows.reopenings
        if r.closure_id in ids
        and r.granted_at is not None
        and r.ends_at > now
        and r.pupil_id is None
        and _whole(r, kind, period)
    ]
    if closed:
        return "re" if lifted else "shut"
    if period.from_date > school_today():
        return "plan"
    opened = any(
        _whole(o, kind, period) and o.starts_at <= now and (o.ends_at is None or o.ends_at > now)
        for o in rows.openings
    )
    return "open" if opened else "shut"


def _whole(scope: Opening | Closure | Reopening, kind: LockKind, period: Period) -> bool:
    return (
        scope.class_id is None
        and scope.grade is None
        and scope.unit_id is None
        and scope.kind in (None, kind)
        and scope.period_id in (None, period.id)
    )


def _track(
    kind: LockKind,
    of: PeriodKind,
    periods: Sequence[Period],
    rows: Rows,
    mondays: Sequence[date],
) -> list[Segment]:
    now = utc_now()
    looks: list[tuple[str, str]] = []
    own = [p for p in periods if p.kind is of]
    for monday in mondays:
        here = next((p for p in own if p.from_date <= monday <= p.to_date), None)
        if here is None:
            looks.append(looks[-1] if looks else ("", ""))
        else:
            name = _short(here) if of is PeriodKind.TERM else ""
            looks.append((state_of(kind, here, rows, now), name))
    found, start = [], 0
    for (look, name), group in groupby(looks):
        span = len(list(group))
        text = name or _stretch(of, own, mondays[start], mondays[start + span - 1])
        found.append(Segment(span, look, text))
        start += span
    return _with_today(found, mondays)


def _short(term: Period) -> str:
    """Shorten a term's name: GHK I, CHK I, GHK II, Cuối năm."""
    return term.name.replace("Giữa học kì", "GHK").replace("Cuối học kì", "CHK")


def _stretch(of: PeriodKind, own: Iterable[Period], first: date, last: date) -> str:
    """Name the periods from a day to a day: "tuần 1 đến 8", "9–10", "tháng 9 đến 4"."""
    here = sorted(
        (p for p in own if p.from_date <= last and p.to_date >= first), key=lambda p: p.from_date
    )
    if not here or of not in STRETCH:
        return ""
    low, high = _number(here[0]), _number(here[-1])
    if len(here) <= NARROW:
        return low if low == high else f"{low}–{high}"
    return f"{STRETCH[of]} {low} đến {high}"


def _number(period: Period) -> str:
    """Return what a period is called by; months go by the calendar, not their place in the year."""
    return period.name.rpartition(" ")[2] if period.kind is PeriodKind.MONTH else str(period.number)


def _with_today(segments: list[Segment], mondays: Sequence[date]) -> list[Segment]:
    place = (school_today() - mondays[0]).days / WEEK
    found, start = [], 0
    for segment in segments:
        inside = start <= place < start + segment.span
        share = round(10 * (place - start) / segment.span) if inside else None
        found.append(replace(segment, now=share))
        start += segment.span
    return found


def _holidays(periods: Sequence[Period], mondays: Sequence[date]) -> str:
    weeks = {p.from_date for p in periods if p.kind is PeriodKind.WEEK}
    free = [monday for monday in mondays if monday not in weeks]
    if not free:
        return ""
    return f"Không học: {free[0]:%d/%m} đến {free[-1] + timedelta(days=WEEK - 1):%d/%m}"
