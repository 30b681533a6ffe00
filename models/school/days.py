"""Finding days of teaching: the one asked for, the last one, those of a week."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.school.day import SchoolDay
from models.school.year import Period, PeriodKind


def school_day(session: Session, day: date) -> SchoolDay | None:
    """Return the day of teaching of a date; None for holidays and week-ends."""
    return session.scalars(select(SchoolDay).where(SchoolDay.date == day)).one_or_none()


def latest_day(session: Session, today: date) -> SchoolDay | None:
    """Return today, or the last day of teaching before it."""
    query = select(SchoolDay).where(SchoolDay.date <= today).order_by(SchoolDay.date.desc())
    return session.scalars(query.limit(1)).first()


def days_of_week(session: Session, week_id: int, until: date) -> list[SchoolDay]:
    """Return the days of a week, those still to come left out."""
    query = select(SchoolDay).where(SchoolDay.week_id == week_id, SchoolDay.date <= until)
    return list(session.scalars(query.order_by(SchoolDay.date)))


def begun(session: Session, year_id: int, kind: PeriodKind, today: date) -> list[Period]:
    """Return the periods of a kind that have begun in a year, the first one first."""
    query = select(Period).where(
        Period.year_id == year_id, Period.kind == kind, Period.from_date <= today
    )
    return list(session.scalars(query.order_by(Period.from_date)))
