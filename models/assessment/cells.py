"""What a single cell of the entry desk may hold, by the rule set of its grade (TT 27/2020).

Letters are taken as people type them (lower case, ``d`` for Đ, a comma in a score) and brought to
their one stored form; what doesn't fit is refused with the rule and its article.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assessment.rule_set import RuleApplication, RuleSet, RuleTest, RuleUnit
from models.assessment.unit import Unit, UnitKind
from models.school.classes import SchoolClass
from models.school.school import School
from models.school.year import Period, PeriodKind

Field = Literal["level", "score", "comment"]
Value = str | int | None

MOST_LETTERS = 1000
_TRAIT_LETTERS = {"D": "Đ", "DD": "Đ", "Ð": "Đ", "ĐĐ": "Đ"}
_WHOLE = re.compile(r"(\d{1,3})(?:[.,]0*)?")


class UnfitError(ValueError):
    """The cell can't hold this; str() is the sentence beside it."""


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

    def value(self, unit_id: int, field: str, typed: Any) -> Value:
        """Return the stored form of what was typed; UnfitError when the cell can't hold it.

        ``typed``: text or a whole number; empty text and None empty the cell.
        """
        unit = self.units.get(unit_id)
        if unit is None:
            msg = f"Khối {self.grade} không đánh giá môn này ({self.circular})."
            raise UnfitError(msg)
        text = clean(typed)
        if field == "comment":
            return _comment(text)
        if field == "level":
            return self._level(unit, text)
        if field == "score":
            return self._score(unit, text)
        msg = "Ô này không có trong sổ."
        raise UnfitError(msg)

    def _cite(self, what: str) -> str:
        article = self.articles.get(what)
        return f"({self.circular}, {article})" if article else f"({self.circular})"

    def letters(self, unit: UnitRule) -> tuple[str, ...]:
        """Return the levels of a unit, the best first."""
        return tuple(self.levels[unit.trait])

    def rule(self, unit: UnitRule, field: str) -> str:
        """Say in one sentence what a column takes, with its article."""
        if field == "score":
            return (
                f"Điểm là số nguyên từ {self.lowest_taken} đến {self.highest},"
                f" không có phần thập phân {self._cite('score')}."
            )
        what = "Phẩm chất, năng lực" if unit.trait else "Mức môn học"
        cited = self._cite("trait" if unit.trait else "level")
        return f"{what} chỉ có {', '.join(self.letters(unit))} {cited}."

    @property
    def lowest_taken(self) -> int:
        """The lowest score that this school takes (DOMAIN §1.3: 0 is refused by default)."""
        return max(self.lowest, 1) if self.forbid_zero else self.lowest

    def _level(self, unit: UnitRule, text: str) -> Value:
        letters, other = self.letters(unit), self.levels[not unit.trait]
        given = text.upper()
        if unit.trait:
            given = _TRAIT_LETTERS.get(given, given)
        if not given or given in letters:
            return given or None
        what = "Phẩm chất, năng lực" if unit.trait else "Mức môn học"
        said = (
            f"{what} chỉ có {', '.join(letters)} {self._cite('trait' if unit.trait else 'level')}."
        )
        foreign = "Đ" if given in _TRAIT_LETTERS else given
        if foreign in other:
            used = "môn học" if unit.trait else "phẩm chất, năng lực"
            said += f" {foreign} dùng cho {used}."
        raise UnfitError(said)

    def _score(self, unit: UnitRule, text: str) -> Value:
        if not text:
            return None
        if not unit.tested:
            when = self.period_name[:1].lower() + self.period_name[1:]
            msg = (
                f"{unit.name} khối {self.grade} không có bài kiểm tra {when}"
                f" nên không có điểm {self._cite('score')}."
            )
            raise UnfitError(msg)
        whole = _WHOLE.fullmatch(text)
        if whole is None or not self.lowest <= int(whole[1]) <= self.highest:
            raise UnfitError(self.rule(unit, "score"))
        if int(whole[1]) == 0 and self.forbid_zero:
            msg = "Trường không nhận điểm 0. Em chưa kiểm tra thì để trống ô này."
            raise UnfitError(msg)
        return int(whole[1])


def clean(typed: Any) -> str:
    """Bring what was typed to NFC, without control characters and outer spaces."""
    if typed is None:
        return ""
    if isinstance(typed, bool) or not isinstance(typed, str | int):
        msg = "Ô này chỉ nhận chữ hoặc số."
        raise UnfitError(msg)
    text = unicodedata.normalize("NFC", str(typed)).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


def _comment(text: str) -> Value:
    if len(text) > MOST_LETTERS:
        msg = f"Nhận xét dài {len(text)} chữ; chỉ ghi được {MOST_LETTERS}."
        raise UnfitError(msg)
    return text or None


def _forbids_zero() -> Any:
    """Select the school's own word on the score 0; null where the school has no row yet."""
    return select(School.forbid_zero).limit(1).scalar_subquery()


def cell_rules(session: Session, class_id: int, period_id: int) -> CellRules | None:
    """Read the rules of a class at a term period; None when there are none (or no such class)."""
    frame = session.execute(
        select(SchoolClass.grade, Period.code, Period.name, RuleSet, _forbids_zero())
        .join(Period, Period.year_id == SchoolClass.year_id)
        .join(
            RuleApplication,
            (RuleApplication.year_id == SchoolClass.year_id)
            & (RuleApplication.grade == SchoolClass.grade),
        )
        .join(RuleSet, RuleSet.id == RuleApplication.rule_set_id)
        .where(SchoolClass.id == class_id, Period.id == period_id, Period.kind == PeriodKind.TERM)
    ).one_or_none()
    if frame is None:
        return None
    grade, code, period_name, rule_set, forbid_zero = frame
    rows = session.execute(
        select(Unit, RuleUnit.mandatory, RuleTest.id)
        .join(RuleUnit, RuleUnit.unit_id == Unit.id)
        .outerjoin(
            RuleTest,
            (RuleTest.rule_set_id == RuleUnit.rule_set_id)
            & (RuleTest.grade == RuleUnit.grade)
            & (RuleTest.unit_id == RuleUnit.unit_id)
            & (RuleTest.period_code == code),
        )
        .where(RuleUnit.rule_set_id == rule_set.id, RuleUnit.grade == grade)
        .order_by(Unit.position)
    )
    units = {
        unit.id: UnitRule(
            unit.id,
            unit.code,
            unit.name,
            unit.short_name,
            unit.kind,
            unit.kind is not UnitKind.SUBJECT,
            test is not None,
            mandatory,
        )
        for unit, mandatory, test in rows
    }
    scales = rule_set.rules["scales"]
    return CellRules(
        grade=grade,
        period_name=period_name,
        circular=rule_set.name.split("/TT-")[0].replace("Thông tư", "TT"),
        articles=rule_set.rules.get("articles", {}),
        levels={False: scales["subject"], True: scales["trait"]},
        lowest=scales["score"]["lowest"],
        highest=scales["score"]["highest"],
        forbid_zero=forbid_zero is not False,
        units=units,
    )
