"""A class's report books as plain facts by our field names, from what is frozen at approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.printing.documents import ReportBook, YearSpread
from jobs.printing.frame import YEAR_END, Frame
from jobs.printing.load import LAST_GRADE, report_books
from jobs.printing.records import Frozen, Person, records
from jobs.report_books.mapping import mapping
from models.pupils import EthnicGroup, PersonalId
from models.school import SchoolClass
from models.yearend import Dossier
from models.yearend.dossier import DossierState

Values = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Book:
    """A pupil's year: the record's fields and its lists. ``frozen``: in an approved list."""

    pupil_id: int
    class_id: int
    code: str
    full_name: str
    record: Values
    frozen: bool
    study: list[Values] = field(default_factory=list)
    subjects: list[Values] = field(default_factory=list)
    traits: list[Values] = field(default_factory=list)


def books(session: Session, shared: Frame, rooms: Sequence[SchoolClass]) -> dict[int, list[Book]]:
    """Return by class the books of its pupils, as lists sort."""
    documents = report_books(session, shared, rooms)
    rows = session.execute(select(PersonalId.pupil_id, PersonalId.number))
    ids = {row.pupil_id: row.number for row in rows}
    groups = {one.name: one.code for one in session.scalars(select(EthnicGroup))}
    approved = {
        dossier.class_id
        for dossier in session.scalars(select(Dossier))
        if dossier.state is DossierState.APPROVED
    }
    found: dict[int, list[Book]] = {}
    for one in records(session, shared, rooms, YEAR_END):
        by_code = {document.code: document for document in documents[one.room.id]}
        frozen = one.frozen if one.room.id in approved else None
        found[one.room.id] = [
            _book(shared, one.room, person, by_code[person.pupil.code], frozen, ids, groups)
            for person in one.people
        ]
    return found


def _book(
    shared: Frame,
    room: SchoolClass,
    person: Person,
    document: ReportBook,
    frozen: Frozen | None,
    ids: dict[int, str],
    groups: dict[str, str],
) -> Book:
    line = frozen.lines.get(person.pupil.code) if frozen else None
    codes, bio, spread = mapping().codes, document.bio, document.spreads[0]
    record: Values = {
        "status": codes["status"],
        "stage": codes["stage"],
        "head_position": codes["head_position"],
        "personal_id": ids.get(person.pupil.id),
        "school_code": shared.school.code,
        "pupil_code": person.pupil.code,
        "full_name": person.pupil.full_name,
        "birth_date": bio.birth_date.isoformat() if bio.birth_date else None,
        "sex": codes["sex"].get(bio.sex),
        "ethnic_group": groups.get(bio.ethnic_group or ""),
        "nationality": bio.nationality,
        "year": shared.year.name,
        "grade": str(room.grade),
        "class_name": room.name,
        "father": bio.father,
        "mother": bio.mother,
        "guardian": bio.guardian,
        "not_assessed": codes["yes_no"][person.individual],
        "place": shared.school.place,
        "head": shared.head,
        "homeroom": shared.homeroom.get(room.id),
        "excused": _number(spread.excused),
        "unexcused": _number(spread.unexcused),
    } | _outcome(room, spread, line, frozen)
    return Book(
        person.pupil.id,
        room.id,
        person.pupil.code,
        person.pupil.full_name,
        record,
        line is not None,
        [
            {"year": one.year, "class_name": one.class_name, "school": one.school}
            for one in document.process
        ],
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
    """Return subjects and traits with their codes; a trait that isn't taught is left out."""
    codes = {unit.name: unit.code for rules in shared.grades.values() for unit in rules.units}
    codes |= {unit.name: unit.code for unit in shared.traits}
    subjects: list[Values] = [
        {
            "code": codes.get(one.name),
            "name": one.name,
            "level": one.level,
            "score": _number(one.score),
            "comment": one.comment,
        }
        for one in spread.subjects
    ]
    traits: list[Values] = [
        {"code": codes.get(one.name), "name": one.name, "level": one.level, "comment": one.comment}
        for one in (*spread.qualities, *spread.general, *spread.specific)
        if one.taught
    ]
    return subjects, traits
