"""Reach: for whom a right holds, asked at once for all staff (whose plans may I decide on?)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from types import SimpleNamespace

from sqlalchemy import and_, false, func, or_, select

from models.access import HistoryLine, HistorySet, Reminder
from models.assessment import MonthlyComment, SubjectResult, TraitResult
from models.base import Base
from models.messages import AttemptState, DeliveryAttempt
from models.messages.compose import Reachable
from models.people import Account, Staff
from models.pupils import Guardian, Pupil
from models.school import Membership
from models.supervision import Meeting
from permissions.policy import POLICY
from permissions.scope import read_expression
from permissions.session import GuardedSession

#: what a teacher enters of pupils, as the history names it
ENTERED = tuple(m.__tablename__ for m in (SubjectResult, TraitResult, MonthlyComment))


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


def guardians_to_reach(session: GuardedSession, pupil_ids: Collection[int]) -> list[Reachable]:
    """Return whom a message to these pupils' families reaches, never by which number.

    Whoever writes to a family needs to know that it can be reached, though telephones aren't
    theirs to read (the nurse). Only of pupils whom the actor reads.
    """
    g, p = Guardian.__table__, Pupil.__table__
    found = session.raw().execute(
        select(
            g.c.pupil_id,
            g.c.relation,
            and_(g.c.phone.is_not(None), g.c.phone != ""),
            and_(g.c.email.is_not(None), g.c.email != ""),
        )
        .join_from(g, p, p.c.id == g.c.pupil_id)
        .where(g.c.pupil_id.in_(pupil_ids), read_expression(session.actor, Pupil, p.c))
        .order_by(g.c.pupil_id, g.c.id)
    )
    return [
        Reachable(pupil, relation, bool(phone), bool(email))
        for pupil, relation, phone, email in found
    ]


def last_reached(session: GuardedSession, pupil_ids: Collection[int]) -> dict[int, datetime]:
    """Map pupils to the moment in which any message reached their family, whoever wrote it.

    Who looks for families that nobody reached must not take another's message for silence; of the
    message itself nothing is told.
    """
    a, p = DeliveryAttempt.__table__, Pupil.__table__
    found = session.raw().execute(
        select(a.c.pupil_id, func.max(a.c.at))
        .join_from(a, p, p.c.id == a.c.pupil_id)
        .where(
            a.c.pupil_id.in_(pupil_ids),
            a.c.state == AttemptState.SENT,
            read_expression(session.actor, Pupil, p.c),
        )
        .group_by(a.c.pupil_id)
    )
    return dict(found.all())


def last_entries(
    session: GuardedSession, staff_ids: Collection[int], since: datetime
) -> dict[int, datetime]:
    """Map staff to the moment in which they last entered a result or comment, since a moment.

    Who watches over a department's entries needs the moment, though the history isn't theirs to
    read (Điều 7.4). Only of members of departments whose meetings the actor reads.
    """
    s, line, account = HistorySet.__table__, HistoryLine.__table__, Account.__table__
    member = Membership.__table__.c
    watched = select(member.staff_id).where(
        read_expression(session.actor, Meeting, SimpleNamespace(department_id=member.department_id))
    )
    entered = select(line.c.id).where(line.c.txn == s.c.txn, line.c.entity.in_(ENTERED))
    found = session.raw().execute(
        select(account.c.staff_id, func.max(s.c.at))
        .join_from(account, s, s.c.account_id == account.c.id)
        .where(
            account.c.staff_id.in_(staff_ids),
            account.c.staff_id.in_(watched),
            s.c.at >= since,
            entered.exists(),
        )
        .group_by(account.c.staff_id)
    )
    return dict(found.all())


def reminded(session: GuardedSession, keys: Collection[str]) -> frozenset[str]:
    """Return which reminders stand already, whoever sent them: nobody is told twice in a day."""
    r = Reminder.__table__
    found = session.raw().execute(select(r.c.rule_key).where(r.c.rule_key.in_(keys)))
    return frozenset(found.scalars())
