"""The rows behind the numbers of a sheet: which comments are missing, of whom and where (Đ7.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assessment.counted import Which
from models.assessment.missing import missing_cells
from models.assessment.month import wanted_of_month
from models.pupils.pupil import Pupil
from models.school.year import PeriodKind
from models.supervision.sheet import Frame, Share


@dataclass(frozen=True, slots=True)
class Uncommented:
    """A pupil who has no comment yet where somebody owes one; unit None: the monthly comment."""

    class_id: int
    unit_id: int | None
    unit: str
    pupil_id: int
    name: str
    owner_id: int


def uncommented(session: Session, frame: Frame, shares: Collection[Share]) -> list[Uncommented]:
    """List the missing comments of these shares, by class, unit and name."""
    lacking = {(s.class_id, s.unit_id): s.owner_id for s in shares if s.missing}
    if not lacking:
        return []
    if frame.period.kind is PeriodKind.MONTH:
        return _of_month(session, frame, lacking)
    which = Which(
        frame.period.year_id,
        periods=(frame.period.code,),
        class_ids=tuple({class_id for class_id, _ in lacking}),
        unit_ids=tuple({unit_id for _, unit_id in lacking if unit_id is not None}),
    )
    return [
        Uncommented(
            cell.class_id,
            cell.unit_id,
            cell.unit_name,
            cell.pupil_id,
            cell.pupil_name,
            lacking[cell.class_id, cell.unit_id],
        )
        for cell in missing_cells(session, which)
        if "comment" in cell.fields and (cell.class_id, cell.unit_id) in lacking
    ]


def _of_month(
    session: Session, frame: Frame, owners: dict[tuple[int, int | None], int]
) -> list[Uncommented]:
    wanted = wanted_of_month(session, frame.period, frame.today)
    places = {
        pupil: room
        for room, pupils in wanted.items()
        if (room, None) in owners
        for pupil, done in pupils.items()
        if not done
    }
    pupils = session.scalars(
        select(Pupil).where(Pupil.id.in_(places)).order_by(Pupil.sort_key, Pupil.id)
    ).all()
    return [
        Uncommented(room, None, "Nhận xét tháng", pupil.id, pupil.full_name, owners[room, None])
        for room in dict.fromkeys(places.values())
        for pupil in pupils
        if places[pupil.id] == room
    ]
