"""What an import needs to know of the books: the year, its classes, units by grade, the staff."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from jobs.imports.titles import class_key
from jobs.imports.words import key, without_tail, words
from models.assessment import RuleApplication, RuleTest, RuleUnit, Unit, UnitKind
from models.names import sort_key
from models.people import Staff
from models.school import Period, PeriodKind, School, SchoolClass, SchoolYear
from permissions.session import GuardedSession
from seeds.data import named_units as catalogue_units


@dataclass
class Context:
    """The books as the importer finds them; each list is read once, when it is needed."""

    session: GuardedSession
    year: SchoolYear
    file: str

    @cached_property
    def classes(self) -> dict[str, SchoolClass]:
        """The year's classes by their compared name."""
        found = self.session.scalars(select(SchoolClass).where(SchoolClass.year_id == self.year.id))
        return {class_key(one.name): one for one in found}

    @cached_property
    def staff(self) -> dict[str, Staff]:
        """Staff by code."""
        return {one.code: one for one in self.session.scalars(select(Staff))}

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Units by code."""
        return {unit.code: unit for unit in self.session.scalars(select(Unit))}

    @cached_property
    def unit_words(self) -> dict[str, str]:
        """Subjects by every folded word for them, the catalogue's own names included."""
        subjects = [unit for unit in self.units.values() if unit.kind is UnitKind.SUBJECT]
        named = {key(unit.name): unit.code for unit in subjects}
        return words().units | named

    @cached_property
    def taught(self) -> dict[int, set[str]]:
        """Unit codes that each grade's rule set assesses this year, electives included."""
        found = self.session.execute(
            select(RuleUnit.grade, Unit.code)
            .join(RuleApplication, RuleApplication.rule_set_id == RuleUnit.rule_set_id)
            .join(Unit, Unit.id == RuleUnit.unit_id)
            .where(RuleApplication.year_id == self.year.id, RuleApplication.grade == RuleUnit.grade)
        )
        grades: dict[int, set[str]] = {}
        for grade, code in found:
            grades.setdefault(grade, set()).add(code)
        return grades

    @cached_property
    def tested(self) -> set[tuple[int, str, str]]:
        """(grade, unit code, period code) of the tests with a score."""
        found = self.session.execute(
            select(RuleTest.grade, Unit.code, RuleTest.period_code)
            .join(RuleApplication, RuleApplication.rule_set_id == RuleTest.rule_set_id)
            .join(Unit, Unit.id == RuleTest.unit_id)
            .where(RuleApplication.year_id == self.year.id, RuleApplication.grade == RuleTest.grade)
        )
        return {(grade, code, period) for grade, code, period in found}

    @cached_property
    def periods(self) -> dict[str, Period]:
        """The four periods by code."""
        found = self.session.scalars(
            select(Period).where(Period.year_id == self.year.id, Period.kind == PeriodKind.TERM)
        )
        return {period.code: period for period in found}

    @cached_property
    def times(self) -> dict[str, Period]:
        """Months and rounds by code (M11, SK1)."""
        kinds = (PeriodKind.MONTH, PeriodKind.ROUND)
        found = self.session.scalars(
            select(Period).where(Period.year_id == self.year.id, Period.kind.in_(kinds))
        )
        return {period.code: period for period in found}

    @cached_property
    def forbids_zero(self) -> bool:
        """Whether the school refuses the score 0 (DOMAIN §1.3)."""
        school = self.session.scalars(select(School).limit(1)).one_or_none()
        return school is None or school.forbid_zero

    def unit_of(self, text: str) -> str | None:
        """Return the code of the subject that a cell names."""
        return self.unit_words.get(key(text)) or self.unit_words.get(key(without_tail(text)))

    def recased(self, text: str) -> str | None:
        """Return a subject's own writing when the text differs from it by letter case alone."""
        return None if text in self._writings.values() else self._writings.get(text.casefold())

    @cached_property
    def _writings(self) -> dict[str, str]:
        listed = {
            word
            for unit in catalogue_units()
            for word in (unit["code"], unit["name"], *unit.get("aliases", ()))
        }
        return {word.casefold(): word for word in listed | {u.name for u in self.units.values()}}

    def no_class(self, name: str) -> str:
        """Say that a class doesn't exist, and which ones of its grade do."""
        same = sorted(one.name for found, one in self.classes.items() if found[:1] == name[:1])
        there = f"; khối {name[:1]} có {same[0]} đến {same[-1]}" if same else ""
        return f"Không có lớp {name} trong phân công {self.year.name.replace('-', ' - ')}{there}"


def same_name(one: str, other: str) -> bool:
    """Tell whether two writings name one person (Hoà and Hòa do, Trâm and Trầm don't)."""
    return sort_key(one) == sort_key(other)
