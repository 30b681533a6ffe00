"""What a timetable file changes: the slots of each class; a blank cell ends its slot."""

from __future__ import annotations

from sqlalchemy import select

from jobs.imports.context import Context
from jobs.imports.kinds.timetable import Lesson, TimetableLine
from jobs.imports.plan import Plan, Standing
from jobs.imports.report import Change, Outcome, Report
from jobs.imports.words import key
from models.people import Staff
from models.school import SchoolClass, TeachingAssignment, TimetableSlot


class _Books:
    """The open slots and assignments of the year, and what this file has said so far."""

    def __init__(self, context: Context) -> None:
        ids = [one.id for one in context.classes.values()]
        session = context.session
        slots = session.scalars(select(TimetableSlot).where(TimetableSlot.class_id.in_(ids)))
        self.slots = Standing(slots, "class_id", "weekday", "lesson")
        pairs = session.execute(
            select(TeachingAssignment.class_id, TeachingAssignment.unit_id, Staff.full_name)
            .join(Staff, Staff.id == TeachingAssignment.staff_id)
            .where(TeachingAssignment.class_id.in_(ids), TeachingAssignment.to_date.is_(None))
        )
        self.teachers = {(class_id, unit_id): name for class_id, unit_id, name in pairs}
        self.unit_names = {unit.id: unit.name for unit in context.units.values()}
        self.seen: set[tuple[int, int, int]] = set()
        self.unassigned: set[tuple[int, int]] = set()


def plan(lines: list[TimetableLine], context: Context, report: Report) -> Plan:
    """Compare the lines with the books; a bad cell is refused, the rest of its row goes in."""
    made = Plan(TimetableSlot)
    books = _Books(context)
    for line in lines:
        _plan_line(line, context, report, made, books)
    return made


def _plan_line(
    line: TimetableLine, context: Context, report: Report, made: Plan, books: _Books
) -> None:
    changes: list[Change] = []
    created = standing = 0
    for lesson in line.lessons:
        placed = _check(line, lesson, context, books)
        if placed is None:
            continue
        known, unit_id = placed
        place = (known.id, lesson.weekday, lesson.lesson)
        current = books.slots.open.get(place)
        if current is None:
            created += 1
            made.create(
                TimetableSlot,
                {
                    "class_id": known.id,
                    "weekday": lesson.weekday,
                    "lesson": lesson.lesson,
                    "unit_id": unit_id,
                    "from_date": books.slots.start(place, context.year.first_day),
                },
            )
        else:
            standing += 1
            if current.unit_id != unit_id:
                made.update(TimetableSlot, current.id, {"unit_id": unit_id})
                names = books.unit_names
                changes.append(Change(_where(lesson), names[current.unit_id], names[unit_id]))
    ended = _end_blank(line, context, made, books)
    changes += ended
    outcome = _outcome(line, created, standing + len(ended), changes)
    line.row.close(report, outcome, line.label, changes)


def _outcome(line: TimetableLine, created: int, standing: int, changes: list[Change]) -> Outcome:
    if line.row.refused and not created and not standing:
        return Outcome.REFUSED
    if created and not standing:
        return Outcome.CREATED
    return Outcome.UPDATED if created or changes else Outcome.UNCHANGED


def _where(lesson: Lesson) -> str:
    return f"{lesson.class_name}, thứ {lesson.weekday}, tiết {lesson.lesson}"


def _check(
    line: TimetableLine, lesson: Lesson, context: Context, books: _Books
) -> tuple[SchoolClass, int] | None:
    """Refuse the cell, or return its class and unit."""
    row, column = line.row, lesson.column
    known = context.classes.get(lesson.class_name)
    if known is None:
        row.refuse(column, context.no_class(lesson.class_name))
        return None
    code = context.unit_of(lesson.unit)
    if code is None:
        row.refuse(column, "Không có môn học này trong danh mục")
        return None
    recased = context.recased(lesson.unit) if lesson.teacher is None else None
    if recased:
        row.repair(column, recased)
    if code not in context.taught.get(known.grade, set()):
        row.refuse(column, f"Khối {known.grade} không học môn này")
        return None
    place = (known.id, lesson.weekday, lesson.lesson)
    if place in books.seen:
        row.refuse(column, f"{_where(lesson)} đã có ở trên; ô đầu được giữ")
        return None
    books.seen.add(place)
    unit = context.units[code]
    _doubt_teacher(line, lesson, (known.id, unit.id), unit.name, books)
    return known, unit.id


def _doubt_teacher(
    line: TimetableLine, lesson: Lesson, pair: tuple[int, int], unit: str, books: _Books
) -> None:
    """The teacher comes from the assignment; another name in the cell is only a doubt."""
    assigned = books.teachers.get(pair)
    if assigned is None:
        if pair not in books.unassigned:
            books.unassigned.add(pair)
            reason = f"Chưa phân công giáo viên môn {unit} của lớp {lesson.class_name}"
            line.row.warn(lesson.column, reason)
    elif lesson.teacher and key(lesson.teacher).split()[-1:] != key(assigned).split()[-1:]:
        line.row.warn(lesson.column, f"Theo phân công, môn này do {assigned} dạy")


def _end_blank(line: TimetableLine, context: Context, made: Plan, books: _Books) -> list[Change]:
    changes = []
    for class_name, weekday, lesson in line.blank:
        known = context.classes.get(class_name)
        current = books.slots.open.get((known.id, weekday, lesson)) if known else None
        if current is not None and (current.class_id, weekday, lesson) not in books.seen:
            made.delete(TimetableSlot, current.id)
            before = books.unit_names[current.unit_id]
            where = f"{class_name}, thứ {weekday}, tiết {lesson}"
            changes.append(Change(where, before, None))
    return changes
