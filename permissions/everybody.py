"""Everybody's rights on a day, and who reads or writes what is kept of one pupil (Điều 2.9).

The actors are made as at sign-in, for all at once; the answer is what the policy table's own
predicates say of a row of that pupil, never a list beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    SelectBase,
    cast,
    false,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import TypeEngine

from models.base import Base
from models.clock import in_force
from models.pupils import Enrolment
from models.school import HomeroomAssignment, Membership, SchoolClass, TeachingAssignment
from permissions.actor import Actor, actor_of
from permissions.assigned import Pair, StandIn, Work, delegations, grouped, identities
from permissions.plain import always, never
from permissions.policy import POLICY, can
from permissions.rules import Capacity
from permissions.session import GuardedSession

#: so many questions go into one statement; SQLite answers at most 2000 columns
AT_ONCE = 900


def everybody(system: Session, day: date) -> list[Actor]:
    """Return an actor for each account that works, with the rights of a day, by name.

    ``system``: a session that reads everything. Six statements, however many people there are.
    """
    accounts: dict[int, list[Any]] = {}
    for row in system.execute(identities(), {"today": day}):
        accounts.setdefault(row[4].id, []).append(row)
    standing: dict[int, list[Any]] = {}
    for stead in system.execute(delegations(), {"today": day}):
        standing.setdefault(stead[0].stand_in_id, []).append(stead)
    work = _Everything(system, day)
    found = []
    for me, rows in accounts.items():
        stand_ins = grouped(standing.get(me, ()))
        found.append(
            (rows[0][4].sort_key, actor_of(rows, stand_ins, work.of_person(me, stand_ins)))
        )
    return [actor for _, actor in sorted(found, key=lambda pair: pair[0])]


class _Everything:
    """What is assigned to anybody on a day."""

    def __init__(self, system: Session, day: date) -> None:
        """Read classes, lessons, members of departments, and who moved between classes."""
        h, t, m = HomeroomAssignment, TeachingAssignment, Membership
        self.rooms: dict[int, set[int]] = {}
        self.pairs: dict[int, set[Pair]] = {}
        for staff, room in system.execute(select(h.staff_id, h.class_id).where(in_force(h, day))):
            self.rooms.setdefault(staff, set()).add(room)
        taught = select(t.staff_id, t.class_id, t.unit_id).where(in_force(t, day))
        for staff, room, unit in system.execute(taught):
            self.pairs.setdefault(staff, set()).add((room, unit))
        members = select(m.staff_id, m.department_id).where(in_force(m, day))
        self.members = [(staff, department) for staff, department in system.execute(members)]
        here, there = aliased(Enrolment), aliased(Enrolment)
        own, other = aliased(SchoolClass), aliased(SchoolClass)
        moved = (
            select(here.class_id, there.pupil_id, there.class_id)
            .join(there, there.pupil_id == here.pupil_id)
            .join(own, own.id == here.class_id)
            .join(other, other.id == there.class_id)
            .where(there.class_id != here.class_id, own.year_id == other.year_id)
        )
        self.moved = [(into, pupil, earlier) for into, pupil, earlier in system.execute(moved)]

    def of_person(self, me: int, stand_ins: Sequence[StandIn]) -> Any:
        """Return what answers what is assigned to somebody who leads departments."""

        def work_for(departments: set[int]) -> Work:
            keepers = {me, *(s.absent_id for s in stand_ins if s.duty == "homeroom")}
            kept = {room for keeper in keepers for room in self.rooms.get(keeper, ())}
            return Work(
                self.rooms,
                self.pairs,
                {who: led for who, led in self.members if led in departments and who != me},
                [(pupil, earlier) for into, pupil, earlier in self.moved if into in kept],
            )

        return work_for


class _Any:
    """A value that isn't told: some row has whatever is asked for; in SQL it is unknown (null)."""

    def __init__(self, of: TypeEngine[Any]) -> None:
        self._null = cast(null(), of)

    def __clause_element__(self) -> ColumnElement[Any]:
        return self._null

    def _some(self, *_: Any) -> ColumnElement[bool]:
        return true()

    in_ = not_in = is_ = is_not = __eq__ = __ne__ = _some  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]


class _Id(_Any):
    """An id that is told; only comparisons with rows are left to the database."""

    def __init__(self, *ids: int) -> None:
        super().__init__(Integer())
        self.ids = ids

    def in_(self, ids: Any) -> ColumnElement[bool]:
        if isinstance(ids, SelectBase):
            return or_(false(), *(literal(one).in_(ids) for one in self.ids))
        return true() if not set(self.ids).isdisjoint(ids) else false()

    def __eq__(self, other: object) -> ColumnElement[bool]:  # type: ignore[override]
        return true() if other in self.ids else false()

    __hash__ = None


class _Row:
    """A row of one pupil: whose and of which class it is told, nothing else."""

    def __init__(self, model: type[Base], pupil_id: int, class_id: int | None) -> None:
        own = "pupil_id" if "pupil_id" in model.__table__.c else "id"
        self._columns = model.__table__.c
        self._told = {own: _Id(pupil_id), "class_id": _Id(*([class_id] if class_id else []))}

    def __getattr__(self, column: str) -> Any:
        return self._told.get(column) or _Any(self._columns[column].type)


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Somebody who reads rows of a kind, in which capacity, and whether they also write there."""

    actor: Actor
    model: type[Base]
    capacity: str
    writes: bool


def onlookers(
    session: GuardedSession,
    people: Iterable[Actor],
    models: Sequence[type[Base]],
    pupil_id: int,
    class_id: int | None,
) -> list[Onlooker]:
    """Return who reads what of a pupil, by kind in the order of ``models``, then by person."""
    found: list[tuple[Onlooker, ColumnElement[bool]]] = []
    everyone = list(people)
    for model in models:
        row = _Row(model, pupil_id, class_id)
        for actor in everyone:
            for name, entry in POLICY[model].capacities.items():
                holds = entry.where(actor, row)
                if not never(holds):
                    found.append((Onlooker(actor, model, name, _writes(entry)), holds))
    open_questions = [holds for _, holds in found if not always(holds)]
    answers: list[Any] = []
    for start in range(0, len(open_questions), AT_ONCE):
        part = open_questions[start : start + AT_ONCE]
        asked = select(*(q.label(f"q{i}") for i, q in enumerate(part)))
        answers += session.raw().execute(asked).one()
    answered = iter(answers)
    # what hangs on a value that isn't told holds for some rows
    return [one for one, holds in found if always(holds) or next(answered) in (True, 1, None)]


def _writes(entry: Capacity) -> bool:
    return bool(entry.create or entry.update or entry.delete)


def given_by(function: str, department_id: int | None) -> tuple[list[type[Base]], list[type[Base]]]:
    """Return what a duty gives by the policy table: record types it writes, others it reads.

    What any account may do anyway isn't counted.
    """
    anybody = Actor(staff_id=0, account_id=0)
    some = (0,) if department_id is not None else ()
    holder = replace(
        anybody,
        functions=frozenset({function}),
        heads=(department_id,) if department_id is not None else (),
        head_staff=some,
        head_classes=some,
        head_pairs=tuple((c, c) for c in some),
    )
    acts = ("create", "update", "delete")

    def writes(actor: Actor, model: type[Base]) -> bool:
        return any(can(actor, act, model) for act in acts)

    written = [m for m in POLICY if writes(holder, m) and not writes(anybody, m)]
    read = [m for m in POLICY if can(holder, "read", m) and not can(anybody, "read", m)]
    return written, [m for m in read if m not in written]
