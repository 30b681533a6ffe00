"""Reach: for whom a right holds, asked at once for all staff (whose plans may I decide on?)."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

from sqlalchemy import false, or_, select

from models.base import Base
from models.people import Account, Staff
from permissions.policy import POLICY
from permissions.session import GuardedSession


def staff_for(session: GuardedSession, model: type[Base], field: str) -> frozenset[int]:
    """Return the staff whose rows of ``model`` the actor may update in this field.

    For record types whose rows name a person in ``staff_id`` and whose rights depend on nothing
    else of the row. The guard still judges every write.
    """
    row = SimpleNamespace(staff_id=Staff.__table__.c.id)
    wheres = [
        capacity.where(session.actor, row)
        for capacity in POLICY[model].capacities.values()
        if field in capacity.update or "*" in capacity.update
    ]
    found = session.raw().execute(select(Staff.__table__.c.id).where(or_(false(), *wheres)))
    return frozenset(found.scalars())


def accounts_since(session: GuardedSession) -> dict[int, datetime]:
    """Map staff to the moment their account was issued: what is owed counts from there.

    Whoever counts what others owe needs the day, though the account itself isn't theirs to read.
    """
    account = Account.__table__
    found = session.raw().execute(select(account.c.staff_id, account.c.issued_at))
    return dict(found.all())
