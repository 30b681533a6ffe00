"""Editing the school year's calendar: holidays, make-up days, weeks that move, ends of terms.

The vice-principal keeps it (Điều 2.11, 7.2). The caller commits, or rolls back what was only tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.conduct.entry import ConductEntry
from models.daily.absence import HALF_LABEL, HalfDay, RollCall
from models.health.visit import HealthVisit
from models.refusal import NotReady, Unfit
from models.school.day import SchoolDay
from models.school.days import school_day
from models.school.year import Period, PeriodKind, SchoolYear

ONE = timedelta(days=1)
#: Monday to Friday
USUAL = 5
LAID_ON_WEEKS = (PeriodKind.TERM, PeriodKind.ROUND)


@dataclass(frozen=True, slots=True)
class Day:
    """What a day is to be: halves taught, by which weekday's timetable (None: its own)."""

    date: date
    morning: bool
    afternoon: bool
    stands_for: int | None = None


def periods(session: Session, year: SchoolYear, kind: PeriodKind) -> list[Period]:
    """Return the periods of a kind in order."""
    query = select(Period).where(Period.year_id == year.id, Period.kind == kind)
    return list(session.scalars(query.order_by(Period.from_date, Period.number)))


def covering(spans: Iterable[Period], day: date) -> Period | None:
    """Return the period that holds a day."""
    return next((span for span in spans if span.from_date <= day <= span.to_date), None)


def set_day(session: Session, year: SchoolYear, wanted: Day) -> Period:
    """Make a day a holiday, a day of teaching or of half a day, or a make-up day; return its week.

    Unfit when the day lies in no week; NotReady when what would go has been taught and written up.
    """
    day = wanted.date
    week = covering(periods(session, year, PeriodKind.WEEK), day)
    month = covering(periods(session, year, PeriodKind.MONTH), day)
    if week is None or month is None:
        raise Unfit(
            f"Ngày {day:%d/%m/%Y} không thuộc tuần nào của năm học. Dời tuần trước.", field="date"
        )
    stands_for = None if wanted.stands_for == day.isoweekday() + 1 else wanted.stands_for
    if stands_for is None and day.isoweekday() > USUAL and (wanted.morning or wanted.afternoon):
        raise Unfit("Ngày cuối tuần học theo thời khóa biểu của thứ nào?", field="stands_for")
    found = school_day(session, day)
    _refuse_written_up(session, found, wanted)
    if not (wanted.morning or wanted.afternoon):
        if found is not None:
            session.delete(found)
    elif found is None:
        session.add(
            SchoolDay(
                year_id=year.id,
                date=day,
                week_id=week.id,
                month_id=month.id,
                morning=wanted.morning,
                afternoon=wanted.afternoon,
                stands_for=stands_for,
            )
        )
    else:
        found.morning, found.afternoon = wanted.morning, wanted.afternoon
        found.stands_for = stands_for
    session.flush()
    return week


def _refuse_written_up(session: Session, found: SchoolDay | None, wanted: Day) -> None:
    if found is None:
        return
    gone = {
        HalfDay.MORNING: found.morning and not wanted.morning,
        HalfDay.AFTERNOON: found.afternoon and not wanted.afternoon,
    }
    halves = [half for half, goes in gone.items() if goes]
    if not halves:
        return
    called = session.execute(
        select(RollCall.half, func.count(RollCall.id))
        .where(RollCall.date == found.date, RollCall.half.in_(halves))
        .group_by(RollCall.half)
    ).all()
    said = [f"{number} lớp đã điểm danh buổi {HALF_LABEL[half]}" for half, number in called]
    if not (wanted.morning or wanted.afternoon):
        said += _noted(session, found.date)
    if said:
        raise NotReady(
            f"Ngày {found.date:%d/%m/%Y}: {', '.join(said)}. Ngày đã ghi sổ thì không bỏ được"
            " (Đ4.2)."
        )


def _noted(session: Session, day: date) -> list[str]:
    found = []
    for model, words in ((ConductEntry, "ghi nhận nề nếp"), (HealthVisit, "lượt vào phòng y tế")):
        number = session.scalar(select(func.count(model.id)).where(model.date == day))
        if number:
            found.append(f"{number} {words}")
    return found


def move_week(
    session: Session, year: SchoolYear, week: Period, monday: date, today: date
) -> list[Period]:
    """Let a week begin on another Monday; those after it, terms and the year's end follow.

    Return the weeks that moved. Unfit for a wrong Monday; NotReady when the week has begun.
    """
    weeks = periods(session, year, PeriodKind.WEEK)
    moved = weeks[weeks.index(week) :]
    before = weeks[weeks.index(week) - 1] if week is not weeks[0] else None
    shift = monday - (week.from_date - timedelta(days=week.from_date.weekday()))
    if monday.weekday() != 0 or not shift:
        raise Unfit("Chọn một thứ Hai khác ngày bắt đầu đang có.", field="monday")
    if before is not None and monday <= before.to_date:
        raise Unfit(
            f"{before.name} kết thúc ngày {before.to_date:%d/%m/%Y}; chọn thứ Hai sau đó.",
            field="monday",
        )
    if week.from_date <= today or monday <= today:
        raise NotReady("Chỉ dời được tuần chưa đến: tuần đã bắt đầu thì sổ sách đã ghi theo tuần.")
    taken = [(w.from_date, w.to_date) for w in weeks]
    ends = {w.to_date: w.to_date + shift for w in moved}
    start = min(week.from_date, week.from_date + shift)
    for one in moved:
        one.from_date, one.to_date = one.from_date + shift, one.to_date + shift
    _follow(session, year, ends)
    _cover_by_months(session, year)
    session.flush()
    _lay_days(session, year, weeks, taken, start)
    session.flush()
    return moved


def _follow(session: Session, year: SchoolYear, ends: Mapping[date, date]) -> None:
    for kind in (*LAID_ON_WEEKS, PeriodKind.YEAR):
        for span in periods(session, year, kind):
            eve = span.from_date - ONE
            span.from_date = ends.get(eve, eve) + ONE
            span.to_date = ends.get(span.to_date, span.to_date)
    year.last_day = ends.get(year.last_day, year.last_day)


def _cover_by_months(session: Session, year: SchoolYear) -> None:
    """Let the months reach to the year's last day; what lies beyond a shorter year stays empty."""
    last = periods(session, year, PeriodKind.MONTH)[-1]
    while last.to_date < year.last_day:
        following = (last.from_date.replace(day=1) + timedelta(days=32)).replace(day=1)
        if last.to_date < following - ONE:
            last.to_date = min(following - ONE, year.last_day)
            continue
        last = Period(
            year_id=year.id,
            kind=PeriodKind.MONTH,
            code=f"M{following.month:02d}",
            name=f"Tháng {following.month}",
            number=last.number + 1,
            from_date=following,
            to_date=following,
        )
        session.add(last)


def _lay_days(
    session: Session,
    year: SchoolYear,
    weeks: list[Period],
    taken: list[tuple[date, date]],
    start: date,
) -> None:
    """Give each day its week; a day that was free within a week stays free."""
    months = periods(session, year, PeriodKind.MONTH)
    later = select(SchoolDay).where(SchoolDay.year_id == year.id, SchoolDay.date >= start)
    known = {day.date: day for day in session.scalars(later)}
    for laid in known.values():
        here = covering(weeks, laid.date)
        if here is None:
            session.delete(laid)
        elif laid.week_id != here.id:
            laid.week_id = here.id
    for week in weeks:
        for day in (week.from_date + timedelta(days=n) for n in range(USUAL)):
            was_free = any(first <= day <= last for first, last in taken)
            month = covering(months, day)
            if day >= start and day not in known and not was_free and month is not None:
                session.add(
                    SchoolDay(year_id=year.id, date=day, week_id=week.id, month_id=month.id)
                )


def end_with(session: Session, year: SchoolYear, last: Mapping[str, str]) -> None:
    """Let terms and rounds end with these weeks: code of the period → code of the week.

    Unfit when they would not follow each other, or the last one would not end the year.
    """
    weeks = {week.code: week for week in periods(session, year, PeriodKind.WEEK)}
    for kind in LAID_ON_WEEKS:
        begins = year.first_day
        spans = sorted(periods(session, year, kind), key=lambda span: span.number)
        for span in spans:
            week = weeks.get(last.get(span.code, ""))
            ends = week.to_date if week else span.to_date
            if ends < begins or (span is spans[-1] and ends != year.last_day):
                raise Unfit(
                    f"{span.name} phải kết thúc sau kì trước"
                    f"{' và cùng tuần cuối của năm học' if span is spans[-1] else ''}.",
                    field=span.code,
                )
            span.from_date, span.to_date = begins, ends
            begins = ends + ONE
    session.flush()
