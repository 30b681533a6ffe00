"""Where a class stands on the way to its frozen list, other records asked too (Điều 2.5)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.yearend.dossier import Dossier, DossierState, Seen


def stage(
    dossier: Dossier | None, *, missing: bool, seen: bool, lifted: bool = False
) -> DossierState:
    """Derive the state that people are shown.

    ``missing``: the gate names a cell; ``seen``: somebody of the board has seen what is proposed;
    ``lifted``: though once approved, the dossier may be written now.
    """
    state = dossier.state if dossier is not None else DossierState.DRAFT
    once = dossier is not None and dossier.approved_at is not None
    if once and not lifted:
        return DossierState.APPROVED
    if state is DossierState.APPROVED:
        return DossierState.REOPENED
    if state is DossierState.DRAFT and not missing:
        return DossierState.COMPLETE
    if state is DossierState.PROPOSED and seen:
        return DossierState.REVIEWED
    return state


def seen_ids(session: Session, dossier_ids: Collection[int]) -> set[int]:
    """Return the dossiers of which somebody of the board has seen the proposal that stands."""
    query = (
        select(Seen.dossier_id)
        .join(Dossier, Dossier.id == Seen.dossier_id)
        .where(Seen.dossier_id.in_(dossier_ids), Seen.at >= Dossier.proposed_at)
        .distinct()
    )
    return set(session.scalars(query))
