"""Admitting a pupil: name, birth, a place in a class, whom to call; in one act (Điều 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.names import fold, sort_key
from models.people import Sex
from models.pupils.enrolment import Enrolment, EnrolmentInterval
from models.pupils.guardian import Guardian, Relation
from models.pupils.pupil import Pupil, PupilBirth
from models.refusal import Unfit
from models.school import SchoolClass, SchoolYear

YOUNGEST = 5


@dataclass(frozen=True, slots=True)
class Admission:
    """A new pupil. ``newcomer``: from another school (DESIGN §4); a guardian may be named later."""

    full_name: str
    code: str
    birth_date: date
    sex: Sex
    class_id: int
    from_date: date
    newcomer: bool = False
    reason: str | None = None
    relation: Relation = Relation.MOTHER
    guardian: str | None = None
    phone: str | None = None


def admit(session: Session, given: Admission) -> Pupil:
    """Write the pupil with birth, enrolment and guardian; the caller commits.

    Raises Unfit with the field when the code is taken, the first day isn't in the class's year, or
    the pupil would be younger than five.
    """
    _refuse_known(session, given.code)
    _refuse_day(session, given)
    pupil = Pupil(
        code=given.code,
        full_name=given.full_name,
        sort_key=sort_key(given.full_name),
        folded=fold(given.full_name),
    )
    session.add(pupil)
    session.flush()
    session.add_all(_lines(given, pupil.id))
    seat(session, pupil.id, given.class_id, given.from_date, given.reason, newcomer=given.newcomer)
    return pupil


def seat(
    session: Session,
    pupil_id: int,
    class_id: int,
    day: date,
    reason: str | None,
    *,
    newcomer: bool = True,
) -> None:
    """Give a pupil a place in a class from a day on, the enrolment of before if there is one."""
    mine = select(Enrolment).where(Enrolment.pupil_id == pupil_id, Enrolment.class_id == class_id)
    enrolled = session.scalars(mine).one_or_none()
    if enrolled is None:
        enrolled = Enrolment(pupil_id=pupil_id, class_id=class_id)
        session.add(enrolled)
        session.flush()
    session.add(
        EnrolmentInterval(
            enrolment_id=enrolled.id,
            pupil_id=pupil_id,
            class_id=class_id,
            from_date=day,
            newcomer=newcomer,
            reason=reason,
        )
    )
    session.flush()


def _lines(given: Admission, pupil_id: int) -> list[object]:
    found: list[object] = [
        PupilBirth(pupil_id=pupil_id, birth_date=given.birth_date, sex=given.sex),
    ]
    if given.guardian:
        found.append(
            Guardian(
                pupil_id=pupil_id,
                relation=given.relation,
                full_name=given.guardian,
                phone=given.phone,
            )
        )
    return found


def _refuse_known(session: Session, code: str) -> None:
    known = session.scalars(select(Pupil).where(Pupil.code == code)).one_or_none()
    if known is not None:
        raise Unfit(f"Mã {code} đã là của em {known.full_name}.", field="code")


def _refuse_day(session: Session, given: Admission) -> None:
    room = session.scalars(select(SchoolClass).where(SchoolClass.id == given.class_id)).one()
    year = session.scalars(select(SchoolYear).where(SchoolYear.id == room.year_id)).one()
    if not year.first_day <= given.from_date <= year.last_day:
        raise Unfit(
            f"Năm học {year.name} từ {year.first_day:%d/%m/%Y} đến {year.last_day:%d/%m/%Y}.",
            field="from_date",
        )
    if given.from_date.year - given.birth_date.year < YOUNGEST:
        raise Unfit("Theo ngày sinh này em chưa đủ 5 tuổi; xem lại năm sinh.", field="birth_date")
