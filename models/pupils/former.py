"""What a newcomer's former school declared of the periods before (DESIGN §4, TT 28/2020 Đ36).

It is copied from the packet as it stands there; this school's sheets and outcomes never read it.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.pupils.transfer import FormerResult, Transfer, Way
from models.refusal import NotReady

#: (level, score, comment) as declared
Declared = tuple[str | None, int | None, str | None]


def note_former(
    session: Session,
    row: Transfer,
    period_id: int,
    given: Mapping[int, Declared],
) -> int:
    """Note what the former school declared for a period: {unit: (level, score, comment)}.

    An empty line is taken away. Return how many lines stand. NotReady before the pupil sits in a
    class of this school.
    """
    if row.way is not Way.IN or row.pupil_id is None or row.class_id is None:
        raise NotReady("Ghi kết quả trường cũ khi em đã vào lớp.")
    mine = select(FormerResult).where(
        FormerResult.transfer_id == row.id, FormerResult.period_id == period_id
    )
    known = {one.unit_id: one for one in session.scalars(mine)}
    for unit_id, values in given.items():
        one = known.get(unit_id)
        if any(value is not None for value in values):
            if one is None:
                one = known[unit_id] = FormerResult(
                    transfer_id=row.id, pupil_id=row.pupil_id, class_id=row.class_id,
                    period_id=period_id, unit_id=unit_id,
                )  # fmt: skip
                session.add(one)
            one.level, one.score, one.comment = values
        elif one is not None:
            session.delete(known.pop(unit_id))
    session.flush()
    return len(known)
