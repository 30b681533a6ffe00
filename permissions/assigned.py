"""What is assigned to a person on a day: three statements, from which an actor is made.

They are written once, run in a system session, and bind person and day with each request.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models.clock import in_force
from models.people import (
    Account,
    Acknowledgement,
    Credential,
    DelegatedDuty,
    Delegation,
    Duty,
    Function,
    RegulationDocument,
    Staff,
)
from models.pupils import Enrolment
from models.school import HomeroomAssignment, Membership, SchoolClass, TeachingAssignment

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class StandIn:
    """Whose duty the person holds meanwhile; ``departments``: those that the absent one leads."""

    absent_id: int
    name: str
    duty: DelegatedDuty
    departments: frozenset[int]


@dataclass(slots=True)
class Work:
    """What is assigned today, by staff: classes, lessons; members of led departments; moves."""

    rooms: dict[int, set[int]] = field(default_factory=dict)
    pairs: dict[int, set[Pair]] = field(default_factory=dict)
    members: dict[int, int] = field(default_factory=dict)
    moved_in: list[Pair] = field(default_factory=list)

    def take(self, what: str, whose: int, first: int, second: int) -> None:
        """Put one row where it belongs."""
        if what == "room":
            self.rooms.setdefault(whose, set()).add(first)
        elif what == "pair":
            self.pairs.setdefault(whose, set()).add((first, second))
        elif what == "member":
            self.members[whose] = first
        else:
            self.moved_in.append((whose, first))


#: the statements are written once; each request binds its own person and day
TODAY, ME = bindparam("today", type_=Date()), bindparam("me", type_=Integer())


def _several(name: str) -> Any:
    return bindparam(name, type_=Integer(), expanding=True)


@cache
def identity(known_by: InstrumentedAttribute[Any]) -> Select[int, bool, str, bool, Staff, Duty]:
    """Select an account with its person, what comes before work, a row per duty of the day."""
    return identities().where(known_by == bindparam("given"))


@cache
def identities() -> Select[int, bool, str, bool, Staff, Duty]:
    """Select the same of every account that works."""
    held = and_(Duty.staff_id == Staff.id, Duty.confirmed_at.is_not(None), in_force(Duty, TODAY))
    regulation = (
        select(RegulationDocument.id)
        .where(RegulationDocument.in_force_from <= TODAY)
        .order_by(RegulationDocument.in_force_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    acknowledged = (
        select(Acknowledgement.id)
        .where(Acknowledgement.document_id == regulation, Acknowledgement.account_id == Account.id)
        .exists()
    )
    return (
        select(
            Account.id,
            Credential.must_change,
            Credential.session_token,
            and_(regulation.is_not(None), ~acknowledged),
            Staff,
            Duty,
        )
        .join(Staff, Staff.id == Account.staff_id)
        .join(Credential, Credential.account_id == Account.id)
        .outerjoin(Duty, held)
        .where(Account.suspended_at.is_(None))
    )


@cache
def delegations() -> Select[Delegation, Staff, int | None]:
    """Select who stands in for whom on that day, a row per department that the absent one leads."""
    leads = and_(
        Duty.staff_id == Delegation.absent_id,
        Duty.function == Function.DEPARTMENT_HEAD,
        Duty.confirmed_at.is_not(None),
        in_force(Duty, TODAY),
    )
    return (
        select(Delegation, Staff, Duty.department_id)
        .join(Staff, Staff.id == Delegation.absent_id)
        .outerjoin(Duty, leads)
        .where(in_force(Delegation, TODAY))
        .order_by(Delegation.id)
    )


@cache
def _assigned() -> CompoundSelect[Any]:
    """Select classes and lessons of people and of who is led; the led; who moved into a class.

    Rows are (room, staff, class, 0), (pair, staff, class, unit), (member, staff, department, 0)
    and (moved, pupil, other class of the year, 0).
    """
    room, pair, member = HomeroomAssignment, TeachingAssignment, Membership
    led = and_(
        member.department_id.in_(_several("departments")),
        member.staff_id != ME,
        in_force(member, TODAY),
    )

    def theirs(assignment: Any) -> ColumnElement[bool]:
        members = select(member.staff_id).where(led)
        whose = or_(assignment.staff_id.in_(_several("people")), assignment.staff_id.in_(members))
        return whose & in_force(assignment, TODAY)

    own, other = aliased(SchoolClass), aliased(SchoolClass)
    here, there = aliased(Enrolment), aliased(Enrolment)
    kept = select(room.class_id).where(
        room.staff_id.in_(_several("keepers")), in_force(room, TODAY)
    )
    none = literal(0)
    return union_all(
        select(literal("room"), room.staff_id, room.class_id, none).where(theirs(room)),
        select(literal("pair"), pair.staff_id, pair.class_id, pair.unit_id).where(theirs(pair)),
        select(literal("member"), member.staff_id, member.department_id, none).where(led),
        select(literal("moved"), there.pupil_id, there.class_id, none)
        .join(here, here.pupil_id == there.pupil_id)
        .join(own, own.id == here.class_id)
        .join(other, other.id == there.class_id)
        .where(
            here.class_id.in_(kept), there.class_id != here.class_id, own.year_id == other.year_id
        ),
    )


def stand_ins_of(session: Session, me: int, today: date) -> list[StandIn]:
    """List for whom the person stands in on that day, and what these people lead."""
    return grouped(session.execute(_my_delegations(), {"me": me, "today": today}))


@cache
def _my_delegations() -> Select[Delegation, Staff, int | None]:
    return delegations().where(Delegation.stand_in_id == ME)


def grouped(rows: Iterable[Any]) -> list[StandIn]:
    """Make one stand-in of the rows of each delegation."""
    found: dict[int, tuple[Delegation, Staff, set[int]]] = {}
    for delegation, absent, led in rows:
        _, _, departments = found.setdefault(delegation.id, (delegation, absent, set()))
        if led is not None:
            departments.add(led)
    return [
        StandIn(d.absent_id, f"{absent.address} {absent.full_name}", d.duty, frozenset(led))
        for d, absent, led in found.values()
    ]


def work_of(
    session: Session,
    me: int,
    stand_ins: Collection[StandIn],
    departments: Collection[int],
    today: date,
) -> Work:
    """Read what is assigned to the person, to the absent and to whom they lead."""
    rooms_of = [s.absent_id for s in stand_ins if s.duty is DelegatedDuty.HOMEROOM]
    given = {
        "me": me,
        "today": today,
        "people": [me, *(s.absent_id for s in stand_ins)],
        "keepers": [me, *rooms_of],
        "departments": list(departments),
    }
    found = Work()
    for row in session.execute(_assigned(), given):
        found.take(*row)
    return found
