"""Writing rule sets: clone, units and tests of a grade, scales, thresholds, date, drop (Đ2.10)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models.assessment import RuleSet
from models.assessment.drafting import (
    GRADES,
    apply_from,
    clone,
    drop,
    lines_of,
    set_grade,
    set_thresholds,
)
from models.assessment.missing import units_of
from models.assessment.unit import UnitKind
from models.refusal import NotReady, Unfit
from permissions.errors import Forbidden, OutOfScope, Stale
from permissions.session import GuardedSession
from views.database import request_session
from views.ids import row_id
from views.rulesets.frame import PERIODS, rulesets, set_of

FROZEN = "Đã có kết quả theo bộ này nên bộ này được chốt; chép ra bộ mới rồi sửa bộ mới (Đ2.10)."
PROGRAM = "Bộ này đi theo thông tư cùng chương trình; chép ra bộ của trường rồi sửa bộ đó (Đ2.10)."
NOT_KEPT = "Lập, sửa bộ quy tắc là việc của phó trưởng ban quản trị (Đ2.10)."
MOST_AWARDS = 12
#: of the scale of scores
ENDS = ("lowest", "highest")


def _draft(session: GuardedSession, rule_set_id: int) -> RuleSet:
    """Return a draft that this person may edit; say why not otherwise."""
    rule_set, may = set_of(session, rule_set_id)
    if not may.clone:
        raise Forbidden(NOT_KEPT)
    if not may.edit:
        raise NotReady(FROZEN if may.frozen and rule_set.own else PROGRAM)
    return rule_set


def _back(rule_set_id: int, said: str) -> Response:
    flash(said, "ok")
    return redirect(url_for("rulesets.one", rule_set_id=rule_set_id), 303)  # type: ignore[return-value]


@rulesets.post("/<int:rule_set_id>/chep")
def copy(rule_set_id: int) -> Response:
    """Clone a rule set into a draft of the school."""
    session = request_session()
    source, may = set_of(session, rule_set_id)
    if not may.clone:
        raise Forbidden(NOT_KEPT)
    made = clone(session, source, request.form.get("code", ""), request.form.get("name", ""))
    session.commit()
    return _back(made.id, f"Đã chép thành bản thảo {made.code}. Sửa xong thì cho áp dụng.")


def _grade() -> int:
    grade = row_id(request.values.get("khoi", "1"))
    if grade not in GRADES:
        raise OutOfScope
    return grade


@rulesets.get("/<int:rule_set_id>/mon")
def units(rule_set_id: int) -> str:
    """Show units and tests of a grade as a form."""
    session = request_session()
    rule_set, grade = _draft(session, rule_set_id), _grade()
    lines = lines_of(session, rule_set.id)
    return render_template(
        "screens/rulesets/units.html",
        set=rule_set,
        grade=grade,
        grades=GRADES,
        periods=[(code, PERIODS.get(code, code)) for code in rule_set.rules["periods"]],
        rows=[
            (unit, lines.units.get((grade, unit.id)), lines.tests.get((grade, unit.id), ()))
            for unit in units_of(session)
        ],
        subject=UnitKind.SUBJECT,
    )


@rulesets.post("/<int:rule_set_id>/mon")
def save_units(rule_set_id: int) -> Response:
    """Replace units and tests of a grade."""
    session = request_session()
    rule_set, grade, form = _draft(session, rule_set_id), _grade(), request.form
    chosen: dict[int, bool] = {}
    tests: dict[int, list[str]] = {}
    for unit in units_of(session):
        word = form.get(f"unit-{unit.id}", "")
        if word in ("m", "e"):
            chosen[unit.id] = word == "m"
        tests[unit.id] = form.getlist(f"test-{unit.id}")
    set_grade(session, rule_set, grade, chosen, tests)
    session.commit()
    flash(f"Đã ghi môn và bài kiểm tra khối {grade}.", "ok")
    return redirect(  # type: ignore[return-value]
        url_for("rulesets.units", rule_set_id=rule_set.id, khoi=grade), 303
    )


@rulesets.get("/<int:rule_set_id>/nguong")
def thresholds(rule_set_id: int) -> str:
    """Show scales, thresholds and awards as a form."""
    rule_set = _draft(request_session(), rule_set_id)
    return render_template(
        "screens/rulesets/thresholds.html",
        set=rule_set,
        rules=rule_set.rules,
        used=_names(rule_set.rules),
        blank=range(len(rule_set.rules["awards"]), len(rule_set.rules["awards"]) + 2),
    )


def _names(rules: dict[str, Any]) -> dict[str, str]:
    """Say what each threshold is for, by the results, completion and awards that name it."""
    found: dict[str, list[str]] = {name: [] for name in rules["conditions"]}
    for step in rules["overall"]:
        if "when" in step:
            found[step["when"]].append(step["name"])
    found[rules["completion"]].append("hoàn thành chương trình lớp học")
    for award in rules["awards"]:
        found[award["when"]].append(award["name"])
    return {name: " · ".join(words) or "chưa dùng" for name, words in found.items()}


@rulesets.post("/<int:rule_set_id>/nguong")
def save_thresholds(rule_set_id: int) -> Response:
    """Replace name, scales, thresholds and awards."""
    session, form = request_session(), request.form
    rule_set = _draft(session, rule_set_id)
    if form.get("version") != str(rule_set.version):
        raise Stale("Người khác vừa sửa bộ quy tắc này. Mở lại trang rồi ghi tiếp.")
    conditions = {
        name: {
            "subject": form.getlist(f"subject-{name}"),
            "trait": form.getlist(f"trait-{name}"),
            "score": _score(form.get(f"score-{name}", "")),
        }
        for name in rule_set.rules["conditions"]
    }
    awards = [
        {
            "code": form.get(f"award-code-{n}", ""),
            "name": form.get(f"award-name-{n}", ""),
            "title": form.get(f"award-title-{n}", ""),
            "when": form.get(f"award-when-{n}", ""),
            "recognised": f"award-recognised-{n}" in form,
        }
        for n in range(MOST_AWARDS)
    ]
    set_thresholds(rule_set, form.get("name", ""), conditions, awards, _scales(rule_set.rules))
    session.commit()
    return _back(rule_set.id, "Đã ghi thang, ngưỡng và danh hiệu.")


def _scales(rules: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Read the words of the levels and the bounds of the scores; what isn't sent stays."""
    form, stand = request.form, rules["scales"]
    words = {
        kind: {k: form.get(f"word-{kind}-{k}", word) for k, word in stand[kind].items()}
        for kind in ("subject", "trait")
    }
    ends = {name: _score(form.get(name, str(stand["score"][name]))) for name in ENDS}
    return {**words, "score": ends}


def _score(text: str) -> int:
    score = row_id(text)
    if score is None:
        raise Unfit("Điểm của thang, của ngưỡng là số nguyên.", field="score")
    return score


@rulesets.post("/<int:rule_set_id>/ap-dung")
def apply(rule_set_id: int) -> Response:
    """Let a set hold for grades from a school year on."""
    session = request_session()
    rule_set, may = set_of(session, rule_set_id)
    if not may.apply:
        raise Forbidden(PROGRAM if may.clone else NOT_KEPT)
    autumn = row_id(request.form.get("autumn"))
    if autumn is None or not 2000 <= autumn <= 2100:  # noqa: PLR2004 - as the column's check
        raise Unfit("Năm học bắt đầu là một năm, như 2026.", field="autumn")
    grades = {grade for grade in map(row_id, request.form.getlist("grade")) if grade is not None}
    put = apply_from(session, rule_set, autumn, grades)
    session.commit()
    at_once = f" Đã đổi ngay: {', '.join(put)}." if put else ""
    return _back(rule_set.id, f"Áp dụng từ năm học {autumn} - {autumn + 1}.{at_once}")


@rulesets.post("/<int:rule_set_id>/xoa")
def remove(rule_set_id: int) -> Response:
    """Drop a draft."""
    session = request_session()
    rule_set = _draft(session, rule_set_id)
    code = rule_set.code
    drop(session, rule_set)
    session.commit()
    flash(f"Đã xóa bản thảo {code}.", "ok")
    return redirect(url_for("rulesets.index"), 303)  # type: ignore[return-value]
