"""Approval: through the gate, then the list is frozen with its hash (Điều 2.5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.assessment.missing import MissingCell, by_person, owed_words
from models.assessment.unit import Unit
from models.base import utc_now
from models.people.staff import Staff
from models.refusal import NotReady
from models.school.classes import SchoolClass
from models.school.year import Period, SchoolYear
from models.yearend.dossier import Dossier, DossierState, FrozenList
from models.yearend.gate import blocking_cells
from models.yearend.lifted import in_force
from models.yearend.outcomes import PupilOutcome, outcomes
from models.yearend.proposal import Proposal
from models.yearend.propose import proposals_of
from models.yearend.reopened import end_reopening
from models.yearend.supplementary import SupplementaryResult


def canonical(content: Mapping[str, Any]) -> bytes:
    """Write a list so that equal lists have equal bytes: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a list's canonical form, as hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def is_unchanged(frozen: FrozenList) -> bool:
    """Tell whether a frozen list still has the hash that it was frozen with."""
    return content_hash(frozen.content) == frozen.sha256


def approve(session: Session, dossier: Dossier, staff_id: int) -> FrozenList:
    """Approve a proposed dossier and freeze its list; a later list names the one before it.

    An approval ends the reopening that allowed it. NotReady with ``facts["blocking"]`` while a cell
    is missing, when nothing is proposed, or when results changed after the proposal
    (``facts["changed"]``: pupils' names). The gate is asked
    again once the freeze holds, so that no write under way slips between the two.
    """
    if dossier.state is not DossierState.PROPOSED:
        raise NotReady(not_proposed(dossier.state))
    _refuse_blocked(session, dossier)
    former = frozen_lists(session, dossier.id)[:1]
    dossier.approved_at = _moment(session, dossier)
    dossier.approved_by = staff_id
    session.flush()
    lifted = in_force(session, dossier)
    if lifted is not None:
        end_reopening(session, lifted)
    _refuse_blocked(session, dossier)
    here = session.scalars(select(SchoolClass).where(SchoolClass.id == dossier.class_id)).one()
    judged = outcomes(session, here.year_id, (here.id,))
    _refuse_changed(session, here, judged)
    content = _content(session, dossier, here, judged) | _former(former)
    frozen = FrozenList(
        dossier_id=dossier.id,
        class_id=here.id,
        number=former[0].number + 1 if former else 1,
        content=content,
        sha256=content_hash(content),
        frozen_at=dossier.approved_at,
    )
    session.add(frozen)
    session.flush()
    return frozen


def frozen_lists(session: Session, *dossier_ids: int) -> list[FrozenList]:
    """Return the frozen lists of dossiers, the newest of each first."""
    query = select(FrozenList).where(FrozenList.dossier_id.in_(dossier_ids))
    return list(session.scalars(query.order_by(FrozenList.dossier_id, FrozenList.number.desc())))


def _moment(session: Session, dossier: Dossier) -> datetime:
    """Return now, or a moment that isn't before what is approved by it."""
    s = SupplementaryResult
    last = session.scalar(select(func.max(s.made_at)).where(s.class_id == dossier.class_id))
    return max(at for at in (utc_now(), dossier.proposed_at, last) if at is not None)


def _former(lists: Sequence[FrozenList]) -> dict[str, Any]:
    """Name the list that a new one takes the place of, if there is one."""
    if not lists:
        return {}
    (one,) = lists
    former = {"number": one.number, "sha256": one.sha256, "frozen_at": one.frozen_at.isoformat()}
    return {"former": former}


def not_proposed(state: DossierState) -> str:
    """Say why a class in this state can't be approved."""
    return {
        DossierState.DRAFT: "Giáo viên chủ nhiệm chưa đề nghị lớp này (Đ4.5).",
        DossierState.RETURNED: "Hồ sơ đã trả lại, đang chờ giáo viên chủ nhiệm đề nghị lại (Đ4.5).",
        DossierState.APPROVED: "Hồ sơ này đã được duyệt và chốt (Đ2.5).",
    }[state]


def blocked_words(blocking: Sequence[MissingCell]) -> str:
    """Say what the gate names."""
    owed = owed_words(by_person(blocking))
    return f"Chưa duyệt được: lớp {blocking[0].class_name} còn trống {owed} (Đ2.5)."


def changed_words(
    name: str, judged: Sequence[PupilOutcome], rows: Mapping[int, Proposal]
) -> str | None:
    """Say whose outcome isn't what it was when the class was proposed; None: nobody's."""
    changed = changed_since(judged, rows)
    if not changed:
        return None
    return (
        f"Kết quả lớp {name} đã đổi sau khi đề nghị ({', '.join(changed)}):"
        " giáo viên chủ nhiệm đề nghị lại (Đ4.5)."
    )


def changed_since(judged: Sequence[PupilOutcome], rows: Mapping[int, Proposal]) -> list[str]:
    """Name the pupils whose outcome isn't what it was when the class was proposed."""
    return [pupil.name for pupil in judged if _changed(rows.get(pupil.pupil_id), pupil)]


def _refuse_blocked(session: Session, dossier: Dossier) -> None:
    blocking = blocking_cells(session, dossier.class_id)
    if blocking:
        raise NotReady(blocked_words(blocking), blocking=blocking)


def _refuse_changed(session: Session, here: SchoolClass, judged: Sequence[PupilOutcome]) -> None:
    rows = proposals_of(session, here.id)
    words = changed_words(here.name, judged, rows)
    if words is not None:
        raise NotReady(words, changed=changed_since(judged, rows))


def _changed(row: Proposal | None, pupil: PupilOutcome) -> bool:
    """Tell whether the rule says otherwise than when it was proposed.

    Without overall results the completion tells, where the teacher followed the rule.
    """
    told = pupil.outcome
    if row is None or row.rule_overall != told.overall:
        return True
    plain = told.overall is None and row.reason is None and not told.individual
    return plain and row.completed != told.completed


def _content(
    session: Session, dossier: Dossier, here: SchoolClass, judged: Sequence[PupilOutcome]
) -> dict[str, Any]:
    rows = proposals_of(session, here.id)
    year = session.scalars(select(SchoolYear).where(SchoolYear.id == here.year_id)).one()
    later = _supplementary(session, dossier.class_id)
    people = {
        staff.id: {"code": staff.code, "name": staff.full_name}
        for staff in session.scalars(
            select(Staff).where(Staff.id.in_([dossier.proposed_by, dossier.approved_by]))
        )
    }
    assert dossier.proposed_at is not None
    assert dossier.approved_at is not None
    return {
        "class": here.name,
        "year": year.name,
        "proposed": {"at": dossier.proposed_at.isoformat(), **people[dossier.proposed_by or 0]},
        "approved": {"at": dossier.approved_at.isoformat(), **people[dossier.approved_by or 0]},
        "pupils": [
            {
                "code": pupil.code,
                "name": pupil.name,
                "rule": pupil.outcome.overall,
                "individual_plan": pupil.outcome.individual,
                "overall": rows[pupil.pupil_id].overall,
                "completed": rows[pupil.pupil_id].completed,
                "promoted": rows[pupil.pupil_id].promoted,
                "award": rows[pupil.pupil_id].award,
                "summer_support": rows[pupil.pupil_id].summer_support,
                "reason": rows[pupil.pupil_id].reason,
                "cells": [[cell.unit, cell.field, cell.value] for cell in pupil.cells],
            }
            | ({"supplementary": told} if (told := later.get(pupil.pupil_id)) else {})
            for pupil in judged
        ],
    }


def _supplementary(session: Session, class_id: int) -> dict[int, list[list[Any]]]:
    """Return by pupil what each round gave: round, unit, level, score, day."""
    s = SupplementaryResult
    query = (
        select(s, Period.code, Unit.code)
        .join(Period, Period.id == s.period_id)
        .join(Unit, Unit.id == s.unit_id)
        .where(s.class_id == class_id)
        .order_by(Period.from_date, Period.number, Unit.position)
    )
    found: dict[int, list[list[Any]]] = {}
    for row, period, unit in session.execute(query):
        line = [period, unit, row.level, row.score, row.held_on.isoformat()]
        found.setdefault(row.pupil_id, []).append(line)
    return found
