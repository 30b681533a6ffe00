"""A rule set of the school: cloned from another, edited, dated (Điều 2.10).

Who may do it, and that a set by which pupils were assessed never changes, is the guard's word
(permissions/settled.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.assessment.result import SubjectResult, TraitResult
from models.assessment.rule_set import RuleApplication, RuleSet, RuleStart, RuleTest, RuleUnit
from models.assessment.unit import Unit, UnitKind
from models.refusal import Unfit
from models.school.classes import SchoolClass
from models.school.year import SchoolYear

GRADES = (1, 2, 3, 4, 5)
#: what a draft takes over from the set that it is cloned from
KEPT = (
    "periods",
    "decided_at",
    "scales",
    "articles",
    "conditions",
    "overall",
    "completion",
    "awards",
)
CODE_LENGTH, NAME_LENGTH, AWARD_LENGTH, WORD = 30, 200, 60, 40
#: what a column of scores can hold
LOWEST, HIGHEST = 0, 10


@dataclass(frozen=True, slots=True)
class Lines:
    """Units (is it mandatory?) and tests of a rule set, by (grade, unit id)."""

    units: Mapping[tuple[int, int], bool]
    tests: Mapping[tuple[int, int], frozenset[str]]


def lines_of(session: Session, rule_set_id: int) -> Lines:
    """Return what a rule set assesses and tests."""
    u, t = RuleUnit, RuleTest
    units = session.execute(
        select(u.grade, u.unit_id, u.mandatory).where(u.rule_set_id == rule_set_id)
    )
    tests: dict[tuple[int, int], set[str]] = {}
    for grade, unit, period in session.execute(
        select(t.grade, t.unit_id, t.period_code).where(t.rule_set_id == rule_set_id)
    ):
        tests.setdefault((grade, unit), set()).add(period)
    return Lines(
        {(grade, unit): mandatory for grade, unit, mandatory in units},
        {place: frozenset(periods) for place, periods in tests.items()},
    )


def assessed_by(session: Session) -> set[int]:
    """Return the rule sets by which the actor's readable results were given: they are frozen."""
    a, c = RuleApplication, SchoolClass
    given = (
        select(model.id).where(model.class_id == c.id).exists()
        for model in (SubjectResult, TraitResult)
    )
    here = (c.year_id == a.year_id) & (c.grade == a.grade)
    return set(session.scalars(select(a.rule_set_id).join(c, here).where(or_(*given)).distinct()))


def clone(session: Session, source: RuleSet, code: str, name: str) -> RuleSet:
    """Make a draft like another rule set; Unfit without a name, or with a code that there is."""
    code, name = code.strip(), name.strip()
    if not code or len(code) > CODE_LENGTH or not name or len(name) > NAME_LENGTH:
        raise Unfit("Bộ quy tắc mới cần mã (không quá 30 chữ) và tên.", field="code")
    if session.scalars(select(RuleSet.id).where(RuleSet.code == code)).first() is not None:
        raise Unfit(f"Đã có bộ quy tắc mã {code}.", field="code")
    rules = {key: source.rules[key] for key in KEPT if key in source.rules}
    made = RuleSet(
        code=code,
        name=name,
        own=True,
        rules=rules | {"code": code, "name": name, "cloned_from": source.code},
    )
    session.add(made)
    session.flush()
    lines = lines_of(session, source.id)
    for (grade, unit), mandatory in lines.units.items():
        session.add(RuleUnit(rule_set_id=made.id, grade=grade, unit_id=unit, mandatory=mandatory))
    given = {(g, u, period) for (g, u), periods in lines.tests.items() for period in periods}
    _add_tests(session, made.id, given)
    session.flush()
    return made


def _add_tests(session: Session, rule_set_id: int, tests: Iterable[tuple[int, int, str]]) -> None:
    session.add_all(
        RuleTest(rule_set_id=rule_set_id, grade=grade, unit_id=unit, period_code=period)
        for grade, unit, period in sorted(tests)
    )


def set_grade(
    session: Session,
    rule_set: RuleSet,
    grade: int,
    units: Mapping[int, bool],
    tests: Mapping[int, Collection[str]],
) -> None:
    """Replace units (id → mandatory) and tests (id → periods) of a grade by these.

    Unfit when nothing is mandatory, or a test is of something that the grade doesn't learn.
    """
    _fit_grade(session, rule_set, grade, units, tests)
    u, t = RuleUnit, RuleTest
    rows = session.scalars(select(u).where(u.rule_set_id == rule_set.id, u.grade == grade))
    here = {row.unit_id: row for row in rows}
    for unit, mandatory in units.items():
        if unit not in here:
            session.add(u(rule_set_id=rule_set.id, grade=grade, unit_id=unit, mandatory=mandatory))
        elif here[unit].mandatory != mandatory:
            here[unit].mandatory = mandatory
    for unit in here.keys() - units.keys():
        session.delete(here[unit])
    given = {(unit, period) for unit, periods in tests.items() for period in periods}
    for row in session.scalars(select(t).where(t.rule_set_id == rule_set.id, t.grade == grade)):
        if (row.unit_id, row.period_code) in given:
            given.discard((row.unit_id, row.period_code))
        else:
            session.delete(row)
    _add_tests(session, rule_set.id, ((grade, unit, period) for unit, period in given))
    session.flush()


def _fit_grade(
    session: Session,
    rule_set: RuleSet,
    grade: int,
    units: Mapping[int, bool],
    tests: Mapping[int, Collection[str]],
) -> None:
    kinds = {unit.id: unit for unit in session.scalars(select(Unit))}
    if set(units) - set(kinds):
        raise Unfit("Môn này không có trong danh mục.", field="units")
    if not any(mandatory and kinds[u].kind is UnitKind.SUBJECT for u, mandatory in units.items()):
        raise Unfit(f"Khối {grade} phải có ít nhất một môn bắt buộc.", field="units")
    for unit, periods in tests.items():
        if periods and (unit not in units or kinds[unit].kind is not UnitKind.SUBJECT):
            name = kinds[unit].name if unit in kinds else "Môn này"
            said = f"{name}: khối {grade} không đánh giá thì không có bài kiểm tra."
            raise Unfit(said, field="tests")
        if unknown := set(periods) - set(rule_set.rules["periods"]):
            raise Unfit(f"Không có thời điểm {', '.join(sorted(unknown))}.", field="tests")


def set_thresholds(
    rule_set: RuleSet,
    name: str,
    conditions: Mapping[str, Mapping[str, Any]],
    awards: Iterable[Mapping[str, Any]],
    scales: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Replace name, scales, thresholds and awards; Unfit where they contradict each other.

    ``conditions``: name → {subject, trait: letters, score: int}; every one that stands is wanted.
    ``scales``: {subject, trait: {letter: word}, score: {lowest, highest}}; the letters stay.
    """
    rules, name = dict(rule_set.rules), name.strip()
    if not name or len(name) > NAME_LENGTH:
        raise Unfit("Bộ quy tắc cần có tên.", field="name")
    if scales is not None:
        rules |= {"scales": _scales(rules["scales"], scales)}
    _fit_conditions(rules, conditions)
    kept = [_award(award, conditions) for award in awards if str(award["name"]).strip()]
    names = [award["name"] for award in kept]
    if len(set(names)) < len(names):
        raise Unfit("Hai danh hiệu trùng tên.", field="award")
    rules |= {"name": name, "conditions": dict(conditions), "awards": kept}
    if rule_set.name != name:
        rule_set.name = name
    if rule_set.rules != rules:
        rule_set.rules = rules


def _scales(
    stand: Mapping[str, Mapping[str, Any]], given: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for kind in ("subject", "trait"):
        words = {letter: str(given[kind][letter]).strip() for letter in stand[kind]}
        if len(set(words.values()) - {""}) < len(words) or max(map(len, words.values())) > WORD:
            raise Unfit(f"Mỗi mức cần một tên riêng, không quá {WORD} chữ.", field=kind)
        made[kind] = words
    lowest, highest = given["score"]["lowest"], given["score"]["highest"]
    if not LOWEST <= lowest < highest <= HIGHEST:
        said = f"Thang điểm đi từ thấp lên cao, trong khoảng {LOWEST} đến {HIGHEST}."
        raise Unfit(said, field="score")
    return made | {"score": {**stand["score"], "lowest": lowest, "highest": highest}}


def _fit_conditions(rules: Mapping[str, Any], conditions: Mapping[str, Mapping[str, Any]]) -> None:
    scales = rules["scales"]
    highest = scales["score"]["highest"]
    for condition in conditions.values():
        for kind in ("subject", "trait"):
            if not condition[kind] or set(condition[kind]) - set(scales[kind]):
                raise Unfit("Mỗi ngưỡng cần ít nhất một mức của thang.", field=kind)
        if not 0 <= condition["score"] <= highest:
            raise Unfit(f"Điểm của ngưỡng từ 0 đến {highest}.", field="score")
    steps = [conditions[step["when"]] for step in rules["overall"] if "when" in step]
    for better, lower in pairwise(steps):
        if better["score"] < lower["score"] or any(
            set(better[kind]) - set(lower[kind]) for kind in ("subject", "trait")
        ):
            said = "Mức cao hơn không thể dễ đạt hơn mức thấp hơn: xem lại các ngưỡng."
            raise Unfit(said, field="score")


def _award(award: Mapping[str, Any], conditions: Mapping[str, Any]) -> dict[str, Any]:
    name, title = str(award["name"]).strip(), str(award.get("title") or "").strip()
    if len(name) > AWARD_LENGTH:
        raise Unfit(f"Tên danh hiệu dài không quá {AWARD_LENGTH} chữ.", field="award")
    if award["when"] not in conditions:
        raise Unfit("Danh hiệu cần một ngưỡng của bộ quy tắc.", field="award")
    made = {"code": award.get("code") or name, "name": name, "when": award["when"]}
    if title and title != name:
        made["title"] = title
    return made | ({"recognised": True} if award.get("recognised") else {})


def apply_from(
    session: Session, rule_set: RuleSet, autumn: int, grades: Collection[int]
) -> list[str]:
    """Let a rule set hold for grades from a school year on; return where it was put at once.

    Years that are laid out already take it too; the guard refuses those in which pupils have
    results. Unfit for no grade, a grade in which it assesses nothing, a start that is another's.
    """
    if not grades or set(grades) - set(GRADES):
        raise Unfit("Chọn ít nhất một khối.", field="grades")
    known = {grade for grade, _ in lines_of(session, rule_set.id).units}
    if empty := sorted(set(grades) - known):
        said = ", ".join(map(str, empty))
        raise Unfit(f"Bộ này chưa có môn nào ở khối {said}.", field="grades")
    s, a = RuleStart, RuleApplication
    for grade in sorted(grades):
        taken = select(s.id).where(s.grade == grade, s.autumn == autumn)
        if session.scalars(taken).first() is not None:
            said = f"Khối {grade} đã có bộ quy tắc bắt đầu từ năm học {autumn}-{autumn + 1}."
            raise Unfit(said, field="autumn")
        session.add(s(rule_set_id=rule_set.id, grade=grade, autumn=autumn))
    later = {
        (start.grade, start.autumn) for start in session.scalars(select(s).where(s.autumn > autumn))
    }
    years = {year.id: year.name for year in session.scalars(select(SchoolYear))}
    put = []
    for row in session.scalars(select(a).where(a.grade.in_(grades))):
        begins = int(years[row.year_id][:4])
        passed = any(g == row.grade and autumn < at <= begins for g, at in later)
        if begins >= autumn and not passed and row.rule_set_id != rule_set.id:
            row.rule_set_id = rule_set.id
            put.append(f"khối {row.grade} năm học {years[row.year_id]}")
    session.flush()
    return put


def drop(session: Session, rule_set: RuleSet) -> None:
    """Delete a draft with all its lines; Unfit while a grade follows it."""
    a = RuleApplication
    if session.scalars(select(a.id).where(a.rule_set_id == rule_set.id)).first() is not None:
        raise Unfit("Còn khối đang theo bộ này, không xóa được.")
    for model in (RuleTest, RuleUnit, RuleStart):
        rows: Any = select(model).where(model.rule_set_id == rule_set.id)
        for row in session.scalars(rows):
            session.delete(row)
    session.flush()
    session.delete(rule_set)
    session.flush()
