"""Whom a task is given to: a person, a department, a duty, as assignments stand today (Điều 2.1).

A target is a word that stays: "person:12", "department:3", "function:nurse", "board", "homeroom",
"homeroom:3" (grade 3), "teaching", "all". Whom it means follows from assignments and delegations.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, aliased

from models.clock import in_force
from models.people.delegation import DelegatedDuty, Delegation
from models.people.duty import FUNCTION_LABEL, Duty, Function
from models.people.staff import Staff
from models.school.assignment import HomeroomAssignment, TeachingAssignment
from models.school.classes import SchoolClass
from models.school.department import Department, Membership

BOARD = (Function.BOARD, Function.BOARD_SECRETARY)
#: duties that are held by one or few; the giver is none of them
CHOSEN = (
    Function.VICE_PRINCIPAL,
    Function.DEPARTMENT_HEAD,
    Function.OFFICE,
    Function.NURSE,
    Function.CONDUCT,
)
GRADES = range(1, 6)


def targets(session: Session, day: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a task may be given to, in groups: [(group, [(target, words)])]."""
    departments = session.scalars(select(Department).order_by(Department.name))
    people = session.scalars(select(Staff).where(_here(day)).order_by(Staff.sort_key))
    duties = [("homeroom", "Mọi GVCN")]
    duties += [(f"homeroom:{grade}", f"GVCN khối {grade}") for grade in GRADES]
    duties += [("teaching", "Giáo viên bộ môn"), ("board", "Ban quản trị")]
    duties += [(f"function:{f}", FUNCTION_LABEL[f]) for f in CHOSEN]
    return [
        ("Nhiệm vụ", duties),
        ("Tổ", [(f"department:{d.id}", d.name) for d in departments]),
        ("Một người", [(f"person:{p.id}", f"{p.full_name} ({p.code})") for p in people]),
        ("Cả trường", [("all", "Mọi cán bộ, giáo viên, nhân viên")]),
    ]


def words_of(session: Session, target: str, day: date) -> str | None:
    """Say what a target is; None when there is no such target."""
    known = dict(line for _, lines in targets(session, day) for line in lines)
    return known.get(target)


def people_of(session: Session, target: str, day: date, giver_id: int) -> list[Staff]:
    """Return whom a target means on a day, by name, stand-ins included; never the giver."""
    ids = _chosen(target, day)
    if ids is None:
        return []
    duty = _DELEGATED.get(target.partition(":")[0] if target != _HEADS else target)
    meant = [Staff.id.in_(ids)]
    if duty is not None:
        d = Delegation
        standing_in = select(d.stand_in_id).where(
            d.duty == duty, in_force(d, day), d.absent_id.in_(ids)
        )
        meant.append(Staff.id.in_(standing_in))
    query = select(Staff).where(or_(*meant), _here(day), Staff.id != giver_id)
    return list(session.scalars(query.order_by(Staff.sort_key)))


_HEADS = f"function:{Function.DEPARTMENT_HEAD}"
_DELEGATED = {
    "homeroom": DelegatedDuty.HOMEROOM,
    "teaching": DelegatedDuty.TEACHING,
    _HEADS: DelegatedDuty.DEPARTMENT_HEAD,
}


def _here(day: date) -> ColumnElement[bool]:
    return or_(Staff.left_on.is_(None), Staff.left_on > day)


def _looking_on(day: date) -> Select[Any]:
    """Select who is here on a day as an inspector: no colleague whom a task means."""
    granted = Duty.function == Function.INSPECTOR
    return select(Duty.staff_id).where(granted, in_force(Duty, day))


def _chosen(target: str, day: date) -> Select[Any] | None:
    """Select the staff ids that a target means on a day."""
    kind, _, rest = target.partition(":")
    h, t, m, other = HomeroomAssignment, TeachingAssignment, Membership, aliased(Staff)
    homeroom: Select[Any] = select(h.staff_id).where(in_force(h, day))
    found: Select[Any] | None = None
    match kind, rest:
        case "all", "":
            found = select(other.id).where(other.id.not_in(_looking_on(day)))
        case "person", number if number.isdecimal():
            found = select(other.id).where(other.id == int(number))
        case "department", number if number.isdecimal():
            found = select(m.staff_id).where(m.department_id == int(number), in_force(m, day))
        case "homeroom", "":
            found = homeroom
        case "homeroom", grade if grade.isdecimal():
            found = homeroom.join(SchoolClass).where(SchoolClass.grade == int(grade))
        case "teaching", "":
            found = select(t.staff_id).where(in_force(t, day), t.staff_id.not_in(homeroom))
        case "board", "":
            found = _holders(BOARD, day)
        case "function", name if name in CHOSEN:
            found = _holders((Function(name),), day)
    return found


def _holders(functions: Collection[Function], day: date) -> Select[Any]:
    return select(Duty.staff_id).where(
        Duty.function.in_(functions), in_force(Duty, day), Duty.confirmed_at.is_not(None)
    )
