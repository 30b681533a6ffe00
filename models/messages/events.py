"""What the books hold of late that families are told: absence, violations, referrals (Đ4.2, 6).

A source is asked for all events since a day; the rules' waiting time has passed for each.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models.clock import SCHOOL_TIME, school_date
from models.conduct.entry import ConductEntry
from models.conduct.item import ConductItem, ConductKind
from models.daily.absence import HALF_LABEL, Absence, RollCall
from models.health.visit import Handling, HealthVisit
from models.messages.announce import Event, key_of
from models.messages.message import MessageKind
from models.school.assignment import homeroom_teachers
from models.school.classes import SchoolClass

#: session, first day, newest moment of an entry → events
Source = Callable[[Session, date, datetime], list[Event]]


def absence_events(session: Session, since: date, until: datetime) -> list[Event]:
    """Return half-days without leave of rolls that were called, from the homeroom teacher.

    A pupil away with leave is away with the family's knowledge; corrected to P, it is no event.
    """
    rows = session.execute(
        select(Absence, SchoolClass)
        .join(
            RollCall,
            and_(
                RollCall.class_id == Absence.class_id,
                RollCall.date == Absence.date,
                RollCall.half == Absence.half,
            ),
        )
        .join(SchoolClass, SchoolClass.id == Absence.class_id)
        .where(Absence.date >= since, Absence.excused.is_(False), RollCall.taken_at <= until)
        .order_by(Absence.id)
    ).all()
    teachers = homeroom_teachers(
        session, {absence.class_id for absence, _ in rows}, school_date(until)
    )
    return [
        Event(
            MessageKind.ABSENCE,
            key_of(MessageKind.ABSENCE, absence.date, absence.pupil_id, absence.half.value),
            room.year_id,
            room.id,
            absence.pupil_id,
            teachers[room.id],
            absence.date,
            f"buổi {HALF_LABEL[absence.half]}, không phép",
        )
        for absence, room in rows
        if room.id in teachers
    ]


def conduct_events(session: Session, since: date, until: datetime) -> list[Event]:
    """Return pupils' violations, from their homeroom teacher; praise isn't told by rule."""
    rows = session.execute(
        select(ConductEntry, ConductItem, SchoolClass)
        .join(ConductItem, ConductItem.id == ConductEntry.item_id)
        .join(SchoolClass, SchoolClass.id == ConductEntry.class_id)
        .where(
            ConductEntry.pupil_id.is_not(None),
            ConductItem.kind == ConductKind.FAULT,
            ConductEntry.date >= since,
            ConductEntry.made_at <= until,
        )
        .order_by(ConductEntry.id)
    ).all()
    teachers = homeroom_teachers(
        session, {entry.class_id for entry, _, _ in rows}, school_date(until)
    )
    return [
        Event(
            MessageKind.CONDUCT,
            key_of(MessageKind.CONDUCT, entry.date, entry.pupil_id, entry.id),
            room.year_id,
            room.id,
            entry.pupil_id or 0,
            teachers[room.id],
            entry.date,
            item.name[:1].lower() + item.name[1:] + (f" ({entry.note})" if entry.note else ""),
        )
        for entry, item, room in rows
        if room.id in teachers
    ]


def health_events(session: Session, since: date, until: datetime) -> list[Event]:
    """Return referred visits, from the nurse who noted them and in the nurse's own words."""
    rows = session.execute(
        select(HealthVisit, SchoolClass)
        .join(SchoolClass, SchoolClass.id == HealthVisit.class_id)
        .where(
            HealthVisit.handling == Handling.REFERRED,
            HealthVisit.date >= since,
            HealthVisit.at <= until,
        )
        .order_by(HealthVisit.id)
    )
    return [
        Event(
            MessageKind.HEALTH,
            key_of(MessageKind.HEALTH, visit.date, visit.pupil_id, visit.id),
            room.year_id,
            room.id,
            visit.pupil_id,
            visit.made_by,
            visit.date,
            _visit_words(visit),
        )
        for visit, room in rows
    ]


def _visit_words(visit: HealthVisit) -> str:
    said = f"{visit.at.astimezone(SCHOOL_TIME):%H:%M}, {visit.complaint}"
    if visit.treatment:
        said += f"; đã {visit.treatment}"
    return said + (f"; chuyển đến {visit.referred_to}" if visit.referred_to else "")


SOURCES: dict[MessageKind, Source] = {
    MessageKind.ABSENCE: absence_events,
    MessageKind.CONDUCT: conduct_events,
    MessageKind.HEALTH: health_events,
}
