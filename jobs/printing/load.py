"""From the records of classes to the report books that they print (TT 27/2020 Phụ lục 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from jobs.printing.documents import (
    Bio,
    Cover,
    Outcome,
    ReportBook,
    SubjectLine,
    TraitLine,
    YearSpread,
)
from jobs.printing.frame import YEAR_END, Frame
from jobs.printing.records import (
    EMPTY,
    Frozen,
    Given,
    Lives,
    Person,
    Records,
    Results,
    absences,
    bodies,
    guardians,
    last_rounds,
    process,
    records,
    units_of,
)
from jobs.printing.words import measure, spaced_year
from models.assessment import Unit, UnitKind
from models.pupils import (
    Relation,
)
from models.school import SchoolClass


def report_books(
    session: Session,
    shared: Frame,
    rooms: Sequence[SchoolClass],
    read: Sequence[Records] | None = None,
) -> dict[int, list[ReportBook]]:
    """Return by class the books of the pupils enrolled at the year's end, as lists sort.

    ``read``: the classes' records of the year's end, if they were read before.
    """
    read = records(session, shared, rooms, YEAR_END) if read is None else read
    given = {one.room.id: one.given for one in read}
    given = last_rounds(session, given) if shared.summer else given
    ids = [person.pupil.id for one in read for person in one.people]
    lives = Lives(
        absences(session, [room.id for room in rooms], shared.periods[YEAR_END].id),
        bodies(session, shared, ids),
        guardians(session, ids),
        process(session, shared, ids),
    )
    final = [replace(one, given=given[one.room.id]) for one in read]
    return {
        one.room.id: [_book(shared, one, lives, person) for person in one.people] for one in final
    }


def _book(shared: Frame, one: Records, lives: Lives, person: Person) -> ReportBook:
    pupil = person.pupil.id
    return ReportBook(
        code=person.pupil.code,
        cover=_cover(shared, person),
        bio=_bio(shared, person, lives.relatives.get(pupil, {})),
        process=lives.study.get(pupil, ()),
        spreads=(_spread(shared, one, person, lives),),
    )


def _cover(shared: Frame, person: Person) -> Cover:
    school = shared.school
    return Cover(
        full_name=person.pupil.full_name,
        school=school.name,
        ward=school.ward,
        district=school.district,
        province=school.province,
        has_district=shared.has_district,
    )


def _bio(shared: Frame, person: Person, relatives: dict[Relation, str]) -> Bio:
    birth, background = person.birth, person.background
    return Bio(
        full_name=person.pupil.full_name,
        sex=birth.sex.value if birth else None,
        birth_date=birth.birth_date if birth else None,
        ethnic_group=person.ethnic_group,
        nationality=background.nationality if background else None,
        birth_place=background.birth_place if background else None,
        native_place=background.native_place if background else None,
        address=background.address if background else None,
        father=relatives.get(Relation.FATHER),
        mother=relatives.get(Relation.MOTHER),
        guardian=relatives.get(Relation.GUARDIAN),
        place=shared.school.place,
        head=shared.head,
    )


def _spread(
    shared: Frame,
    one: Records,
    person: Person,
    lives: Lives,
) -> YearSpread:
    pupil, room, given = person.pupil, one.room, one.given
    absent = lives.absent.get((room.id, pupil.id))
    height, weight = lives.bodies.get(pupil.id, (None, None))
    tests = shared.grades[room.grade].tests if room.grade in shared.grades else frozenset()
    units = units_of(shared, room, given)
    known = {unit.id for unit in units}
    return YearSpread(
        full_name=pupil.full_name,
        class_name=room.name,
        school=shared.school.name,
        year=spaced_year(shared.year.name),
        height=measure(height, "cm"),
        weight=measure(weight, "kg"),
        excused=absent[0] if absent else None,
        unexcused=absent[1] if absent else None,
        subjects=tuple(
            _subject(unit, given.get((pupil.id, unit.id), EMPTY), (unit.code, YEAR_END) in tests)
            for unit in units
            if unit.kind is UnitKind.SUBJECT
        ),
        qualities=_traits(shared, UnitKind.QUALITY, known, given, (room.grade, pupil.id)),
        general=_traits(shared, UnitKind.GENERAL, known, given, (room.grade, pupil.id)),
        specific=_traits(shared, UnitKind.SPECIFIC, known, given, (room.grade, pupil.id)),
        outcome=_outcome(shared, room, one.frozen, pupil.code),
        place=shared.school.place,
        homeroom=shared.homeroom.get(room.id),
        head=shared.head,
    )


def _subject(unit: Unit, cell: Given, tested: bool) -> SubjectLine:  # noqa: FBT001
    return SubjectLine(
        name=unit.name,
        under=unit.printed_under,
        scored=tested,
        level=cell.level,
        score=cell.score if tested else None,
        comment=cell.comment or None,
    )


def _traits(
    shared: Frame, kind: UnitKind, known: set[int], given: Results, pupil: tuple[int, int]
) -> tuple[TraitLine, ...]:
    """Return the lines of a kind for a pupil (grade, id); what the grade isn't taught is blank."""
    grade, pupil_id = pupil
    lines = []
    for unit in shared.grades[grade].traits if grade in shared.grades else ():
        if unit.kind is kind:
            cell = given.get((pupil_id, unit.id), EMPTY)
            lines.append(
                TraitLine(
                    name=unit.name,
                    taught=unit.id in known,
                    comment_expected=shared.school.trait_comments,
                    level=cell.level,
                    comment=cell.comment or None,
                )
            )
    return tuple(lines)


def _outcome(shared: Frame, room: SchoolClass, frozen: Frozen | None, code: str) -> Outcome | None:
    line = frozen.lines.get(code) if frozen else None
    if frozen is None or line is None:
        return None
    rules = shared.grades[room.grade]
    award = line.get("award")
    return Outcome(
        overall=rules.overall.get(line.get("overall") or "", line.get("overall")),
        awards=(rules.awards.get(award, award),) if award else (),
        completion=completion(room.grade, line.get("completed"), line.get("promoted")),
        signed_on=frozen.day,
    )


LAST_GRADE = 5


def completion(grade: int, completed: bool | None, promoted: bool | None) -> str | None:  # noqa: FBT001
    """Write part 6: completed or not, promoted or not (DOMAIN §2.1); None when undecided."""
    if completed is None and promoted is None:
        return None
    if grade == LAST_GRADE:
        if completed:
            return "Hoàn thành chương trình lớp 5. Hoàn thành chương trình tiểu học."
        return "Chưa hoàn thành chương trình tiểu học."
    words = []
    if completed is not None:
        words.append(
            f"{'Hoàn thành' if completed else 'Chưa hoàn thành'} chương trình lớp {grade}."
        )
    if promoted is not None:
        words.append(f"Được lên lớp {grade + 1}." if promoted else "Chưa được lên lớp.")
    return " ".join(words)
