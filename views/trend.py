"""Tiến độ theo ngày: empty cells on a term's last days, towards its deadline (Đ2.4, 7.4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from flask import g, render_template, request, url_for
from sqlalchemy import select

from models.clock import in_force, school_today
from models.completion import CompletionDay
from models.completion.day import Window, cells_of, trend, window_of
from models.school import Department, Membership, Period, PeriodKind, SchoolClass
from permissions.errors import OutOfScope
from permissions.policy import sees_all
from permissions.session import GuardedSession
from views.database import request_session
from views.frame import current_year, once, periods_of
from views.tabs import Tab
from views.words import count_vi

WIDE, HIGH, LEFT, TOP, RIGHT, BOTTOM = 860, 280, 64, 28, 24, 34


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the school whose trend may be asked for; ``code`` as the address says it."""

    code: str
    name: str
    class_id: int | None = None
    department_id: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A day of the line: its place, how many cells, how many more or fewer than the day before."""

    day: date
    cells: int
    x: float
    y: float
    change: int | None
    now: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The line with its axes; ``deadline`` is where the last day stands."""

    points: list[Point]
    levels: list[tuple[float, str]]
    first: date
    deadline: float
    left: int = LEFT
    right: int = WIDE - RIGHT
    bottom: int = HIGH - BOTTOM
    wide: int = WIDE
    high: int = HIGH
    top: int = TOP

    @property
    def way(self) -> str:
        """The points as a line."""
        return " ".join(f"{p.x:.1f},{p.y:.1f}" for p in self.points)


def tabs_of(here: str) -> list[Tab]:
    """Return the words above the pages of completion."""
    return [
        Tab("Theo việc", url_for("progress.show"), here == "show"),
        Tab("Theo ngày", url_for("progress.by_day"), here == "by_day"),
    ]


def parts_of(session: GuardedSession) -> list[Part]:
    """Return what this person may ask for: school, departments led, own classes."""
    return once("parts", lambda: _parts(session))


def _parts(session: GuardedSession) -> list[Part]:
    year, everything = current_year(session), sees_all(g.actor, CompletionDay)
    found = [Part("", "Toàn trường")] if everything else []
    led = select(Department).where(Department.teaching).order_by(Department.name)
    own = select(SchoolClass).where(SchoolClass.year_id == (year.id if year else 0))
    own = own.order_by(SchoolClass.grade, SchoolClass.name)
    if not everything:
        led = led.where(Department.id.in_(g.actor.heads))
        own = own.where(SchoolClass.id.in_(g.actor.homeroom))
    found += [Part(f"to-{d.id}", d.name, department_id=d.id) for d in session.scalars(led)]
    found += [Part(f"lop-{c.id}", f"Lớp {c.name}", class_id=c.id) for c in session.scalars(own)]
    return found


def by_day() -> str:
    """Show the trend of a part of the school (cua) in a term (ky)."""
    session = request_session()
    year, parts = current_year(session), parts_of(session)
    terms = periods_of(session, year, PeriodKind.TERM) if year else []
    begun = [term for term in terms if term.from_date <= school_today()]
    asked, code = request.args.get("cua", ""), request.args.get("ky")
    part = next((p for p in parts if p.code == asked), None)
    part = part or (parts[0] if parts and not asked else None)
    term = next((t for t in begun if t.code == code), None) or (
        begun[-1] if begun and not code else None
    )
    if part is None or term is None:
        raise OutOfScope("Tiến độ theo ngày là của tổ phụ trách, lớp chủ nhiệm hoặc cả trường.")
    window = window_of(session, term)
    return render_template(
        "screens/progress/by_day.html",
        part=part,
        parts=parts,
        term=term,
        terms=begun[::-1],
        window=window,
        chart=charted(_days(session, part, term, window), window),
        tabs_=tabs_of("by_day"),
    )


def _days(
    session: GuardedSession, part: Part, term: Period, window: Window
) -> list[tuple[date, int, bool]]:
    """Return the mornings that were counted and, while the term runs, how it stands now."""
    people: Collection[int] | None = None
    today = school_today()
    if part.department_id is not None:
        member = Membership
        people = session.scalars(
            select(member.staff_id).where(
                member.department_id == part.department_id, in_force(member, today)
            )
        ).all()
    kept = trend(session, term, class_id=part.class_id, staff_ids=people)
    found = [(day, cells, False) for day, cells in kept]
    if window.first <= today <= window.last:
        now = sum(
            count.cells
            for count in cells_of(session, term)
            if part.class_id in (None, count.class_id)
            and (people is None or count.owner_id in people)
        )
        found = [*(row for row in found if row[0] < today), (today, now, True)]
    return found


def charted(days: Sequence[tuple[date, int, bool]], window: Window) -> Chart | None:
    """Lay the line out; None without a day."""
    if not days:
        return None
    first = days[0][0]
    span = max((window.last - first).days, (days[-1][0] - first).days, 1)
    most = max(1, *(cells for _, cells, _ in days))

    def x(day: date) -> float:
        return LEFT + (day - first).days / span * (WIDE - LEFT - RIGHT)

    def y(cells: float) -> float:
        return HIGH - BOTTOM - cells / most * (HIGH - TOP - BOTTOM)

    before: int | None = None
    points = []
    for day, cells, now in days:
        change = None if before is None else cells - before
        points.append(Point(day, cells, x(day), y(cells), change, now))
        before = cells
    levels = sorted({0, most // 2, most})
    return Chart(points, [(y(level), count_vi(level)) for level in levels], first, x(window.last))
