"""From the records of a class to its summary sheet at a moment."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from jobs.printing.documents import SheetColumn, SheetRow, SummarySheet
from jobs.printing.frame import YEAR_END, Frame, UnknownError
from jobs.printing.records import (
    EMPTY,
    Frozen,
    Given,
    Person,
    Records,
    Results,
    records,
    units_of,
)
from jobs.printing.sheet import UnitName, columns
from jobs.printing.words import spaced_year
from models.people import Sex
from models.school import SchoolClass

NOTHING = ""
TICK = "x"


def summary_sheets(
    session: Session, shared: Frame, rooms: Sequence[SchoolClass], moment: str = YEAR_END
) -> dict[int, SummarySheet]:
    """Return the sheets of classes at GHK1, CHK1, GHK2 or CN; UnknownError for another moment."""
    if moment not in shared.periods:
        raise UnknownError(f"Năm học {shared.year.name} không có thời điểm {moment}.")
    read = records(session, shared, rooms, moment)
    return {one.room.id: _sheet(shared, one, moment) for one in read}


def _sheet(shared: Frame, one: Records, moment: str) -> SummarySheet:
    room, period = one.room, shared.periods[moment]
    units = units_of(shared, room, one.given)
    rules = shared.grades.get(room.grade)
    scored = {code for code, at in rules.tests if at == moment} if rules else set()
    names = {unit.code: UnitName(unit.name, unit.printed_under) for unit in units}
    found = columns(room.grade, moment, names, scored)
    ids = {unit.code: unit.id for unit in units}
    return SummarySheet(
        school=shared.school.name,
        upper_body=shared.school.upper_body,
        class_name=room.name,
        year=spaced_year(shared.year.name),
        moment=moment,
        moment_name=period.name,
        columns=found,
        rows=tuple(_row(person, found, ids, one.given, one.frozen) for person in one.people),
        place=shared.school.place,
        approved_on=one.frozen.day if one.frozen else None,
        homeroom=shared.homeroom.get(room.id),
        head=shared.head,
    )


def _row(
    person: Person,
    found: tuple[SheetColumn, ...],
    ids: dict[str, int],
    given: Results,
    frozen: Frozen | None,
) -> SheetRow:
    ticks = _ticks(frozen, person.pupil.code)
    cells: dict[str, str | None] = {}
    for column in found:
        if column.kind in {"tick", "hand"}:
            cells[column.key] = TICK if column.key in ticks else NOTHING
            continue
        unit = ids[column.key.removesuffix(".score")]
        value = _value(column, given.get((person.pupil.id, unit), EMPTY))
        cells[column.key] = NOTHING if value is None and person.individual else value
    return SheetRow(
        full_name=person.pupil.full_name,
        birth_date=person.birth.birth_date if person.birth else None,
        female=person.birth.sex is Sex.FEMALE if person.birth else None,
        ethnic_group=person.ethnic_group,
        disability=bool(person.background and person.background.disability),
        exempt=person.individual,
        cells=cells,
    )


def _value(column: SheetColumn, cell: Given) -> str | None:
    if column.kind == "score":
        return None if cell.score is None else str(cell.score)
    return cell.level


def _ticks(frozen: Frozen | None, code: str) -> set[str]:
    line = frozen.lines.get(code) if frozen else None
    if line is None:
        return set()
    ticks = {line["overall"]} if line.get("overall") else set()
    if line.get("award"):
        ticks.add("award")
    if line.get("completed") is not None:
        ticks.add("completed" if line["completed"] else "not_completed")
    if line.get("promoted"):
        ticks.add("promoted")
    return ticks
