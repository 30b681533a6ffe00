"""Splitting and merging classes in mid-year: pupils change class from a day on (Điều 2.11, 4.1).

What was given in the old class stays there with the pupil, by the enrolment's composite key; the
new homeroom teacher reads it (DESIGN §4).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.pupils.enrolment import Enrolment, EnrolmentInterval
from models.pupils.pupil import Pupil
from models.refusal import NotReady, Unfit
from models.school.classes import SchoolClass
from models.school.year import SchoolYear
from models.yearend.dossier import Dossier

CHANGED = "Chuyển lớp"
Place = tuple[EnrolmentInterval, Pupil]


@dataclass(frozen=True, slots=True)
class Regrouping:
    """Who goes from a class to another of its grade and year, from which day on."""

    source: SchoolClass
    target: SchoolClass
    day: date
    pupil_ids: frozenset[int]
    reason: str = ""


def seated(session: Session, room: SchoolClass, day: date) -> list[Place]:
    """Return who is in a class on the eve of a day and isn't leaving it before, by name."""
    stay = EnrolmentInterval
    rows = session.execute(
        select(stay, Pupil)
        .join(Pupil, Pupil.id == stay.pupil_id)
        .where(
            stay.class_id == room.id,
            stay.from_date < day,
            or_(stay.to_date.is_(None), stay.to_date >= day),
        )
        .order_by(Pupil.sort_key, Pupil.code)
    )
    return [(interval, pupil) for interval, pupil in rows]


def plan(session: Session, wanted: Regrouping, today: date) -> list[Place]:
    """Return whose place would change. Unfit, with the field, where it can't be."""
    refuse_target(wanted.source, wanted.target)
    refuse_frozen(session, wanted.source, wanted.target)
    return leaving(session, wanted.source, wanted.day, wanted.pupil_ids, today)


def refuse_target(source: SchoolClass, target: SchoolClass) -> None:
    """Refuse another grade or year, or the class itself."""
    if target.id == source.id or (target.year_id, target.grade) != (source.year_id, source.grade):
        raise Unfit(f"Chọn một lớp khác cùng khối {source.grade}, cùng năm học.", field="target")


def refuse_frozen(session: Session, *rooms: SchoolClass) -> None:
    """Refuse to move pupils out of or into a class whose list is approved (Điều 2.5)."""
    names = {room.id: room.name for room in rooms}
    d = Dossier
    frozen = select(d.class_id).where(d.class_id.in_(names), d.approved_at.is_not(None))
    found = [names[class_id] for class_id in session.scalars(frozen)]
    if found:
        raise NotReady(f"Danh sách lớp {', '.join(sorted(found))} đã chốt nên không chuyển em.")


def leaving(
    session: Session, source: SchoolClass, day: date, pupil_ids: Collection[int], today: date
) -> list[Place]:
    """Return the places that these pupils would leave. Unfit, with the field, where they can't."""
    year = session.scalars(select(SchoolYear).where(SchoolYear.id == source.year_id)).one()
    if not max(today, year.first_day + timedelta(days=1)) <= day <= year.last_day:
        raise Unfit(
            f"Chuyển từ hôm nay trở đi, đến {year.last_day:%d/%m/%Y} là hết năm học.", field="day"
        )
    here = [row for row in seated(session, source, day) if row[1].id in pupil_ids]
    if not here or len(here) != len(pupil_ids):
        raise Unfit(f"Chọn các em đang học lớp {source.name} vào ngày đó.", field="pupils")
    return here


def regroup(session: Session, wanted: Regrouping, today: date) -> int:
    """Write it, all or nothing; return how many pupils changed class. The caller commits."""
    rows = plan(session, wanted, today)
    known = _known(session, wanted.target, {pupil.id for _, pupil in rows})
    for _, pupil in rows:
        if pupil.id not in known:
            known[pupil.id] = Enrolment(pupil_id=pupil.id, class_id=wanted.target.id)
            session.add(known[pupil.id])
    session.flush()
    said = CHANGED + (f": {wanted.reason}" if wanted.reason else "")
    for interval, pupil in rows:
        session.add(
            EnrolmentInterval(
                enrolment_id=known[pupil.id].id,
                pupil_id=pupil.id,
                class_id=wanted.target.id,
                from_date=wanted.day,
                to_date=interval.to_date,
                reason=said[:200],
            )
        )
        interval.to_date = wanted.day - timedelta(days=1)
    session.flush()
    return len(rows)


def _known(session: Session, room: SchoolClass, pupils: Collection[int]) -> dict[int, Enrolment]:
    rows = select(Enrolment).where(Enrolment.class_id == room.id, Enrolment.pupil_id.in_(pupils))
    return {row.pupil_id: row for row in session.scalars(rows)}
