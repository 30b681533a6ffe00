"""When an approved dossier may be written again: reopened, or supplementary results came later."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from models.base import db_now, twin
from models.yearend.dossier import Dossier
from models.yearend.reopened import DossierReopening, requests_of
from models.yearend.supplementary import SupplementaryResult


def reopened(d: Any, at: Any = None) -> ColumnElement[bool]:
    """Whether a granted reopening of a dossier's row holds now, or at a moment."""
    now = db_now() if at is None else at
    r = twin(DossierReopening)
    holds = and_(r.c.dossier_id == d.id, r.c.granted_at <= now, r.c.ends_at > now)
    return exists(select(1).select_from(r).where(holds))


def supplemented(d: Any, pupil_id: Any = None) -> ColumnElement[bool]:
    """Whether a result of a summer round, of a pupil or of anybody, is later than the approval."""
    s = twin(SupplementaryResult)
    later = [s.c.class_id == d.class_id, s.c.made_at > d.approved_at]
    if pupil_id is not None:
        later.append(s.c.pupil_id == pupil_id)
    return exists(select(1).select_from(s).where(*later))


def awaits_decision() -> ColumnElement[bool]:
    """Whether a dossier is proposed and can be approved or returned now."""
    r, s = DossierReopening, SupplementaryResult
    holds = and_(r.dossier_id == Dossier.id, r.granted_at <= db_now(), r.ends_at > db_now())
    later = and_(s.class_id == Dossier.class_id, s.made_at > Dossier.approved_at)
    lifted = or_(
        Dossier.approved_at.is_(None), exists(r.id).where(holds), exists(s.id).where(later)
    )
    return and_(Dossier.proposed(), lifted)


def in_force(session: Session, dossier: Dossier) -> DossierReopening | None:
    """Return the granted reopening that holds for a dossier now."""
    return next((row for row in requests_of(session, dossier) if row.standing == "granted"), None)


def lifted_pupils(session: Session, dossier: Dossier) -> frozenset[int] | None:
    """Name the pupils who may be proposed now: everybody (None), or whom a later round let."""
    if dossier.approved_at is None or in_force(session, dossier) is not None:
        return None
    s = SupplementaryResult
    query = select(s.pupil_id).where(
        s.class_id == dossier.class_id, s.made_at > dossier.approved_at
    )
    return frozenset(session.scalars(query))
