"""What a staff file changes: people, particulars, departments, memberships and duties."""

from __future__ import annotations

from sqlalchemy import select

from jobs.imports.context import Context
from jobs.imports.duties import grants_of, is_teaching
from jobs.imports.kinds.staff import StaffLine
from jobs.imports.plan import Plan, Ref, Standing, Values, by_key
from jobs.imports.report import Change, Outcome, Report
from jobs.imports.words import key
from models.base import utc_now
from models.names import fold, sort_key
from models.people import Duty, Staff, StaffParticulars
from models.people.duty import FUNCTION_LABEL
from models.school import Department, Membership


class _Books:
    """Departments, memberships and duties as they stand."""

    def __init__(self, context: Context) -> None:
        session = context.session
        self.departments = {key(one.name): one for one in session.scalars(select(Department))}
        self.particulars = by_key(session.scalars(select(StaffParticulars)), "staff_id")
        memberships = session.scalars(select(Membership)).all()
        self.memberships = Standing(memberships, "staff_id")
        self.belonged = Standing(memberships, "department_id", "staff_id")
        duties = session.scalars(select(Duty))
        self.duties = Standing(duties, "staff_id", "function", "department_id")


def plan(lines: list[StaffLine], context: Context, report: Report) -> Plan:
    """Compare the lines with the books and enter each row in the report.

    On the first import into an empty school the duties hold at once; afterwards they are
    proposed, until the vice-principal confirms them (RIGHTS.md).
    """
    made = Plan(Department, Staff, StaffParticulars, Membership, Duty)
    books = _Books(context)
    at_once = not context.staff
    for line in lines:
        if line.row.refused:
            line.row.close(report, Outcome.REFUSED, line.label)
            continue
        _plan_line(line, context, report, made, books, at_once=at_once)
    return made


def _plan_line(
    line: StaffLine, context: Context, report: Report, made: Plan, books: _Books, *, at_once: bool
) -> None:
    known = context.staff.get(line.code or "")
    changes = _person(line, known, made, books)
    staff_id = known.id if known else Ref(Staff, line.code)
    department_id = _department(line, made, books)
    changes += _membership(line, known, staff_id, department_id, context, made, books)
    grants, unknown = grants_of(line.position, line.department, line.duties)
    for word in unknown:
        line.row.warn("duties", f"Nhiệm vụ “{word}” chưa biết; không cho quyền nào")
    for grant in grants:
        over = department_id if grant.of_department else None
        held = (known.id if known else None, grant.function, over)
        if held in books.duties.open:
            continue
        values = {
            "staff_id": staff_id,
            "function": grant.function,
            "department_id": over,
            "title": grant.title[:100],
            "source": f"Tệp {context.file}, dòng {line.row.number}"[:200],
            "from_date": books.duties.start(held, context.year.first_day),
            "confirmed_at": utc_now() if at_once else None,
        }
        made.create(Duty, values, key=(line.code, grant.function, over))
        changes.append(Change("Nhiệm vụ", None, grant.title))
        label = FUNCTION_LABEL[grant.function]
        what = grant.title if grant.title == label else f"{grant.title} → {label}"
        report.grants.append((line.row.table.sheet, line.row.number, line.label, what, at_once))
    outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
    line.row.close(report, outcome if known else Outcome.CREATED, line.label, changes)


def _person(line: StaffLine, known: Staff | None, made: Plan, books: _Books) -> list[Change]:
    name = line.name or ""
    person: Values = {
        "full_name": name,
        "sort_key": sort_key(name),
        "folded": fold(name)[:100],
        "sex": line.sex,
        "position": line.position,
    }
    private: Values = {"birth_date": line.birth_date, "email": line.email, "phone": line.phone}
    if known is None:
        ref = made.create(Staff, {"code": line.code, **person}, key=line.code)
        made.create(StaffParticulars, {"staff_id": ref, **private})
        return []
    changes = made.revise(known, person)
    particulars = books.particulars.get(known.id)
    if particulars:
        return changes + made.revise(particulars, private)
    made.create(StaffParticulars, {"staff_id": known.id, **private})
    return [*changes, Change("Lí lịch cán bộ", None, "thêm mới")]


def _department(line: StaffLine, made: Plan, books: _Books) -> int | Ref | None:
    if not line.department:
        return None
    folded = key(line.department)
    known = books.departments.get(folded)
    if known:
        return known.id
    values = {"name": line.department, "teaching": is_teaching(line.department)}
    return made.create(Department, values, key=folded)


def _membership(
    line: StaffLine,
    known: Staff | None,
    staff_id: int | Ref,
    department_id: int | Ref | None,
    context: Context,
    made: Plan,
    books: _Books,
) -> list[Change]:
    if department_id is None:
        return []
    current = books.memberships.open.get((known.id,)) if known else None
    if current is None:
        start = books.belonged.start((department_id, staff_id), context.year.first_day)
        made.create(
            Membership,
            {"department_id": department_id, "staff_id": staff_id, "from_date": start},
        )
        return [Change("Tổ", None, line.department)]
    if current.department_id == department_id:
        return []
    names = {one.id: one.name for one in books.departments.values()}
    made.update(Membership, current.id, {"department_id": department_id})
    return [Change("Tổ", names.get(current.department_id), line.department)]
