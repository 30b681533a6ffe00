"""The figures beside a class's targets: how many of a hundred pupils stand at which level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.assessment.result import SubjectResult, TraitResult
from models.assessment.rule_set import RuleApplication, RuleUnit
from models.assessment.unit import Unit
from models.school.assignment import TeachingAssignment
from models.school.classes import SchoolClass
from models.school.year import Period
from models.yearend.proposal import Proposal

#: the levels of a unit from the highest down; the middle one differs by kind
HIGH, MIDDLE, LOW = ("T",), ("H", "Đ"), ("C",)


@dataclass(frozen=True, slots=True)
class Levels:
    """How many pupils of a class stand at each level of a unit in a period."""

    period: Period
    high: int
    middle: int
    low: int

    def percent(self, count: int) -> int:
        """Return a count as whole per cent of the judged pupils."""
        return round(100 * count / (self.high + self.middle + self.low))


def units_of_class(session: Session, room: SchoolClass) -> list[Unit]:
    """Return the units that assess the class, in order; electives where somebody teaches them."""
    a, r, t = RuleApplication, RuleUnit, TeachingAssignment
    assigned = select(t.unit_id).where(t.class_id == room.id)
    return list(
        session.scalars(
            select(Unit)
            .join(r, r.unit_id == Unit.id)
            .join(a, (a.rule_set_id == r.rule_set_id) & (a.grade == r.grade))
            .where(
                a.year_id == room.year_id,
                a.grade == room.grade,
                or_(r.mandatory, Unit.id.in_(assigned)),
            )
            .distinct()
            .order_by(Unit.position, Unit.id)
        )
    )


def newest_levels(session: Session, class_id: int, terms: Iterable[Period]) -> dict[int, Levels]:
    """Return by unit the levels of its newest period with any, two statements.

    As far as the session's actor reads the results.
    """
    order = {term.id: (number, term) for number, term in enumerate(terms)}
    counted: dict[tuple[int, int], dict[str, int]] = {}
    model: Any
    for model in (SubjectResult, TraitResult):
        rows = session.execute(
            select(model.unit_id, model.period_id, model.level, func.count())
            .where(model.class_id == class_id, model.level.is_not(None), model.period_id.in_(order))
            .group_by(model.unit_id, model.period_id, model.level)
        )
        for unit_id, period_id, level, count in rows:
            counted.setdefault((unit_id, period_id), {})[level] = count
    found: dict[int, Levels] = {}
    for (unit_id, period_id), levels in sorted(
        counted.items(), key=lambda item: order[item[0][1]][0]
    ):
        found[unit_id] = Levels(
            order[period_id][1],
            *(sum(levels.get(name, 0) for name in names) for names in (HIGH, MIDDLE, LOW)),
        )
    return found


def proposed(session: Session, class_id: int) -> dict[str, int]:
    """Return per cent by overall result (HTXS …) and "completed", as proposed at the year's end.

    Where the rule set knows no overall result, "completed" alone.

    Empty until the class has been proposed.
    """
    rows = session.scalars(select(Proposal).where(Proposal.class_id == class_id)).all()
    ranked = [row for row in rows if row.overall is not None]
    judged = ranked or [row for row in rows if row.completed is not None]
    if not judged:
        return {}
    found = {
        code: round(100 * sum(row.overall == code for row in judged) / len(judged))
        for code in ("HTXS", "HTT", "HT", "CHT")
        if ranked
    }
    found["completed"] = round(100 * sum(bool(row.completed) for row in judged) / len(judged))
    return found
