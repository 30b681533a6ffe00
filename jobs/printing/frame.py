"""What every form of a year shares: the school, its head, units and tests by grade, class names.

Read once per run, by nine statements.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, String, case, literal, select, union_all
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from models.assessment import RuleApplication, RuleSet, RuleTest, RuleUnit, Unit, UnitKind
from models.clock import in_force, school_today
from models.people import Duty, Function, Staff
from models.refusal import NotReady, Refusal
from models.school import HomeroomAssignment, Period, PeriodKind, School, SchoolClass, SchoolYear

#: from this day on there are no districts any more (two tiers of local government)
NO_DISTRICTS = date(2025, 7, 1)
YEAR_END = "CN"
UNITS, MANDATORY = RuleUnit.__tablename__, "mandatory"
NO_FORM = (
    "Khối {grade} theo thông tư trước TT 27/2020: mẫu học bạ và bảng tổng hợp của thông tư đó chưa"
    " có trong chương trình, nên lớp này chưa in được. Kết quả vẫn xuất được ra Excel."
)


class UnknownError(Refusal):
    """A year, class or moment that doesn't exist; the sentence names it."""

    status = 404


@dataclass(frozen=True, slots=True)
class GradeRules:
    """Units of a grade in the order of the form, and what names its outcomes and awards.

    ``traits``: qualities and competences of the rule set in any grade, as the form prints them all.
    ``mandatory``: codes that every class is taught. ``tests``: (unit code, period code).
    """

    units: tuple[Unit, ...]
    traits: tuple[Unit, ...]
    mandatory: frozenset[str]
    tests: frozenset[tuple[str, str]]
    overall: dict[str, str]
    awards: dict[str, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """The school's frame for printing a year; ``summer``: it has rounds of assessment then."""

    school: School
    year: SchoolYear
    periods: dict[str, Period]
    summer: bool
    classes: tuple[SchoolClass, ...]
    grades: dict[int, GradeRules]
    head: str | None
    homeroom: dict[int, str]

    @property
    def has_district(self) -> bool:
        """Whether the cover asks for a district: one is given, or the year still had districts."""
        return self.school.district is not None or self.year.first_day < NO_DISTRICTS

    @property
    def without_form(self) -> set[int]:
        """Grades under a circular that knows no overall result: their forms aren't printed here."""
        return {grade for grade, rules in self.grades.items() if not rules.overall}

    @property
    def printable(self) -> tuple[SchoolClass, ...]:
        """The classes whose forms the program has."""
        return tuple(room for room in self.classes if room.grade not in self.without_form)

    @property
    def award_names(self) -> dict[str, str]:
        """The names of the awards of all grades, by code."""
        return {code: name for rules in self.grades.values() for code, name in rules.awards.items()}

    def chosen(self, names: Collection[str] = ()) -> tuple[SchoolClass, ...]:
        """Return the classes of these names, or all that can be printed.

        UnknownError names one that doesn't exist; NotReady one whose form the program hasn't.
        """
        known = {room.name: room for room in self.classes}
        for name in names:
            if name not in known:
                raise UnknownError(f"Năm học {self.year.name} không có lớp {name}.")
        if not names:
            return self.printable
        for grade in {known[name].grade for name in names} & self.without_form:
            raise NotReady(NO_FORM.format(grade=grade))
        return tuple(known[name] for name in names)


def frame(session: Session, year_name: str) -> Frame:
    """Read the frame of a year ("2025-2026"); UnknownError when there is no such year."""
    year = session.scalars(select(SchoolYear).where(SchoolYear.name == year_name)).one_or_none()
    if year is None:
        raise UnknownError(f"Chưa có năm học {year_name}.")
    school = session.scalars(select(School).order_by(School.id)).first()
    if school is None:
        raise NotReady("Chưa khai báo trường. Chạy so-truong init --school “…” trước.")
    kinds = Period.kind.in_((PeriodKind.TERM, PeriodKind.ROUND))
    spans = session.scalars(select(Period).where(Period.year_id == year.id, kinds)).all()
    classes = session.scalars(
        select(SchoolClass)
        .where(SchoolClass.year_id == year.id)
        .order_by(SchoolClass.grade, SchoolClass.name)
    )
    units = session.scalars(select(Unit).order_by(Unit.position, Unit.code)).all()
    return Frame(
        school=school,
        year=year,
        periods={span.code: span for span in spans if span.kind is PeriodKind.TERM},
        summer=any(span.summer for span in spans),
        classes=tuple(classes),
        grades=_grades(session, year.id, units),
        head=_head(session),
        homeroom=_homeroom(session, year),
    )


def _grades(session: Session, year_id: int, units: Sequence[Unit]) -> dict[int, GradeRules]:
    applied = select(RuleApplication.grade, RuleSet.rules).join(
        RuleSet, RuleSet.id == RuleApplication.rule_set_id
    )
    rows = session.execute(
        union_all(
            _of_the_year(RuleUnit, case((RuleUnit.mandatory, MANDATORY), else_=""), year_id),
            _of_the_year(RuleTest, RuleTest.period_code, year_id),
        )
    ).all()
    own = [row for row in rows if row.grade == row.of_grade]
    lines = [(g, i, said == MANDATORY) for g, _, i, table, said in own if table == UNITS]
    tests = [(g, i, said) for g, _, i, table, said in own if table != UNITS]
    codes = {unit.id: unit.code for unit in units}
    found = {}
    for grade, data in session.execute(applied.where(RuleApplication.year_id == year_id)):
        here = {unit_id: mandatory for g, unit_id, mandatory in lines if g == grade}
        every = {row.unit_id for row in rows if row.grade == grade}
        awards = data.get("awards", ())
        titles = {award["code"]: award.get("title", award["name"]) for award in awards}
        found[grade] = GradeRules(
            units=tuple(unit for unit in units if unit.id in here),
            traits=tuple(u for u in units if u.kind is not UnitKind.SUBJECT and u.id in every),
            mandatory=frozenset(codes[i] for i, mandatory in here.items() if mandatory),
            tests=frozenset((codes[i], period) for g, i, period in tests if g == grade),
            overall={step["code"]: step["name"] for step in data.get("overall", ())},
            awards=titles | {award["name"]: titles[award["code"]] for award in awards},
        )
    return found


def _of_the_year(model: type[RuleUnit | RuleTest], said: Any, year_id: int) -> Select[Any]:
    """Select (grade, of which grade, unit, table, what it says) of the rule sets of a year.

    A rule set that applies to a grade is told with its rows for every grade.
    """
    applied = RuleApplication
    same = model.rule_set_id == applied.rule_set_id
    table = literal(model.__tablename__)
    row = (applied.grade, model.grade.label("of_grade"), model.unit_id, table)
    query = select(*row, sql_cast(said, String)).join(applied, same)
    return query.where(applied.year_id == year_id)


def _head(session: Session) -> str | None:
    today = school_today()
    return session.scalars(
        select(Staff.full_name)
        .join(Duty, Duty.staff_id == Staff.id)
        .where(
            Duty.function == Function.PRINCIPAL,
            Duty.confirmed_at.is_not(None),
            in_force(Duty, today),
        )
        .order_by(Duty.from_date.desc())
    ).first()


def _homeroom(session: Session, year: SchoolYear) -> dict[int, str]:
    room = HomeroomAssignment
    rows = session.execute(
        select(room.class_id, Staff.full_name)
        .join(Staff, Staff.id == room.staff_id)
        .join(SchoolClass, SchoolClass.id == room.class_id)
        .where(SchoolClass.year_id == year.id, room.from_date <= year.last_day)
        .order_by(room.from_date)
    )
    return {row.class_id: row.full_name for row in rows}
