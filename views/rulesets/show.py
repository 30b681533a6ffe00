"""All rule sets with where they hold, and one of them in full (Điều 2.10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template
from sqlalchemy import select

from models.assessment import RequestState, RuleRequest, RuleSet, RuleStart, Unit, UnitKind
from models.assessment.drafting import GRADES, Lines, assessed_by, lines_of
from models.assessment.missing import units_of
from models.school import SchoolYear
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.frame import current_year
from views.rulesets.frame import (
    PERIODS,
    applied,
    condition_vi,
    next_autumn,
    places_vi,
    rulesets,
    set_of,
    watch,
)
from views.values import WORDS

FAMILIES = {
    UnitKind.SUBJECT: "Môn học, hoạt động giáo dục",
    UnitKind.QUALITY: "Phẩm chất",
    UnitKind.GENERAL: "Năng lực",
    UnitKind.SPECIFIC: "Năng lực đặc thù",
}


@dataclass(frozen=True, slots=True)
class Family:
    """Units of a kind, each with a word for every grade."""

    name: str
    lines: list[tuple[Unit, list[str]]]


def state_of(rule_set: RuleSet, *, frozen: bool, places: bool) -> tuple[str, str, str]:
    """Say how a set stands, as a tag."""
    if frozen:
        return "Đã dùng, chốt", "ok", "closed"
    if places:
        return "Sắp dùng", "info", "clock"
    return ("Bản thảo", "line", "pen") if rule_set.own else ("Chưa dùng", "line", "")


@rulesets.get("/")
def index() -> str:
    """List the rule sets, and what was asked about them."""
    watch()
    session = request_session()
    frozen = assessed_by(session)
    where = applied(session)
    sets = session.scalars(select(RuleSet).order_by(RuleSet.own.desc(), RuleSet.id)).all()
    requests = session.scalars(
        select(RuleRequest)
        .where(RuleRequest.state == RequestState.SENT)
        .order_by(RuleRequest.sent_on)
    ).all()
    return render_template(
        "screens/rulesets/index.html",
        lines=[
            (
                one,
                places_vi(where.get(one.id, {})),
                state_of(one, frozen=one.id in frozen, places=one.id in where),
            )
            for one in sets
        ],
        requests=requests,
        to=WORDS[type(requests[0].to_kind)] if requests else {},
        may_ask=can(session.actor, "create", RuleRequest),
    )


@rulesets.get("/<int:rule_set_id>")
def one(rule_set_id: int) -> str:
    """Show a rule set: units, tests, scales, thresholds in words, awards, where it holds."""
    session = request_session()
    rule_set, may = set_of(session, rule_set_id)
    rules, where = rule_set.rules, applied(session).get(rule_set.id, {})
    lines = lines_of(session, rule_set.id)
    starts = session.scalars(
        select(RuleStart)
        .where(RuleStart.rule_set_id == rule_set.id)
        .order_by(RuleStart.autumn, RuleStart.grade)
    ).all()
    return render_template(
        "screens/rulesets/one.html",
        set=rule_set,
        rules=rules,
        may=may,
        state=state_of(rule_set, frozen=may.frozen, places=bool(where)),
        places=places_vi(where),
        starts=starts,
        families=_families(session, lines),
        tests=_tests(session, lines),
        goals=[
            (s["name"], condition_vi(rules, s["when"])) for s in rules["overall"] if "when" in s
        ],
        rest=next((s["name"] for s in rules["overall"] if "when" not in s), None),
        completion=condition_vi(rules, rules["completion"]),
        awards=[(award, condition_vi(rules, award["when"])) for award in rules["awards"]],
        grades=GRADES,
        autumn=next_autumn(session),
        years=session.scalars(select(SchoolYear).order_by(SchoolYear.first_day.desc())).all(),
        year=current_year(session),
        suggested=f"{rule_set.code}-{next_autumn(session)}"[:30],
    )


def _families(session: GuardedSession, lines: Lines) -> list[Family]:
    words = {True: "bắt buộc", False: "tự chọn", None: ""}
    found = []
    for kind, name in FAMILIES.items():
        shown = [
            (unit, [words[lines.units.get((grade, unit.id))] for grade in GRADES])
            for unit in units_of(session)
            if unit.kind is kind and any((grade, unit.id) in lines.units for grade in GRADES)
        ]
        if shown:
            found.append(Family(name, shown))
    return found


def _tests(session: GuardedSession, lines: Lines) -> list[tuple[Unit, list[Any]]]:
    order = list(PERIODS)
    return [
        (
            unit,
            [sorted(lines.tests.get((grade, unit.id), ()), key=order.index) for grade in GRADES],
        )
        for unit in units_of(session)
        if any((grade, unit.id) in lines.tests for grade in GRADES)
    ]
