"""What an assignments file changes: classes, who teaches what, who is homeroom teacher."""

from __future__ import annotations

from sqlalchemy import select

from jobs.imports.context import Context, same_name
from jobs.imports.kinds.assignments import AssignmentLine
from jobs.imports.plan import Plan, Ref, Standing
from jobs.imports.report import Change, Outcome, Report
from jobs.imports.titles import class_key
from models.people import Staff
from models.school import HomeroomAssignment, SchoolClass, TeachingAssignment

_GRADES = range(1, 6)


class _Books:
    """The assignments of the year that are open, and what this file has said so far."""

    def __init__(self, context: Context) -> None:
        ids = [one.id for one in context.classes.values()]
        session = context.session
        teaching = select(TeachingAssignment).where(TeachingAssignment.class_id.in_(ids))
        self.teaching = Standing(session.scalars(teaching), "class_id", "unit_id")
        homeroom = select(HomeroomAssignment).where(HomeroomAssignment.class_id.in_(ids))
        self.homeroom = Standing(session.scalars(homeroom), "class_id")
        self.names = {one.id: one.full_name for one in context.staff.values()}
        self.seen: dict[tuple[str, str], int] = {}
        self.homeroom_of: dict[str, str] = {}


def plan(lines: list[AssignmentLine], context: Context, report: Report) -> Plan:
    """Compare the lines with the books; a class that doesn't exist yet is created by its name."""
    made = Plan(SchoolClass, TeachingAssignment, HomeroomAssignment)
    books = _Books(context)
    for line in lines:
        teacher = _check(line, context, books)
        if teacher is None:
            line.row.close(report, Outcome.REFUSED, line.label)
        else:
            _plan_line(line, teacher, context, report, made, books)
    return made


def _check(line: AssignmentLine, context: Context, books: _Books) -> Staff | None:
    """Refuse what can't be; return the teacher of a row that stands."""
    row = line.row
    name = class_key(line.class_name or "")
    grade = int(name[0]) if name[:1].isdigit() else 0
    if name and grade not in _GRADES:
        row.refuse("class", f"Lớp {line.class_name} không thuộc khối 1 đến 5")
    unit = context.unit_of(line.unit) if line.unit else None
    if line.unit and unit is None:
        row.refuse("unit", "Không có môn học này trong danh mục")
    elif unit and grade in _GRADES and unit not in context.taught.get(grade, set()):
        row.refuse("unit", f"Khối {grade} không học môn này")
    recased = context.recased(line.unit) if line.unit else None
    if recased:
        row.repair("unit", recased)
    teacher = _teacher(line, context)
    if row.refused or unit is None or teacher is None:
        return None
    line.unit = unit
    first = books.seen.setdefault((name, unit), row.number)
    if first != row.number:
        row.refuse("unit", f"Môn này của lớp {name} đã có ở dòng {first}; dòng đầu được giữ")
        return None
    if line.homeroom and books.homeroom_of.setdefault(name, teacher.code) != teacher.code:
        other = books.homeroom_of[name]
        row.refuse("homeroom", f"Lớp {name} đã có GVCN là {other} ở dòng trên")
        return None
    return teacher


def _teacher(line: AssignmentLine, context: Context) -> Staff | None:
    row = line.row
    if "code" in row.table.columns:
        if line.code is None:
            return None
        found = context.staff.get(line.code)
        if found is None:
            row.refuse("code", f"Không có cán bộ mã {line.code}; nhập tệp cán bộ trước")
        elif line.teacher and not same_name(line.teacher, found.full_name):
            row.warn("name", f"Mã {found.code} trong sổ là {found.full_name}")
        return found
    named = [one for one in context.staff.values() if same_name(one.full_name, line.teacher or "")]
    if len(named) == 1:
        return named[0]
    row.refuse(
        "name",
        "Có nhiều cán bộ cùng tên; cần cột Mã CB" if named else "Không có cán bộ tên này trong sổ",
    )
    return None


def _plan_line(
    line: AssignmentLine,
    teacher: Staff,
    context: Context,
    report: Report,
    made: Plan,
    books: _Books,
) -> None:
    name = class_key(line.class_name or "")
    known = context.classes.get(name)
    class_id: int | Ref
    if known:
        class_id = known.id
    else:
        values = {"year_id": context.year.id, "grade": int(name[0]), "name": name}
        class_id = made.create(SchoolClass, values, key=name)
    unit = context.units[line.unit or ""]
    pair = (known.id if known else None, unit.id)
    current = books.teaching.open.get(pair)
    changes = []
    if current is None:
        made.create(
            TeachingAssignment,
            {
                "class_id": class_id,
                "unit_id": unit.id,
                "staff_id": teacher.id,
                "from_date": books.teaching.start(pair, context.year.first_day),
            },
        )
    elif current.staff_id != teacher.id:
        made.update(TeachingAssignment, current.id, {"staff_id": teacher.id})
        before = books.names.get(current.staff_id)
        changes.append(Change("Giáo viên", before, teacher.full_name))
    if line.homeroom:
        changes += _homeroom(class_id, known, teacher, context, made, books)
    outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
    label = f"{name}, {unit.name}"
    line.row.close(report, outcome if current else Outcome.CREATED, label, changes)


def _homeroom(
    class_id: int | Ref,
    known: SchoolClass | None,
    teacher: Staff,
    context: Context,
    made: Plan,
    books: _Books,
) -> list[Change]:
    room = (known.id if known else None,)
    current = books.homeroom.open.get(room)
    if current is None:
        start = books.homeroom.start(room, context.year.first_day)
        values = {"class_id": class_id, "staff_id": teacher.id, "from_date": start}
        made.create(HomeroomAssignment, values, key=class_id)
        return [Change("GVCN", None, teacher.full_name)]
    if current.staff_id == teacher.id:
        return []
    made.update(HomeroomAssignment, current.id, {"staff_id": teacher.id})
    return [Change("GVCN", books.names.get(current.staff_id), teacher.full_name)]
