"""Confirming proposed assignments: only then do they give a right (Điều 2.11, 7.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.refusal import NotReady
from models.rollover.drafting import assigned
from models.rollover.tables import AssignmentDraft
from models.school.assignment import HomeroomAssignment, TeachingAssignment


def confirm(session: Session, class_ids: Iterable[int]) -> int:
    """Turn the drafts of these classes into assignments; return how many. The caller commits.

    A class or unit that somebody was assigned to meanwhile keeps that person; its draft goes.
    NotReady when there is no draft.
    """
    rooms = sorted(class_ids)
    drafts = list(
        session.scalars(select(AssignmentDraft).where(AssignmentDraft.class_id.in_(rooms)))
    )
    if not drafts:
        raise NotReady("Các lớp này không còn phân công dự thảo nào để xác nhận (Đ7.2).")
    taken = assigned(session, rooms)
    made: list[Any] = []
    for draft in drafts:
        if (draft.class_id, draft.unit_id) not in taken:
            made.append(_assignment(draft))
        session.delete(draft)
    session.add_all(made)
    session.flush()
    return len(made)


def _assignment(draft: AssignmentDraft) -> HomeroomAssignment | TeachingAssignment:
    keys: dict[str, Any] = {
        "class_id": draft.class_id,
        "staff_id": draft.staff_id,
        "from_date": draft.from_date,
    }
    if draft.unit_id is None:
        return HomeroomAssignment(**keys)
    return TeachingAssignment(**keys, unit_id=draft.unit_id)
