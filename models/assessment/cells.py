"""What a single cell of the entry desk may hold, by the rule set of its grade (TT 27/2020).

Letters are taken as people type them (lower case, ``d`` for Đ, a comma in a score) and brought to
their one stored form; what doesn't fit is refused with the rule and its article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import Select, bindparam, cast, select
from sqlalchemy import Text as Written
from sqlalchemy.orm import Session

from models.assessment.rule_set import RuleApplication, RuleSet, RuleTest, RuleUnit
from models.assessment.rules import circular as shortened
from models.assessment.unit import Unit, UnitKind
from models.school.classes import SchoolClass
from models.school.school import School
from models.school.year import Period, PeriodKind
from models.typed import Kind, Text, UnfitError, clean

Field = Literal["level", "score", "comment"]
Value = str | int | None

_TRAIT_LETTERS = {"D": "Đ", "DD": "Đ", "Ð": "Đ", "ĐĐ": "Đ"}
_WHOLE = re.compile(r"(\d{1,3})(?:[.,]0*)?")


COMMENT = Text()


@dataclass(frozen=True, slots=True)
class Level:
    """One letter: T, H, C of a subject or T, Đ, C of a trait; ``d`` is taken for Đ there."""

    letters: tuple[str, ...]
    foreign: tuple[str, ...]
    rule: str

    @property
    def trait(self) -> bool:
        """Whether the letters are those of a trait."""
        return "Đ" in self.letters

    def value(self, typed: Any) -> str | None:
        """Return the letter, None for an empty cell."""
        given = clean(typed).upper()
        meant = _TRAIT_LETTERS.get(given, given)
        if self.trait:
            given = meant
        if not given or given in self.letters:
            return given or None
        said = self.rule
        if meant in self.foreign:
            said += f" {meant} dùng cho {'môn học' if self.trait else 'phẩm chất, năng lực'}."
        raise UnfitError(said)

    def text(self, value: Any) -> str:
        """Return the letter itself."""
        return value or ""

    def data(self) -> dict[str, str | int]:
        """Tell the letters, parted by spaces."""
        kind = "trait" if self.trait else "level"
        return {"kind": kind, "letters": " ".join(self.letters), "rule": self.rule}


@dataclass(frozen=True, slots=True)
class Score:
    """A whole number; ``untested``: why this unit has no score at this period."""

    lowest: int
    highest: int
    forbid_zero: bool
    rule: str
    untested: str = ""

    def value(self, typed: Any) -> int | None:
        """Return the score, None for an empty cell; ``8,0`` is 8."""
        text = clean(typed)
        if not text:
            return None
        if self.untested:
            raise UnfitError(self.untested)
        whole = _WHOLE.fullmatch(text)
        if whole is None or not self.lowest <= int(whole[1]) <= self.highest:
            raise UnfitError(self.rule)
        if int(whole[1]) == 0 and self.forbid_zero:
            msg = "Trường không nhận điểm 0. Em chưa kiểm tra thì để trống ô này."
            raise UnfitError(msg)
        return int(whole[1])

    def text(self, value: Any) -> str:
        """Return the figures."""
        return "" if value is None else str(value)

    def data(self) -> dict[str, str | int]:
        """Tell the limits."""
        low = max(self.lowest, 1) if self.forbid_zero else self.lowest
        return {"kind": "score", "low": low, "high": self.highest, "rule": self.rule}


@dataclass(frozen=True, slots=True)
class UnitRule:
    """A unit as the rule set sees it at one period of one grade."""

    id: int
    code: str
    name: str
    short: str
    kind: UnitKind
    trait: bool
    tested: bool
    mandatory: bool


@dataclass(frozen=True, slots=True)
class CellRules:
    """All that decides which values fit the cells of a class at a period."""

    grade: int
    period_name: str
    circular: str
    articles: Mapping[str, str]
    #: letters and their names, by whether the unit is a trait
    levels: Mapping[bool, Mapping[str, str]]
    lowest: int
    highest: int
    forbid_zero: bool
    units: Mapping[int, UnitRule]

    def kind(self, unit_id: int, field: str) -> Kind:
        """Return what a cell of a unit holds; UnfitError when there is no such cell."""
        unit = self.units.get(unit_id)
        if unit is None:
            msg = f"Khối {self.grade} không đánh giá môn này ({self.circular})."
            raise UnfitError(msg)
        if field == "comment":
            return COMMENT
        if field == "level":
            return Level(self.letters(unit), self.letters_of_others(unit), self.rule(unit, field))
        if field == "score":
            return Score(
                self.lowest,
                self.highest,
                self.forbid_zero,
                self.rule(unit, field),
                "" if unit.tested else self._untested(unit),
            )
        msg = "Ô này không có trong sổ."
        raise UnfitError(msg)

    def _cite(self, what: str) -> str:
        article = self.articles.get(what)
        return f"({self.circular}, {article})" if article else f"({self.circular})"

    def letters(self, unit: UnitRule) -> tuple[str, ...]:
        """Return the levels of a unit, the best first."""
        return tuple(self.levels[unit.trait])

    def letters_of_others(self, unit: UnitRule) -> tuple[str, ...]:
        """Return the levels that a unit doesn't take, because units of the other kind do."""
        return tuple(self.levels[not unit.trait])

    def rule(self, unit: UnitRule, field: str) -> str:
        """Say in one sentence what a column takes, with its article."""
        if field == "score":
            low = max(self.lowest, 1) if self.forbid_zero else self.lowest
            return (
                f"Điểm là số nguyên từ {low} đến {self.highest},"
                f" không có phần thập phân {self._cite('score')}."
            )
        what = "Phẩm chất, năng lực" if unit.trait else "Mức môn học"
        cited = self._cite("trait" if unit.trait else "level")
        return f"{what} chỉ có {', '.join(self.letters(unit))} {cited}."

    def _untested(self, unit: UnitRule) -> str:
        when = self.period_name[:1].lower() + self.period_name[1:]
        return (
            f"{unit.name} khối {self.grade} không có bài kiểm tra {when}"
            f" nên không có điểm {self._cite('score')}."
        )


def _forbids_zero() -> Any:
    """Select the school's own word on the score 0; null where the school has no row yet."""
    return select(School.forbid_zero).limit(1).scalar_subquery()


@cache
def _question() -> Select[Any]:
    """Ask for the rules of ``class_id`` at ``period_id``; the first columns are every row's."""
    return (
        select(
            *(Period.name, RuleSet.name, cast(RuleSet.rules, Written), _forbids_zero()),
            *(SchoolClass.grade, Unit.id, Unit.code, Unit.name, Unit.short_name, Unit.kind),
            *(RuleTest.id.is_not(None), RuleUnit.mandatory),
        )
        .select_from(SchoolClass)
        .join(Period, Period.year_id == SchoolClass.year_id)
        .join(
            RuleApplication,
            (RuleApplication.year_id == SchoolClass.year_id)
            & (RuleApplication.grade == SchoolClass.grade),
        )
        .join(RuleSet, RuleSet.id == RuleApplication.rule_set_id)
        .join(
            RuleUnit,
            (RuleUnit.rule_set_id == RuleSet.id) & (RuleUnit.grade == SchoolClass.grade),
        )
        .join(Unit, Unit.id == RuleUnit.unit_id)
        .outerjoin(
            RuleTest,
            (RuleTest.rule_set_id == RuleUnit.rule_set_id)
            & (RuleTest.grade == RuleUnit.grade)
            & (RuleTest.unit_id == RuleUnit.unit_id)
            & (RuleTest.period_code == Period.code),
        )
        .where(
            SchoolClass.id == bindparam("class_id"),
            Period.id == bindparam("period_id"),
            Period.kind == PeriodKind.TERM,
        )
        .order_by(Unit.position)
    )


def cell_rules(session: Session, class_id: int, period_id: int) -> CellRules | None:
    """Read the rules of a class at a term period; None when there are none (or no such class)."""
    asked = {"class_id": class_id, "period_id": period_id}
    rows = session.execute(_question(), asked).all()
    if not rows:
        return None
    period_name, circular, written, forbid_zero, grade, *_ = rows[0]
    rules = json.loads(written)
    units = {
        unit: UnitRule(
            unit, code, name, short, kind, kind is not UnitKind.SUBJECT, tested, mandatory
        )
        for *_, unit, code, name, short, kind, tested, mandatory in rows
    }
    scales = rules["scales"]
    return CellRules(
        grade=grade,
        period_name=period_name,
        circular=shortened(circular),
        articles=rules.get("articles", {}),
        levels={False: scales["subject"], True: scales["trait"]},
        lowest=scales["score"]["lowest"],
        highest=scales["score"]["highest"],
        forbid_zero=forbid_zero is not False,
        units=units,
    )
