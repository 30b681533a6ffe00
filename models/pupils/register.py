"""The register number (số đăng bộ): given once by the office, never changed, never used again.

The policy lets it be written only where it is blank; triggers (permissions/triggers.py) refuse a
change and the deletion of a pupil who has one, so a number stands for one pupil for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.clock import in_force
from models.pupils.enrolment import EnrolmentInterval
from models.pupils.pupil import Pupil, PupilBirth
from models.refusal import Unfit
from models.school.classes import SchoolClass

HIGHEST = 9_999_999


class Order(StrEnum):
    """In which order those without a number get theirs."""

    CLASS = "lop"
    NAME = "ten"
    BIRTH = "ngay-sinh"
    ENTRY = "ngay-vao"


@dataclass(frozen=True, slots=True)
class Numbered:
    """One pupil with the number to be given."""

    number: int
    pupil: Pupil
    room: SchoolClass
    birth: date | None
    entered: date


def next_number(session: Session) -> int:
    """Return the number after the highest that was ever given."""
    return (session.scalar(select(func.max(Pupil.register_number))) or 0) + 1


def proposed(session: Session, day: date, order: Order, first: int) -> list[Numbered]:
    """List the pupils enrolled on a day who have no number, each with the one to be given.

    Raises Unfit when a number from ``first`` on is taken or too high.
    """
    stay = EnrolmentInterval
    keys: dict[Order, tuple[Any, ...]] = {
        Order.CLASS: (SchoolClass.grade, SchoolClass.name, Pupil.sort_key),
        Order.NAME: (Pupil.sort_key,),
        Order.BIRTH: (PupilBirth.birth_date, Pupil.sort_key),
        Order.ENTRY: (stay.from_date, SchoolClass.grade, SchoolClass.name, Pupil.sort_key),
    }
    rows = session.execute(
        select(Pupil, SchoolClass, PupilBirth.birth_date, stay.from_date)
        .join(stay, stay.pupil_id == Pupil.id)
        .join(SchoolClass, SchoolClass.id == stay.class_id)
        .outerjoin(PupilBirth, PupilBirth.pupil_id == Pupil.id)
        .where(Pupil.register_number.is_(None), in_force(stay, day))
        .order_by(*keys[order], Pupil.id)
    )
    once = {row[0].id: row for row in rows}
    _refuse_taken(session, first, len(once))
    return [
        Numbered(first + n, pupil, room, birth, entered)
        for n, (pupil, room, birth, entered) in enumerate(once.values())
    ]


def _refuse_taken(session: Session, first: int, count: int) -> None:
    if not 1 <= first <= HIGHEST - count:
        raise Unfit(f"Số đăng bộ từ 1 đến {HIGHEST}.", field="first")
    last = first + max(count, 1) - 1
    taken = session.scalar(
        select(func.min(Pupil.register_number)).where(Pupil.register_number.between(first, last))
    )
    if taken is not None:
        raise Unfit(f"Số {taken} đã cho một em khác; bắt đầu từ số khác.", field="first")


def give(given: list[Numbered]) -> None:
    """Write the numbers; the caller commits."""
    for one in given:
        one.pupil.register_number = one.number
