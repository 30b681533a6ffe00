"""A grade or the school at once: which classes are ready for approval, what blocks the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.school.classes import SchoolClass
from models.yearend.approve import blocked_words, changed_words, not_proposed
from models.yearend.dossier import Dossier, DossierState
from models.yearend.gate import blocking_by_class
from models.yearend.outcomes import PupilOutcome, outcomes
from models.yearend.proposal import Proposal
from models.yearend.stage import seen_ids


@dataclass(frozen=True, slots=True)
class Candidate:
    """A class before approval: ``blocked`` says why not (None: ready); what to look at first."""

    here: SchoolClass
    dossier: Dossier | None
    blocked: str | None
    pupils: int = 0
    differs: int = 0
    borderline: int = 0
    seen: bool = False

    @property
    def done(self) -> bool:
        """Whether its list is frozen already, so that nothing is due."""
        return self.dossier is not None and self.dossier.state is DossierState.APPROVED


def candidates(session: Session, year_id: int, rooms: Sequence[SchoolClass]) -> list[Candidate]:
    """Look at classes of a year as approval would, by a handful of statements."""
    ids = [room.id for room in rooms]
    dossiers = {
        d.class_id: d for d in session.scalars(select(Dossier).where(Dossier.class_id.in_(ids)))
    }
    due = [i for i, d in dossiers.items() if d.state is DossierState.PROPOSED]
    blocking = blocking_by_class(session, year_id, due)
    judged: dict[int, list[PupilOutcome]] = {i: [] for i in due}
    for pupil in outcomes(session, year_id, tuple(due)) if due else ():
        judged[pupil.class_id].append(pupil)
    rows: dict[int, dict[int, Proposal]] = {i: {} for i in due}
    for row in session.scalars(select(Proposal).where(Proposal.class_id.in_(due))):
        rows[row.class_id][row.pupil_id] = row
    seen = seen_ids(session, [dossiers[i].id for i in due])
    found = []
    for room in rooms:
        dossier = dossiers.get(room.id)
        if dossier is None or room.id not in judged:
            state = dossier.state if dossier is not None else DossierState.DRAFT
            found.append(Candidate(room, dossier, not_proposed(state)))
            continue
        own = judged[room.id]
        why = changed_words(room.name, own, rows[room.id])
        if blocking[room.id]:
            why = blocked_words(blocking[room.id])
        found.append(
            Candidate(
                room,
                dossier,
                why,
                len(own),
                sum(row.reason is not None for row in rows[room.id].values()),
                sum(pupil.outcome.borderline for pupil in own),
                dossier.id in seen,
            )
        )
    return found
