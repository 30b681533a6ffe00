"""Finding what a command line names: the school year, a class, a unit, a period."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.cli.common import Failure
from models.assessment import Unit
from models.school import Period, SchoolClass, SchoolYear


def year_named(session: Session, name: str) -> SchoolYear:
    """Return the school year of that name, or fail with the years that there are."""
    years = {year.name: year for year in session.scalars(select(SchoolYear))}
    if name not in years:
        known = ", ".join(sorted(years)) or "chưa có năm học nào"
        raise Failure(f"Không có năm học {name}. Đang có: {known}.")
    return years[name]


def class_named(session: Session, year: SchoolYear, name: str) -> SchoolClass:
    """Return the class of that name in a year, or fail with a sentence."""
    wanted = name.strip().casefold()
    for found in session.scalars(select(SchoolClass).where(SchoolClass.year_id == year.id)):
        if found.name.casefold() == wanted:
            return found
    raise Failure(f"Năm học {year.name} không có lớp {name}.")


def unit_named(session: Session, code: str) -> Unit:
    """Return the unit of that code (TOAN, PC1), or fail with a sentence."""
    unit = session.scalars(select(Unit).where(Unit.code == code.upper())).one_or_none()
    if unit is None:
        raise Failure(f"Không có môn, phẩm chất, năng lực nào mã {code}.")
    return unit


def period_named(session: Session, year: SchoolYear, code: str) -> Period:
    """Return the period of that code (GHK1, T05, M09) in a year, or fail with a sentence."""
    period = session.scalars(
        select(Period).where(Period.year_id == year.id, Period.code == code.upper())
    ).one_or_none()
    if period is None:
        raise Failure(
            f"Năm học {year.name} không có thời gian {code}; dùng GHK1, CHK1, GHK2, CN, tuần T01"
            " đến T35, tháng M09 đến M05, hoặc all."
        )
    return period
