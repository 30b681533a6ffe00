"""Expected cells: the one question behind dashboard, gate, what-if, reminders and own work.

For a class and period: units that the rule set makes mandatory for the grade, plus electives
assigned to the class, × pupils enrolled at the period's end × level, comment, and score where the
rule set tests; and every trait of the grade (DESIGN §4). A unit without a teacher is expected too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    case,
    func,
    literal,
    union_all,
)
from sqlalchemy.orm import Session

from models.assessment.sides import Which, sides

__all__ = ["CellCount", "ExpectedCell", "Which", "count_cells", "expected_cells"]


@dataclass(frozen=True, slots=True)
class ExpectedCell:
    """A pupil × unit × period with what stands there and what is still empty."""

    class_id: int
    unit_id: int
    period_id: int
    pupil_id: int
    owner_id: int | None
    trait: bool
    tested: bool
    level: str | None
    score: int | None
    no_level: bool
    no_score: bool
    no_comment: bool

    @property
    def fields(self) -> tuple[str, ...]:
        """Name the empty fields, in the order of the form."""
        empty = (("level", self.no_level), ("score", self.no_score), ("comment", self.no_comment))
        return tuple(name for name, is_empty in empty if is_empty)


@dataclass(frozen=True, slots=True)
class CellCount:
    """How many pupils of a class × unit × period are expected, and how many have an empty cell.

    ``cells`` counts the empty fields themselves.
    """

    class_id: int
    unit_id: int
    period_id: int
    owner_id: int | None
    expected: int
    missing: int
    cells: int


def expected_cells(
    session: Session, which: Which, *, missing_only: bool = False
) -> list[ExpectedCell]:
    """List the expected cells that the session's actor may read, by one statement."""
    return [ExpectedCell(*row) for row in session.execute(_listed(session, which, missing_only))]


def count_cells(session: Session, which: Which) -> list[CellCount]:
    """Count expected and missing by class × unit × period and owner, by one statement."""
    return [CellCount(*row) for row in session.execute(_counted(session, which))]


def _listed(session: Session, which: Which, missing_only: bool) -> Any:  # noqa: FBT001
    parts = []
    for side in sides(session, which):
        statement = side.base.add_columns(
            side.row.class_id,
            side.row.unit_id,
            side.row.period_id,
            side.row.pupil_id,
            side.owner.label("owner_id"),
            literal(side.trait).label("trait"),
            side.tested.label("tested"),
            side.level.label("level"),
            side.score.label("score"),
            side.no_level.label("no_level"),
            side.no_score.label("no_score"),
            side.no_comment.label("no_comment"),
        )
        parts.append(statement.where(side.missing) if missing_only else statement)
    return parts[0] if len(parts) == 1 else union_all(*parts)


def _counted(session: Session, which: Which) -> Any:
    parts = []
    for side in sides(session, which):
        keys = (side.row.class_id, side.row.unit_id, side.row.period_id)
        empty = [_one(side.no_level), _one(side.no_score), _one(side.no_comment)]
        parts.append(
            side.base.add_columns(
                *keys,
                side.owner.label("owner_id"),
                func.count().label("expected"),
                func.sum(_one(side.missing)).label("missing"),
                func.sum(empty[0] + empty[1] + empty[2]).label("cells"),
            ).group_by(*keys)
        )
    return parts[0] if len(parts) == 1 else union_all(*parts)


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)
