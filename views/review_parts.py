"""What stands beside a class's year-end list: what blocks, who has seen it, what was frozen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g, url_for
from sqlalchemy import func, select

from models.access import Reminder
from models.assessment.missing import MissingCell
from models.people import Staff
from models.yearend import Dossier, DossierReopening, FrozenList, Seen
from models.yearend.approve import frozen_lists
from permissions.session import GuardedSession
from views.doors import entry_url


def by_pupil(blocking: list[MissingCell]) -> list[tuple[MissingCell, str, str | None]]:
    """Put a pupil's missing fields of one person on one line, with the way to own ones."""
    me = g.actor.staff_id
    lines: dict[tuple[int, int | None], list[MissingCell]] = {}
    for cell in blocking:
        lines.setdefault((cell.pupil_id, cell.owner_id), []).append(cell)
    return [
        (
            cells[0],
            "; ".join(cell.what for cell in cells),
            entry_url(cells[0]) if cells[0].owner_id == me else None,
        )
        for cells in lines.values()
    ]


def seen(session: GuardedSession, dossier: Dossier | None) -> list[tuple[Seen, str]]:
    """List who of the board has seen a dossier, with their remarks."""
    if dossier is None:
        return []
    rows = session.execute(
        select(Seen, Staff)
        .join(Staff, Staff.id == Seen.staff_id)
        .where(Seen.dossier_id == dossier.id)
        .order_by(Seen.at)
    )
    return [(seen, f"{staff.address} {staff.full_name}") for seen, staff in rows]


def frozen(session: GuardedSession, dossier: Dossier | None) -> list[FrozenList]:
    """Return the lists that were frozen, the newest first."""
    return frozen_lists(session, dossier.id) if dossier is not None and dossier.approved_at else []


def people(
    session: GuardedSession, dossier: Dossier | None, requests: Iterable[DossierReopening]
) -> dict[int, str]:
    """Name whoever proposed, returned or approved a dossier, asked to reopen it or answered."""
    if dossier is None:
        return {}
    ids = {dossier.proposed_by, dossier.returned_by, dossier.approved_by}
    ids |= {i for row in requests for i in (row.requested_by, row.granted_by, row.refused_by)}
    rows = session.scalars(select(Staff).where(Staff.id.in_(ids - {None})))
    return {staff.id: f"{staff.address} {staff.full_name}" for staff in rows}


def reminded(session: GuardedSession, class_id: int, blocking: list[MissingCell]) -> dict[int, Any]:
    """Return when each owner was last reminded of this class."""
    owners = {cell.owner_id for cell in blocking if cell.owner_id is not None}
    if not owners:
        return {}
    link = url_for("gaps.show", lop=class_id)
    rows = session.execute(
        select(Reminder.to_id, func.max(Reminder.sent_at))
        .where(Reminder.to_id.in_(owners), Reminder.link == link)
        .group_by(Reminder.to_id)
    )
    return {to: at for to, at in rows}  # noqa: C416 - rows are no pairs to dict()
