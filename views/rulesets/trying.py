"""Trying a rule set on a year's results before it takes effect; nothing is written (Đ2.10)."""

from __future__ import annotations

from collections import Counter

from flask import g, render_template, request
from sqlalchemy import select

from models.assessment import SubjectResult
from models.assessment.drafting import GRADES
from models.assessment.missing import unit_label, units_of
from models.assessment.rules import Outcome, Rule
from models.school import SchoolYear
from models.yearend.outcomes import PupilOutcome
from models.yearend.trial import Trial, Tried, try_on
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import sees_all
from views.database import request_session
from views.evidence import chip
from views.frame import current_year
from views.ids import row_id
from views.review_rows import AWARDS, COMPLETED, outcome_vi
from views.rulesets.frame import rulesets, set_of

NOT_ALL = "Thử bộ quy tắc cần đọc kết quả cả khối (Đ2.10)."
MOST_CHIPS = 4


@rulesets.get("/<int:rule_set_id>/thu")
def trial(rule_set_id: int) -> str:
    """Show whose outcome would change in a grade of a year, counts first."""
    session = request_session()
    rule_set, _ = set_of(session, rule_set_id)
    if not sees_all(g.actor, SubjectResult):
        raise Forbidden(NOT_ALL)
    years = session.scalars(select(SchoolYear).order_by(SchoolYear.first_day.desc())).all()
    now = current_year(session)
    wanted = row_id(request.args.get("nam"))
    year = next((y for y in years if y.id == wanted), None) if "nam" in request.args else now
    grade = row_id(request.args.get("khoi", "1"))
    if year is None or grade not in GRADES:
        raise OutOfScope
    found = try_on(session, rule_set, year.id, grade)
    names = {unit.code: unit_label(unit, short=True) for unit in units_of(session)}
    return render_template(
        "screens/rulesets/trial.html",
        set=rule_set,
        years=years,
        year=year,
        grade=grade,
        grades=GRADES,
        found=found,
        counts=counts(found),
        rows=[_row(one, found, names) for one in found.changed],
        unknown=found.unknown,
        unknown_by=_gaps(found, names),
    )


def _gaps(found: Trial, names: dict[str, str]) -> list[tuple[str, list[PupilOutcome]]]:
    """Group the pupils whose outcome can't be told by what is missing, the largest group first."""
    groups: dict[str, list[PupilOutcome]] = {}
    for one in found.unknown:
        gaps = ", ".join(names.get(unit, unit) for unit in one.gaps) or "kết quả cuối năm"
        groups.setdefault(gaps, []).append(one.pupil)
    return sorted(groups.items(), key=lambda pair: -len(pair[1]))


def counts(found: Trial) -> list[tuple[str, str, int]]:
    """Count the changes by what becomes what, the most frequent first."""
    tally = Counter(
        pair
        for one in found.changed
        for pair in _differences(one.pupil.outcome, one.after, found.rule, found.tried)
    )
    return [(before, after, n) for (before, after), n in tally.most_common()]


def _differences(now: Outcome, then: Outcome, rule: Rule, tried: Rule) -> list[tuple[str, str]]:
    """Return what changes of one pupil as (before, after): result, completion, award."""
    both = ((now, rule), (then, tried))
    words = [[outcome_vi(told, by) for told, by in both]]
    if rule.overall and tried.overall:
        words.append([COMPLETED.get(told.completed, "") for told, _ in both])  # type: ignore[arg-type]
    words.append(
        [f"Khen: {AWARDS.get(told.award or '', told.award) or 'không'}" for told, _ in both]
    )
    return [(before, after) for before, after in words if before != after]


def _award(name: str | None) -> str:
    return AWARDS.get(name or "", name) or "không"


def _row(one: Tried, found: Trial, names: dict[str, str]) -> dict[str, object]:
    chips = [chip(cell, names) for cell in one.why]
    return {
        "pupil": one.pupil,
        "changes": _differences(one.pupil.outcome, one.after, found.rule, found.tried),
        "chips": chips[:MOST_CHIPS],
        "more": max(len(chips) - MOST_CHIPS, 0),
    }
