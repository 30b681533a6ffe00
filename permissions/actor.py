"""The actor: who is at work, with everything that follows from duties and assignments today.

Built once per request by a system session and put on the guarded session at its creation; it is
frozen, hashable and never changes. Rights follow from it, never from hand-made roles (RIGHTS.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from models.clock import school_today
from models.people import Account, Credential, DelegatedDuty, Delegation, Duty, Function, Staff
from models.pupils import Enrolment
from models.school import HomeroomAssignment, Membership, SchoolClass, TeachingAssignment
from permissions.errors import NoActor

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import ColumnElement, Engine
    from sqlalchemy.orm import Session

Pair = tuple[int, int]


@dataclass(frozen=True)
class Actor:
    """Who is at work. Ids of classes, units, departments and staff; see RIGHTS.md for each."""

    account_id: int | None = None
    staff_id: int | None = None
    staff_code: str | None = None
    name: str = ""
    address: str = "anh/chị"
    functions: frozenset[str] = frozenset()
    homeroom: tuple[int, ...] = ()
    #: (pupil, other class of the same year) of pupils who moved into an own homeroom class
    moved_in: tuple[Pair, ...] = ()
    teaches: tuple[Pair, ...] = ()
    heads: tuple[int, ...] = ()
    head_staff: tuple[int, ...] = ()
    head_pairs: tuple[Pair, ...] = ()
    head_classes: tuple[int, ...] = ()
    inspects: frozenset[str] = frozenset()
    #: for whom: ("class", id) | ("pair", class, unit) | ("department", id) → the absent person
    stands_in: tuple[tuple[tuple[str | int, ...], str], ...] = ()
    capacities: frozenset[str] = frozenset()
    system: str | None = None
    must_change_password: bool = field(default=False, compare=False)
    session_token: str = field(default="", compare=False, repr=False)

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return what the session cookie carries: a random token of the account (Flask-Login)."""
        return self.session_token

    def holds(self, *functions: str) -> bool:
        """Tell whether any of these functions is held today."""
        return not self.functions.isdisjoint(functions)

    def on_behalf(self, row: dict[str, object]) -> str | None:
        """Return the absent person in whose stead this row may be written, if any."""
        if not self.stands_in:
            return None
        keys = (
            ("class", row.get("class_id")),
            ("pair", row.get("class_id"), row.get("unit_id")),
            ("staff", row.get("staff_id")),
            ("department", row.get("department_id")),
        )
        absent = dict(self.stands_in)
        return next((absent[key] for key in keys if key in absent), None)  # type: ignore[index]


def _in_force(
    today: date, from_date: ColumnElement[date], to_date: ColumnElement[date | None]
) -> ColumnElement[bool]:
    return (from_date <= today) & or_(to_date.is_(None), to_date >= today)


def _homeroom(session: Session, staff: Iterable[int], today: date) -> dict[int, list[int]]:
    a = HomeroomAssignment
    found: dict[int, list[int]] = {}
    for staff_id, class_id in session.execute(
        select(a.staff_id, a.class_id).where(
            a.staff_id.in_(list(staff)),
            _in_force(today, a.from_date, a.to_date),  # type: ignore[arg-type]
        )
    ):
        found.setdefault(staff_id, []).append(class_id)
    return found


def _teaching(session: Session, staff: Iterable[int], today: date) -> dict[int, list[Pair]]:
    a = TeachingAssignment
    found: dict[int, list[Pair]] = {}
    for staff_id, class_id, unit_id in session.execute(
        select(a.staff_id, a.class_id, a.unit_id).where(
            a.staff_id.in_(list(staff)),
            _in_force(today, a.from_date, a.to_date),  # type: ignore[arg-type]
        )
    ):
        found.setdefault(staff_id, []).append((class_id, unit_id))
    return found


def _moved_in(session: Session, classes: tuple[int, ...]) -> tuple[Pair, ...]:
    if not classes:
        return ()
    own, other = aliased(SchoolClass), aliased(SchoolClass)
    here, there = aliased(Enrolment), aliased(Enrolment)
    rows = session.execute(
        select(there.pupil_id, there.class_id)
        .join(here, here.pupil_id == there.pupil_id)
        .join(own, own.id == here.class_id)
        .join(other, other.id == there.class_id)
        .where(
            here.class_id.in_(classes),
            there.class_id != here.class_id,
            own.year_id == other.year_id,
        )
        .order_by(there.pupil_id, there.class_id)
    )
    return tuple((pupil, class_id) for pupil, class_id in rows)


def build_actor(session: Session, account: Account, today: date) -> Actor:
    """Build the actor of an account for a day from a system session."""
    staff = session.get(Staff, account.staff_id)
    secret = session.scalar(select(Credential).where(Credential.account_id == account.id))
    if staff is None or secret is None:
        raise NoActor
    duties = session.scalars(
        select(Duty).where(
            Duty.staff_id == staff.id,
            Duty.confirmed_at.is_not(None),
            _in_force(today, Duty.from_date, Duty.to_date),  # type: ignore[arg-type]
        )
    ).all()
    delegations = session.scalars(
        select(Delegation).where(
            Delegation.stand_in_id == staff.id,
            Delegation.from_date <= today,
            Delegation.to_date >= today,
        )
    ).all()
    absent = {d.absent_id: d for d in delegations}
    names = {
        s.id: f"{s.address} {s.full_name}"
        for s in session.scalars(select(Staff).where(Staff.id.in_(list(absent) or [0])))
    }
    people = {staff.id, *absent}
    rooms, pairs = _homeroom(session, people, today), _teaching(session, people, today)
    heads = {d.department_id for d in duties if d.function is Function.DEPARTMENT_HEAD}
    own_rooms, own_pairs = set(rooms.get(staff.id, ())), set(pairs.get(staff.id, ()))
    stands_in: dict[tuple[str | int, ...], str] = {}
    for d in delegations:
        if d.duty is DelegatedDuty.HOMEROOM:
            stands_in |= {("class", c): names[d.absent_id] for c in rooms.get(d.absent_id, ())}
        elif d.duty is DelegatedDuty.TEACHING:
            stands_in |= {("pair", *p): names[d.absent_id] for p in pairs.get(d.absent_id, ())}
        else:
            departments = session.scalars(
                select(Duty.department_id).where(
                    Duty.staff_id == d.absent_id,
                    Duty.function == Function.DEPARTMENT_HEAD,
                    Duty.confirmed_at.is_not(None),
                    _in_force(today, Duty.from_date, Duty.to_date),  # type: ignore[arg-type]
                )
            )
            stands_in |= {
                ("department", i): names[d.absent_id] for i in departments if i is not None
            }
    rooms_all = own_rooms | {int(k[1]) for k in stands_in if k[0] == "class"}
    pairs_all = own_pairs | {(int(k[1]), int(k[2])) for k in stands_in if k[0] == "pair"}
    heads |= {int(k[1]) for k in stands_in if k[0] == "department"}
    members: dict[int, int] = {}
    if heads:
        led = select(Membership.staff_id, Membership.department_id).where(
            Membership.department_id.in_([h for h in heads if h is not None]),
            Membership.staff_id != staff.id,
            _in_force(today, Membership.from_date, Membership.to_date),  # type: ignore[arg-type]
        )
        members = {row[0]: row[1] for row in session.execute(led)}
        for member, department in members.items():
            if ("department", department) in stands_in:
                stands_in[("staff", member)] = stands_in[("department", department)]
    member_rooms = _homeroom(session, members, today) if members else {}
    member_pairs = _teaching(session, members, today) if members else {}
    own_keys = {("class", c) for c in own_rooms} | {("pair", *p) for p in own_pairs}
    rooms_sorted = tuple(sorted(rooms_all))
    kinds = {k for d in duties if d.function is Function.INSPECTOR for k in (d.kinds or "").split()}
    return Actor(
        account_id=account.id,
        staff_id=staff.id,
        staff_code=staff.code,
        name=staff.full_name,
        address=staff.address,
        functions=frozenset(d.function.value for d in duties)
        | ({Function.DEPARTMENT_HEAD.value} if heads else set()),
        homeroom=rooms_sorted,
        moved_in=_moved_in(session, rooms_sorted),
        teaches=tuple(sorted(pairs_all)),
        heads=tuple(sorted(h for h in heads if h is not None)),
        head_staff=tuple(sorted(members)),
        head_pairs=tuple(sorted({p for ps in member_pairs.values() for p in ps})),
        head_classes=tuple(sorted({c for cs in member_rooms.values() for c in cs})),
        inspects=frozenset(kinds),
        stands_in=tuple(
            sorted(((k, v) for k, v in stands_in.items() if k not in own_keys), key=repr)
        ),
        must_change_password=secret.must_change,
        session_token=secret.session_token,
    )


def load_actor(
    engine: Engine,
    *,
    account_id: int | None = None,
    username: str | None = None,
    session_token: str | None = None,
    today: date | None = None,
) -> Actor:
    """Load the actor of an account named by id, user name or session token.

    Raises NoActor when there is no such account or it is suspended.
    """
    from permissions.session import system_session  # noqa: PLC0415 - session builds on the actor

    query = select(Account).where(Account.suspended_at.is_(None))
    if account_id is not None:
        query = query.where(Account.id == account_id)
    elif username is not None:
        query = query.where(Account.username == username.casefold())
    elif session_token:
        query = query.join(Credential, Credential.account_id == Account.id).where(
            Credential.session_token == session_token
        )
    else:
        raise NoActor
    with system_session(engine, "đăng nhập", capacities=frozenset()) as session:
        account = session.scalar(query)
        if account is None:
            raise NoActor
        return build_actor(session, account, today or school_today())
