"""Expected cells: the one question behind dashboard, gate, what-if, reminders and own work.

For a class and period: units that the rule set makes mandatory for the grade, plus electives
assigned to the class, × pupils enrolled at the period's end × level, comment, and score where the
rule set tests; and every trait of the grade (DESIGN §4). A unit without a teacher is expected too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import literal, union_all
from sqlalchemy.orm import Session

from models.assessment.sides import Readable, Which, sides
from models.clock import school_today

__all__ = ["ExpectedCell", "Which", "expected_cells"]


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


def expected_cells(
    session: Session, which: Which, *, missing_only: bool = False
) -> list[ExpectedCell]:
    """List the expected cells that the session's actor may read, by one statement."""
    which = replace(which, on=which.on or school_today())
    statement = _listed(session.info["readable"], which, missing_only)
    return [ExpectedCell(*row) for row in session.execute(statement)]


@lru_cache(maxsize=512)
def _listed(readable: Readable, which: Which, missing_only: bool) -> Any:  # noqa: FBT001
    """Put the statement together, once for a day, a place and a set of rights."""
    parts = []
    for side in sides(readable, which):
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
