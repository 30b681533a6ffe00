"""Which cells of a class a person is asked to look at again, and which they have found right."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assessment.hint import HintAnswer
from models.assessment.hints import Catalogue, Child, Hint, Said, hints
from models.assessment.monthly import MonthlyComment
from models.assessment.result import SubjectResult, TraitResult
from models.assessment.sheet import lines_of
from models.assessment.unit import Unit
from models.pupils.pupil import PupilBirth
from models.school.classes import SchoolClass
from models.school.year import Period, PeriodKind


def second_look(
    session: Session, room: SchoolClass, period: Period, staff_id: int | None, catalogue: Catalogue
) -> list[Hint]:
    """Return the hints of a class at a term or in a month, but for those found right.

    They go by what the session's actor reads. At most six statements.
    """
    lines = lines_of(session, room, period)
    ids = [line.pupil_id for line in lines]
    births = session.scalars(select(PupilBirth).where(PupilBirth.pupil_id.in_(ids)))
    sexes = {row.pupil_id: row.sex for row in births}
    children = [Child(line.pupil_id, line.name, sexes.get(line.pupil_id)) for line in lines]
    monthly = period.kind is PeriodKind.MONTH
    said = _months(session, room, period) if monthly else _results(session, room, period)
    right = set(
        session.scalars(
            select(HintAnswer.digest).where(
                HintAnswer.class_id == room.id,
                HintAnswer.period_id == period.id,
                HintAnswer.staff_id == staff_id,
            )
        )
    )
    return [hint for hint in hints(children, said, catalogue) if hint.digest not in right]


def _months(session: Session, room: SchoolClass, period: Period) -> list[Said]:
    rows = session.scalars(
        select(MonthlyComment).where(
            MonthlyComment.class_id == room.id, MonthlyComment.period_id == period.id
        )
    )
    return [Said(row.pupil_id, None, comment=row.comment) for row in rows]


def _results(session: Session, room: SchoolClass, period: Period) -> list[Said]:
    units = {unit.id: unit for unit in session.scalars(select(Unit))}
    found = []
    tables: tuple[Any, ...] = (SubjectResult, TraitResult)
    for model in tables:
        rows = session.scalars(
            select(model).where(model.class_id == room.id, model.period_id == period.id)
        )
        for row in rows:
            unit = units[row.unit_id]
            score = getattr(row, "score", None)
            found.append(
                Said(row.pupil_id, unit.id, unit.code, unit.name, row.level, score, row.comment)
            )
    return found
