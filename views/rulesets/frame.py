"""What the pages of rule sets share: which set, what may be done with it, thresholds in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g
from sqlalchemy import select

from models.assessment import RuleApplication, RuleRequest, RuleSet
from models.assessment.drafting import assessed_by
from models.school import SchoolYear
from permissions import guard
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.frame import current_year
from views.words import year_vi

rulesets = Blueprint("rulesets", __name__, url_prefix="/quy-tac")
NOT_YOURS = "Bộ quy tắc đánh giá là việc của Ban quản trị (Đ2.10); mọi sổ khác vẫn theo bộ này."
PERIODS = {
    "GHK1": "giữa học kì I",
    "CHK1": "cuối học kì I",
    "GHK2": "giữa học kì II",
    "CN": "cuối năm",
}


@dataclass(frozen=True, slots=True)
class May:
    """What may be done with a set now; ``frozen``: pupils have results by it."""

    clone: bool
    edit: bool
    apply: bool
    drop: bool
    frozen: bool


def watch() -> None:
    """Refuse who isn't of the board: teachers meet the rules on the entry desk."""
    if not can(g.actor, "read", RuleRequest):
        raise Forbidden(NOT_YOURS)


def set_of(session: GuardedSession, rule_set_id: int) -> tuple[RuleSet, May]:
    """Return a rule set and what this person may do with it, or refuse as not there."""
    watch()
    row = session.get(RuleSet, rule_set_id)
    if row is None:
        raise OutOfScope
    fact = guard.facts(session, RuleSet, [row.id])[row.id]
    frozen = row.id in assessed_by(session)
    keeps = can(g.actor, "create", RuleSet)
    edit = fact.may_update("rules")
    return row, May(keeps, edit, keeps and row.own, edit, frozen)


def applied(session: GuardedSession) -> dict[int, dict[str, list[int]]]:
    """Return where each set is used: rule set id → school year → grades."""
    rows = session.execute(
        select(RuleApplication.rule_set_id, SchoolYear.name, RuleApplication.grade)
        .join(SchoolYear, SchoolYear.id == RuleApplication.year_id)
        .order_by(SchoolYear.name.desc(), RuleApplication.grade)
    )
    found: dict[int, dict[str, list[int]]] = {}
    for set_id, year, grade in rows:
        found.setdefault(set_id, {}).setdefault(year, []).append(grade)
    return found


def grades_vi(grades: Sequence[int]) -> str:
    """Say grades in short: "khối 1–3", "khối 2, 4"."""
    first, last = min(grades), max(grades)
    if len(grades) > 1 and len(grades) == last - first + 1:
        return f"khối {first}–{last}"
    return "khối " + ", ".join(map(str, grades))


def places_vi(places: Mapping[str, Sequence[int]]) -> list[str]:
    """Say where a set is used: "2025 - 2026: khối 1–5"."""
    return [f"{year_vi(year)}: {grades_vi(grades)}" for year, grades in places.items()]


def condition_vi(rules: Mapping[str, Any], name: str) -> str:
    """Say a threshold in words: every subject, every trait, every test at the year's end."""
    condition, scales = rules["conditions"][name], rules["scales"]

    def levels(kind: str) -> str:
        names = [word for letter, word in scales[kind].items() if letter in condition[kind]]
        return "ở mức nào cũng được" if len(names) == len(scales[kind]) else " hoặc ".join(names)

    score = condition["score"]
    tests = f"mọi bài cuối năm từ {score} điểm" if score else "điểm bài cuối năm không tính"
    return f"mọi môn {levels('subject')}; mọi phẩm chất, năng lực {levels('trait')}; {tests}"


def next_autumn(session: GuardedSession) -> int:
    """Return the autumn of the school year after this one."""
    year = current_year(session)
    return int(year.name[:4]) + 1 if year is not None else 2026
