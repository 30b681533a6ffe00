"""Trying a rule set on a year's results: whose outcome would change, and by which cell (Đ2.10).

Nothing is written. What the tried rules ask for and nobody ever entered is named as missing: it
makes no outcome.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assessment.drafting import lines_of
from models.assessment.missing import units_of
from models.assessment.result import SubjectResult, TraitResult
from models.assessment.rule_set import RuleSet
from models.assessment.rules import Cell, Outcome, Rule, outcome
from models.assessment.unit import UnitKind
from models.school.classes import SchoolClass
from models.school.year import Period
from models.yearend.outcomes import PupilOutcome, outcomes, retested, rules_by_grade
from models.yearend.proposal import Proposal

#: a level's row: pupil → unit id → (level, score)
Given = dict[int, dict[int, tuple[str | None, int | None]]]


@dataclass(frozen=True, slots=True)
class Tried:
    """A pupil's outcome as it is and as it would be; ``why``: the cells that make the difference.

    ``gaps``: unit codes that the tried rules ask for and that aren't there.
    """

    pupil: PupilOutcome
    after: Outcome
    why: tuple[Cell, ...]
    gaps: tuple[str, ...]

    @property
    def known(self) -> bool:
        """Whether both outcomes can be told."""
        return self.pupil.outcome.completed is not None and self.after.completed is not None

    @property
    def changes(self) -> bool:
        """Whether overall result, completion or award would be another."""
        a, b = self.pupil.outcome, self.after
        now, then = (a.overall, a.completed, a.award), (b.overall, b.completed, b.award)
        return self.known and now != then


@dataclass(frozen=True, slots=True)
class Trial:
    """A grade of a year under its own rule and under the tried one."""

    rule: Rule
    tried: Rule
    pupils: tuple[Tried, ...]

    @property
    def changed(self) -> list[Tried]:
        """The pupils whose outcome would change."""
        return [one for one in self.pupils if one.changes]

    @property
    def unknown(self) -> list[Tried]:
        """The pupils of whom the results say nothing under one of the rules."""
        return [one for one in self.pupils if not one.known and not one.pupil.outcome.individual]


def try_on(session: Session, rule_set: RuleSet, year_id: int, grade: int) -> Trial:
    """Judge a grade of a year by a rule set; NotReady when the grade has no rule of its own."""
    c = SchoolClass
    rooms = tuple(session.scalars(select(c.id).where(c.year_id == year_id, c.grade == grade)))
    tried = Rule.from_data(rule_set.rules)
    rule = rules_by_grade(session, year_id).get(grade, tried)
    if not rooms:
        return Trial(rule, tried, ())
    judged = outcomes(session, year_id, rooms)
    given, used = _given(session, year_id, rooms, tried.decided_at)
    asked = _asked(session, rule_set.id, grade, tried)
    p = Proposal
    recognised = set(
        session.scalars(select(p.pupil_id).where(p.class_id.in_(rooms), p.recognised.is_(True)))
    )
    pupils = []
    for one in judged:
        cells = list(_cells(asked, used[one.class_id], given.get(one.pupil_id, {}), tried))
        after = outcome(
            cells,
            tried,
            recognised=one.pupil_id in recognised,
            individual=one.outcome.individual,
        )
        gaps = tuple(dict.fromkeys(cell.unit for cell in after.missing))
        pupils.append(Tried(one, after, _why(one, after, rule, tried), gaps))
    return Trial(rule, tried, tuple(pupils))


def _why(one: PupilOutcome, after: Outcome, rule: Rule, tried: Rule) -> tuple[Cell, ...]:
    """Name the cells that stand against the pupil under the stricter of the two rules."""
    now, then = one.outcome.deciding, after.deciding
    if rule.overall and tried.overall:
        codes = [step.code for step in tried.overall]
        before, later = one.outcome.overall, after.overall
        if before in codes and later in codes and codes.index(later) < codes.index(before):
            return now
    elif one.outcome.completed is False and after.completed:
        return now
    return then or now


def _asked(
    session: Session, rule_set_id: int, grade: int, tried: Rule
) -> list[tuple[int, str, bool, bool, bool]]:
    """Return (unit id, code, is it a trait, mandatory, tested at the year's end) of a grade."""
    lines = lines_of(session, rule_set_id)
    return [
        (
            unit.id,
            unit.code,
            unit.kind is not UnitKind.SUBJECT,
            lines.units[grade, unit.id],
            tried.decided_at in lines.tests.get((grade, unit.id), ()),
        )
        for unit in units_of(session)
        if (grade, unit.id) in lines.units
    ]


def _given(
    session: Session, year_id: int, rooms: tuple[int, ...], moment: str
) -> tuple[Given, dict[int, set[int]]]:
    """Return results by pupil and unit, and which units each class has any results of."""
    found: Given = {}
    used: dict[int, set[int]] = {room: set() for room in rooms}
    again = retested(session, year_id, rooms)
    s, t = SubjectResult, TraitResult
    for model, score in ((s, s.score), (t, t.level)):
        query: Any = (
            select(model.class_id, model.pupil_id, model.unit_id, model.level, score)
            .join(Period, Period.id == model.period_id)
            .where(Period.year_id == year_id, Period.code == moment, model.class_id.in_(rooms))
        )
        for room, pupil, unit, level, points in session.execute(query):
            last = again.get((room, unit, pupil), points) if model is s else None
            found.setdefault(pupil, {})[unit] = (level, last)
            used[room].add(unit)
    return found, used


def _cells(
    asked: list[tuple[int, str, bool, bool, bool]],
    used: set[int],
    given: dict[int, tuple[str | None, int | None]],
    tried: Rule,
) -> Iterable[Cell]:
    for unit, code, trait, mandatory, tested in asked:
        if not mandatory and unit not in used:
            continue
        level, score = given.get(unit, (None, None))
        known = level if level in tried.scale("trait" if trait else "subject") else None
        yield Cell(code, "trait" if trait else "subject", "level", known)
        if tested:
            yield Cell(code, "subject", "score", score)
