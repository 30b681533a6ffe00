"""The actor: who is at work, with everything that follows from duties and assignments today.

Built once per request by a system session, from three statements, and put on the guarded session
at its creation; it is frozen, hashable and never changes. Rights follow from it, never from
hand-made roles (RIGHTS.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.clock import school_today
from models.people import Account, Credential, DelegatedDuty, Duty, Function
from permissions.assigned import Pair, StandIn, Work, identity, stand_ins_of, work_of
from permissions.errors import NoActor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from sqlalchemy import Engine
    from sqlalchemy.orm import InstrumentedAttribute, Session


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
    #: a regulation is in force that this person hasn't acknowledged yet (Điều 3)
    must_acknowledge: bool = field(default=False, compare=False)
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

    @property
    def looks_on(self) -> bool:
        """An inspector and nothing else: looks at what was granted, takes no part (RIGHTS.md)."""
        work = (self.homeroom, self.teaches, self.heads, self.stands_in)
        return self.functions == {Function.INSPECTOR.value} and not any(work)

    def on_behalf(self, row: dict[str, object]) -> str | None:
        """Return the absent person in whose stead this row may be written, if any."""
        if not self.stands_in:  # unjudged: the short way to the same
            return None
        keys = (
            ("class", row.get("class_id")),
            ("pair", row.get("class_id"), row.get("unit_id")),
            ("staff", row.get("staff_id")),
            ("department", row.get("department_id")),
        )
        absent = dict(self.stands_in)
        return next((absent[key] for key in keys if key in absent), None)  # type: ignore[index]


def _build(
    session: Session, known_by: InstrumentedAttribute[Any], given: int | str, today: date
) -> Actor:
    """Build the actor of the account that this column tells, from a system session."""
    rows = session.execute(identity(known_by), {"given": given, "today": today}).all()
    if not rows:
        raise NoActor
    me = rows[0][4].id
    stand_ins = stand_ins_of(session, me, today)
    return actor_of(rows, stand_ins, lambda heads: work_of(session, me, stand_ins, heads, today))


def actor_of(
    rows: Sequence[Any], stand_ins: Sequence[StandIn], work_for: Callable[[set[int]], Work]
) -> Actor:
    """Make an actor of what was read.

    ``rows``: of ``assigned.identity``, one per duty; ``work_for``: what is assigned to someone who
    leads these departments.
    """
    account_id, must_change, session_token, must_acknowledge, staff, _ = rows[0]
    duties: list[Duty] = [duty for *_, duty in rows if duty is not None]
    heads = {
        d.department_id
        for d in duties
        if d.function is Function.DEPARTMENT_HEAD and d.department_id is not None
    }
    stood_in = {
        department: s.name
        for s in stand_ins
        if s.duty is DelegatedDuty.DEPARTMENT_HEAD
        for department in s.departments
    }
    functions = {d.function.value for d in duties}
    if stood_in:
        functions.add(Function.DEPARTMENT_HEAD.value)
    heads |= stood_in.keys()
    work = work_for(heads)
    own_rooms, own_pairs = work.rooms.get(staff.id, set()), work.pairs.get(staff.id, set())
    in_stead: dict[tuple[str | int, ...], str] = {}
    for s in stand_ins:
        if s.duty is DelegatedDuty.HOMEROOM:
            in_stead |= {("class", c): s.name for c in work.rooms.get(s.absent_id, ())}
        elif s.duty is DelegatedDuty.TEACHING:
            in_stead |= {("pair", *p): s.name for p in work.pairs.get(s.absent_id, ())}
    in_stead |= {("department", d): name for d, name in stood_in.items()}
    in_stead |= {
        ("staff", member): stood_in[department]
        for member, department in work.members.items()
        if department in stood_in
    }
    own = {("class", c) for c in own_rooms} | {("pair", *p) for p in own_pairs}
    rooms = own_rooms | {int(k[1]) for k in in_stead if k[0] == "class"}
    pairs = own_pairs | {(int(k[1]), int(k[2])) for k in in_stead if k[0] == "pair"}
    kinds = {k for d in duties if d.function is Function.INSPECTOR for k in (d.kinds or "").split()}
    # a head's own plans go to the vice-principal, whoever stands in
    stood_for = {s.absent_id for s in stand_ins if s.duty is DelegatedDuty.DEPARTMENT_HEAD}
    members = work.members
    return Actor(
        account_id=account_id,
        staff_id=staff.id,
        staff_code=staff.code,
        name=staff.full_name,
        address=staff.address,
        functions=frozenset(functions),
        homeroom=tuple(sorted(rooms)),
        moved_in=tuple(sorted(work.moved_in)),
        teaches=tuple(sorted(pairs)),
        heads=tuple(sorted(heads)),
        head_staff=tuple(sorted(members.keys() - stood_for)),
        head_pairs=tuple(sorted({p for m in members for p in work.pairs.get(m, ())})),
        head_classes=tuple(sorted({c for m in members for c in work.rooms.get(m, ())})),
        inspects=frozenset(kinds),
        stands_in=tuple(sorted(((k, v) for k, v in in_stead.items() if k not in own), key=repr)),
        must_change_password=must_change,
        must_acknowledge=bool(must_acknowledge),
        session_token=session_token,
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

    column: InstrumentedAttribute[Any]
    given: int | str
    if account_id is not None:
        column, given = Account.id, account_id
    elif username is not None:
        column, given = Account.username, username.casefold()
    elif session_token:
        column, given = Credential.session_token, session_token
    else:
        raise NoActor
    with system_session(engine, "đăng nhập", capacities=frozenset()) as session:
        return _build(session, column, given, today or school_today())
