"""A class's report books as plain facts by our field names, from what is frozen at approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.printing.content import content_of
from jobs.printing.documents import ReportBook, YearSpread
from jobs.printing.frame import YEAR_END, Frame
from jobs.printing.load import LAST_GRADE, report_books
from jobs.printing.records import Frozen, records
from jobs.report_books.mapping import mapping
from models.assessment import UnitKind
from models.pupils import EthnicGroup, IndividualPlan, PersonalId, Pupil, PupilBackground
from models.school import SchoolClass

Values = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Book:
    """A pupil's year: the record's fields and its lists.

    ``frozen``: in an approved list; ``says``: what the paper book says, as it is signed.
    """

    pupil_id: int
    class_id: int
    code: str
    full_name: str
    record: Values
    frozen: bool
    says: str
    study: list[Values] = field(default_factory=list)
    subjects: list[Values] = field(default_factory=list)
    traits: list[Values] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Who:
    """What the documents don't say of a pupil: ids, codes, whether there is an individual plan."""

    pupil_id: int
    personal_id: str | None
    ethnic_code: str | None
    individual: bool


def books(session: Session, shared: Frame, rooms: Sequence[SchoolClass]) -> dict[int, list[Book]]:
    """Return by class the books of its pupils, as lists sort."""
    read = records(session, shared, rooms, YEAR_END)
    documents = report_books(session, shared, rooms, read)
    who = _who(session, shared, [one.code for found in documents.values() for one in found])
    frozen = {one.room.id: one.frozen for one in read if one.frozen and one.frozen.approved}
    return {
        room.id: [
            _book(shared, room, document, who[document.code], frozen.get(room.id))
            for document in documents.get(room.id, ())
        ]
        for room in rooms
    }


def _who(session: Session, shared: Frame, codes: list[str]) -> dict[str, _Who]:
    plan = (IndividualPlan.pupil_id == Pupil.id) & (IndividualPlan.year_id == shared.year.id)
    rows = session.execute(
        select(Pupil.code, Pupil.id, PersonalId.number, EthnicGroup.code, IndividualPlan.id)
        .outerjoin(PersonalId, PersonalId.pupil_id == Pupil.id)
        .outerjoin(PupilBackground, PupilBackground.pupil_id == Pupil.id)
        .outerjoin(EthnicGroup, EthnicGroup.id == PupilBackground.ethnic_group_id)
        .outerjoin(IndividualPlan, plan)
        .where(Pupil.code.in_(codes))
    )
    return {
        code: _Who(pupil, number, group, individual=plan_id is not None)
        for code, pupil, number, group, plan_id in rows
    }


def _book(
    shared: Frame, room: SchoolClass, document: ReportBook, who: _Who, frozen: Frozen | None
) -> Book:
    line = frozen.lines.get(document.code) if frozen else None
    codes, bio, spread = mapping().codes, document.bio, document.spreads[0]
    record: Values = {
        "status": codes["status"],
        "stage": codes["stage"],
        "head_position": codes["head_position"],
        "personal_id": who.personal_id,
        "school_code": shared.school.code,
        "pupil_code": document.code,
        "full_name": bio.full_name,
        "birth_date": bio.birth_date.isoformat() if bio.birth_date else None,
        "sex": codes["sex"].get(bio.sex),
        "ethnic_group": who.ethnic_code,
        "nationality": bio.nationality,
        "year": shared.year.name,
        "grade": str(room.grade),
        "class_name": room.name,
        "father": bio.father,
        "mother": bio.mother,
        "guardian": bio.guardian,
        "not_assessed": codes["yes_no"][who.individual],
        "place": shared.school.place,
        "head": shared.head,
        "homeroom": shared.homeroom.get(room.id),
        "excused": _number(spread.excused),
        "unexcused": _number(spread.unexcused),
    } | _outcome(room, spread, line, frozen)
    study: list[Values] = [
        {"year": one.year, "class_name": one.class_name, "school": one.school}
        for one in document.process
    ]
    return Book(
        who.pupil_id,
        room.id,
        document.code,
        bio.full_name,
        record,
        line is not None,
        content_of(document),
        study,
        *_lists(shared, spread),
    )


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


def _outcome(
    room: SchoolClass, spread: YearSpread, line: dict[str, Any] | None, frozen: Frozen | None
) -> Values:
    said = mapping().codes["yes_no"]
    completed, promoted = (line or {}).get("completed"), (line or {}).get("promoted")
    last = room.grade == LAST_GRADE
    return {
        "overall": spread.outcome.overall if spread.outcome else None,
        "award": ", ".join(spread.outcome.awards) or None if spread.outcome else None,
        "completed_grade": said.get(completed),
        "completed_school": said.get(completed) if last else None,
        "promoted": said.get(promoted),
        "approved_on": frozen.day.isoformat() if frozen else None,
    }


def _lists(shared: Frame, spread: YearSpread) -> tuple[list[Values], list[Values]]:
    """Return subjects and traits with their codes; a trait that isn't taught is left out.

    A subject and a competence may have one name ("Khoa học"): each is looked up among its own.
    """
    every = [unit for rules in shared.grades.values() for unit in (*rules.units, *rules.traits)]
    taught = {unit.name: unit.code for unit in every if unit.kind is UnitKind.SUBJECT}
    grown = {unit.name: unit.code for unit in every if unit.kind is not UnitKind.SUBJECT}
    subjects: list[Values] = [
        {
            "code": taught.get(one.name),
            "name": one.name,
            "level": one.level,
            "score": _number(one.score),
            "comment": one.comment,
        }
        for one in spread.subjects
    ]
    traits: list[Values] = [
        {"code": grown.get(one.name), "name": one.name, "level": one.level, "comment": one.comment}
        for one in (*spread.qualities, *spread.general, *spread.specific)
        if one.taught
    ]
    return subjects, traits
