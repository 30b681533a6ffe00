"""Ai xem được em này: by kind of record who reads and who writes, in which duty (Đ2.9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template, request
from sqlalchemy import select

from models.assessment import MonthlyComment, SubjectResult, TraitResult
from models.awards import PupilAward
from models.base import Base
from models.clock import in_force, school_today
from models.conduct import ConductEntry
from models.daily import Absence, Leave
from models.health import HealthNote, HealthProfile, HealthVisit, Measurement, SpecialistCheck
from models.homeroom import DayNote, PupilSupport
from models.messages import Recipient
from models.pupils import (
    Enrolment,
    EnrolmentInterval,
    Guardian,
    PersonalId,
    Pupil,
    PupilBackground,
    PupilBirth,
)
from models.school import SchoolClass
from models.yearend import Proposal
from permissions.errors import OutOfScope
from permissions.everybody import Onlooker, everybody, onlookers
from permissions.policy import POLICY
from permissions.session import GuardedSession, system_session
from views.authority.frame import authority, managed, tabs_of
from views.database import engines
from views.history import held_as
from views.ids import row_id

#: what is told of a pupil, as people ask for it
KINDS: dict[str, tuple[type[Base], ...]] = {
    "Lí lịch": (Pupil, PupilBirth, PupilBackground, PersonalId),
    "Gia đình": (Guardian, Recipient),
    "Kết quả học tập": (SubjectResult, TraitResult, MonthlyComment, Proposal),
    "Chuyên cần, nề nếp": (Absence, Leave, ConductEntry),
    "Khen trong năm": (PupilAward,),
    "Sức khỏe": (
        HealthProfile, HealthNote, Measurement, SpecialistCheck, HealthVisit,
    ),
    "Sổ chủ nhiệm": (DayNote, PupilSupport),
}  # fmt: skip
#: so many names stand in a line before the rest is folded away
NAMED = 6
#: capacities that the history never names
DUTY = {"teacher": "Dạy lớp của em", "homeroom_decides": "GVCN", "homeroom_writes": "GVCN"}


@dataclass(frozen=True, slots=True)
class Book:
    """A kind of record: (duty, names) of who reads it, and of who also writes there."""

    label: str
    reads: list[tuple[str, list[str]]]
    writes: list[tuple[str, list[str]]]


@authority.get("/em")
def pupil() -> str:
    """Show the choice of a pupil, and for the chosen one who sees what."""
    session = managed()
    classes = {room.id: room for room in session.scalars(select(SchoolClass))}
    i, wanted = EnrolmentInterval, row_id(request.args.get("em"))
    seated = (
        select(Pupil, i.class_id)
        .join(i, i.pupil_id == Pupil.id)
        .where(in_force(i, school_today()))
        .order_by(Pupil.sort_key)
    )
    rooms: dict[int, list[Pupil]] = {}
    of_pupil: dict[int, int] = {}
    for one, room in session.execute(seated):
        rooms.setdefault(room, []).append(one)
        of_pupil[one.id] = room
    chosen = session.get(Pupil, wanted) if wanted is not None else None
    if request.args.get("em") and chosen is None:
        raise OutOfScope
    room_id = of_pupil.get(chosen.id) if chosen else None
    return render_template(
        "screens/authority/pupil.html",
        rooms=[
            (classes[r].name, rooms[r])
            for r in sorted(rooms, key=lambda r: (classes[r].grade, classes[r].name))
        ],
        chosen=chosen,
        room=classes.get(room_id or _last_room(session, chosen)),
        groups=_groups(session, chosen, room_id) if chosen else [],
        named=NAMED,
        tabs_=tabs_of("pupil"),
    )


def _last_room(session: GuardedSession, chosen: Pupil | None) -> int:
    if chosen is None:
        return 0
    last = select(Enrolment.class_id).where(Enrolment.pupil_id == chosen.id)
    return session.scalars(last.order_by(Enrolment.id.desc())).first() or 0


def _groups(
    session: GuardedSession, chosen: Pupil, room_id: int | None
) -> list[tuple[str, list[Book]]]:
    models = [model for group in KINDS.values() for model in group]
    with system_session(engines().read, "xem quyền", capacities=frozenset()) as system:
        everyone = everybody(system, school_today())
    room = room_id or _last_room(session, chosen)
    found = onlookers(session, everyone, models, chosen.id, room or None)
    return [
        (heading, [_book(model, [o for o in found if o.model is model]) for model in group])
        for heading, group in KINDS.items()
    ]


def _book(model: type[Base], found: list[Onlooker]) -> Book:
    order = list(POLICY[model].capacities)
    found = sorted(found, key=lambda one: order.index(one.capacity))
    writers = {o.actor.staff_id for o in found if o.writes}
    return Book(
        f"{model.label[:1].upper()}{model.label[1:]}",
        _by_duty(o for o in found if o.actor.staff_id not in writers),
        _by_duty(o for o in found if o.writes),
    )


def _by_duty(found: Iterable[Onlooker]) -> list[tuple[str, list[str]]]:
    lines: dict[str, list[str]] = {}
    told: set[int | None] = set()
    for one in found:
        if one.actor.staff_id not in told:
            told.add(one.actor.staff_id)
            duty = DUTY.get(one.capacity) or held_as(one.capacity) or "Theo phân công"
            lines.setdefault(duty, []).append(f"{one.actor.address} {one.actor.name}")
    return [(duty[:1].upper() + duty[1:], names) for duty, names in lines.items()]
