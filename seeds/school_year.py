"""The frame of a school year as a proposal: periods, days around Tết, rule sets, one opening."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.access.lock import Opening
from models.assessment.rule_set import RuleApplication, RuleStart
from models.base import utc_now
from models.clock import SCHOOL_TIME
from models.school.day import SchoolDay
from models.school.year import Period, PeriodKind, SchoolYear
from seeds.data import read, rule_set_files

WEEK = timedelta(days=7)
#: Monday to Friday
TAUGHT_DAYS = 5


class UnknownYearError(ValueError):
    """The name is no school year, or no calendar is proposed for it; str() is a sentence."""


@dataclass(frozen=True, slots=True)
class Span:
    """A unit of time that becomes a Period."""

    kind: PeriodKind
    code: str
    name: str
    number: int
    from_date: date
    to_date: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is proposed for a year: first Monday, Mondays without teaching, the kings' day."""

    first_monday: date
    tet: tuple[date, ...]
    kings: date


def calendar_of(name: str) -> Calendar:
    """Return the calendar proposed for "2025-2026".

    UnknownYearError when the name isn't two consecutive years or no calendar is known.
    """
    first, _, second = name.partition("-")
    if not (len(name) == 9 and first.isdecimal() and second.isdecimal()) or (  # noqa: PLR2004
        int(second) != int(first) + 1
    ):
        msg = f"“{name}” không phải là năm học; viết như 2025-2026."
        raise UnknownYearError(msg)
    entry = read("calendar")["years"].get(name)
    if entry is None:
        known = ", ".join(read("calendar")["years"])
        msg = f"Chưa có lịch đề nghị cho năm học {name}; có sẵn: {known}."
        raise UnknownYearError(msg)
    return Calendar(entry["first_monday"], tuple(entry["tet"]), entry["kings"])


def spans(first_monday: date, skipped: Sequence[date]) -> list[Span]:
    """Lay 35 weeks from the first Monday around the skipped ones, and all other periods on them.

    A week lasts from Monday to Sunday; a term ends with the Sunday of its last week.
    """
    calendar = read("calendar")
    mondays = list(_mondays(first_monday, skipped, calendar["terms"][-1]["last_week"]))
    weeks = [
        Span(PeriodKind.WEEK, f"T{n:02d}", f"Tuần {n}", n, day, day + timedelta(days=6))
        for n, day in enumerate(mondays, start=1)
    ]
    found = list(weeks)
    for kind, parts in ((PeriodKind.TERM, "terms"), (PeriodKind.ROUND, "rounds")):
        start = first_monday
        for number, part in enumerate(calendar[parts], start=1):
            end = weeks[part["last_week"] - 1].to_date
            found.append(Span(kind, part["code"], part["name"], number, start, end))
            start = end + timedelta(days=1)
    last_day = weeks[-1].to_date
    found += _months(first_monday, last_day)
    found.append(Span(PeriodKind.YEAR, "NAM", "Cả năm học", 1, first_monday, last_day))
    return found


def propose(
    session: Session,
    name: str,
    *,
    first_monday: date | None = None,
    skipped: Sequence[date] | None = None,
) -> SchoolYear:
    """Create what is missing of a school year: periods, days, rule sets by grade, one opening.

    What stands already stays as it is, so it may run again. ``first_monday`` and ``skipped``
    replace the proposed calendar. The caller commits. UnknownYearError as in ``calendar_of``.
    """
    kings = None
    if first_monday is None:
        proposed = calendar_of(name)
        first_monday, kings = proposed.first_monday, proposed.kings
        skipped = proposed.tet if skipped is None else skipped
    laid = spans(first_monday, skipped or ())
    year = session.scalars(select(SchoolYear).where(SchoolYear.name == name)).one_or_none()
    if year is None:
        year = SchoolYear(name=name, first_day=laid[0].from_date, last_day=laid[-1].to_date)
        session.add(year)
        session.flush()
    _add_periods(session, year, laid)
    session.flush()
    _add_days(session, year, kings)
    _apply_rule_sets(session, year)
    _open(session, year)
    session.flush()
    return year


def _mondays(first: date, skipped: Sequence[date], count: int) -> Iterator[date]:
    day = first
    while count:
        if day not in skipped:
            yield day
            count -= 1
        day += WEEK


def _months(first: date, last: date) -> Iterator[Span]:
    start, number = first, 1
    while start <= last:
        following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        end = min(following - timedelta(days=1), last)
        code, label = f"M{start.month:02d}", f"Tháng {start.month}"
        yield Span(PeriodKind.MONTH, code, label, number, start, end)
        start, number = following, number + 1


def _add_periods(session: Session, year: SchoolYear, laid: Sequence[Span]) -> None:
    known = set(session.scalars(select(Period.code).where(Period.year_id == year.id)))
    session.add_all(
        Period(
            year_id=year.id,
            kind=span.kind,
            code=span.code,
            name=span.name,
            number=span.number,
            from_date=span.from_date,
            to_date=span.to_date,
        )
        for span in laid
        if span.code not in known
    )


def _add_days(session: Session, year: SchoolYear, kings: date | None) -> None:
    """Propose Monday to Friday of each week, holidays left out, for a year without days."""
    if session.scalars(select(SchoolDay.id).where(SchoolDay.year_id == year.id).limit(1)).first():
        return
    holidays = {(month, day) for month, day in read("calendar")["holidays"]}
    periods = session.scalars(select(Period).where(Period.year_id == year.id)).all()
    months = [p for p in periods if p.kind is PeriodKind.MONTH]
    for week in (p for p in periods if p.kind is PeriodKind.WEEK):
        for day in (week.from_date + timedelta(days=n) for n in range(TAUGHT_DAYS)):
            month = next((m for m in months if m.from_date <= day <= m.to_date), None)
            if month and day != kings and (day.month, day.day) not in holidays:
                session.add(
                    SchoolDay(year_id=year.id, date=day, month_id=month.id, week_id=week.id)
                )


def rule_set_code(grade: int, year_name: str) -> str | None:
    """Return the code of the circular that a grade follows in a year, or None (DOMAIN §1.1).

    As the program knows it; a school's own rule sets start by ``RuleStart``.
    """
    autumn = int(year_name[:4])
    starts: list[tuple[int, Any]] = [
        (data["applies"][grade], data["code"])
        for data in rule_set_files()
        if data["applies"].get(grade, autumn + 1) <= autumn
    ]
    return max(starts)[1] if starts else None


def _apply_rule_sets(session: Session, year: SchoolYear) -> None:
    autumn = int(year.name[:4])
    starts = select(RuleStart).where(RuleStart.autumn <= autumn).order_by(RuleStart.autumn)
    # the last one that started stands
    ids = {start.grade: start.rule_set_id for start in session.scalars(starts)}
    known = set(
        session.scalars(select(RuleApplication.grade).where(RuleApplication.year_id == year.id))
    )
    for grade in range(1, 6):
        if grade not in known and grade in ids:
            session.add(RuleApplication(year_id=year.id, grade=grade, rule_set_id=ids[grade]))


def _open(session: Session, year: SchoolYear) -> None:
    if session.scalars(select(Opening.id).where(Opening.year_id == year.id).limit(1)).first():
        return
    first_morning = datetime.combine(year.first_day, time(), SCHOOL_TIME).astimezone(UTC)
    session.add(
        Opening(
            year_id=year.id,
            starts_at=min(first_morning, utc_now()),
            reason="Mở đầu năm học, đến khi có lần đóng (Đ2.3)",
        )
    )
