"""One import from file to report: read, compare, and write all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import select

from jobs.imports.context import Context
from jobs.imports.errors import UnreadableFile
from jobs.imports.kinds import assignments, attendance, grids, pupils, results, staff, timetable
from jobs.imports.kinds.declared import matcher
from jobs.imports.plan import Plan
from jobs.imports.plans import assignments as plan_assignments
from jobs.imports.plans import attendance as plan_attendance
from jobs.imports.plans import grids as plan_grids
from jobs.imports.plans import pupils as plan_pupils
from jobs.imports.plans import results as plan_results
from jobs.imports.plans import staff as plan_staff
from jobs.imports.plans import timetable as plan_timetable
from jobs.imports.reading import Into, Shape, read_rows
from jobs.imports.report import Report
from jobs.imports.row import Row
from jobs.imports.workbook import Corrections, read_workbook
from models.clock import school_today
from models.pupils import EthnicGroup
from models.pupils.declared import declared_on
from models.school import SchoolYear
from permissions.importing import GRIDS, OwnCells
from permissions.session import GuardedSession
from seeds.data import read as read_catalogue
from seeds.school_year import propose

KIND_LABEL = {
    "staff": "Cán bộ, giáo viên, nhân viên",
    "assignments": "Phân công chuyên môn",
    "timetable": "Thời khóa biểu",
    "pupils": "Học sinh",
    "results": "Kết quả đánh giá",
    "monthly": "Nhận xét tháng",
    "attendance": "Điểm danh",
    "measures": "Số đo sức khỏe",
    "checks": "Khám chuyên khoa",
}


@dataclass(frozen=True)
class Request:
    """What is to be imported: the kind, the file and its name, the year (2025-2026).

    ``into``: the class and time of the grid into which it goes; the file must be of that place.
    """

    kind: str
    source: Path | bytes
    file: str
    year: str
    only_valid: bool = False
    dry_run: bool = False
    corrections: Corrections | None = None
    own: OwnCells | None = None
    into: Into | None = None


class Writes(Protocol):
    """What was planned, to be written at once."""

    def write(self, session: GuardedSession) -> None:
        """Write everything; the caller commits."""


_SHAPES: dict[str, Shape] = {
    "staff": staff.SHAPE,
    "assignments": assignments.SHAPE,
    "timetable": timetable.SHAPE,
    "pupils": pupils.SHAPE,
    "results": results.SHAPE,
    "attendance": attendance.SHAPE,
    **grids.SHAPES,
}


def _pupils(rows: list[Row], context: Context, report: Report) -> Plan:
    others = {
        group["name"]: group.get("aliases", [])
        for group in read_catalogue("catalogues/ethnic_groups")
    }
    named = context.session.scalars(select(EthnicGroup.name))
    groups = {name: others.get(name, []) for name in named}
    fields = declared_on(context.session, school_today())
    lines = pupils.parse(rows, groups, context.year.name, fields)
    return plan_pupils.plan(lines, context, report)


def _grid(name: str) -> Callable[[list[Row], Context, Report], Writes]:
    return lambda rows, *rest: plan_grids.plan(name, grids.parse(name, rows), *rest)


_PLANS: dict[str, Callable[[list[Row], Context, Report], Writes]] = {
    "staff": lambda rows, *rest: plan_staff.plan(staff.parse(rows), *rest),
    "assignments": lambda rows, *rest: plan_assignments.plan(assignments.parse(rows), *rest),
    "timetable": lambda rows, *rest: plan_timetable.plan(timetable.parse(rows), *rest),
    "pupils": _pupils,
    "attendance": lambda rows, *rest: plan_attendance.plan(attendance.parse(rows), *rest),
    **{name: _grid(name) for name in grids.GRIDS},
}


def run_import(
    session: GuardedSession,
    request: Request,
    ready: Callable[[Report], None] = lambda _: None,
) -> Report:
    """Import a file; commits when it writes, leaves nothing behind when it doesn't.

    ``ready`` is told the report when everything is written and not yet committed; what it adds to
    the session stands and falls with the import.

    The session's actor has the capacity ``importer``; for grids, the rights of who fills them in.
    Raises UnreadableFile when the file can't be read, UnknownYearError (seeds) when the year has no
    calendar, and the kernel's refusals.
    """
    report = Report(request.kind, request.file)
    sheets = read_workbook(request.source, request.corrections)
    rows = read_rows(_shape(session, request.kind), sheets, request.year, report, request.into)
    try:
        year = _year(session, request)
        plan = _plan(rows, Context(session, year, request.file), report, request)
        report.sort()
        if not request.dry_run and (request.only_valid or not report.refused):
            if report.to_write:
                plan.write(session)
            report.written = True
            ready(report)
            session.commit()
    finally:
        session.rollback()
    return report


def _shape(session: GuardedSession, kind: str) -> Shape:
    """Return the shape of a kind; a pupils file may have columns that the office declared."""
    shape = _SHAPES[kind]
    if kind != "pupils":
        return shape
    return replace(shape, match=matcher(shape.match, declared_on(session, school_today())))


def _plan(rows: list[Row], context: Context, report: Report, request: Request) -> Writes:
    if request.kind == "results":
        return plan_results.plan(results.parse(rows), context, report, request.own)
    return _PLANS[request.kind](rows, context, report)


def _year(session: GuardedSession, request: Request) -> SchoolYear:
    """Return the year; a file of the school's books may make it, a grid's may not."""
    named = select(SchoolYear).where(SchoolYear.name == request.year)
    found: Any = session.scalars(named).one_or_none()
    if found is None and request.kind in GRIDS:
        msg = f"Trường chưa có năm học {request.year}. Phó hiệu trưởng mở năm học (Đ2.11)."
        raise UnreadableFile(msg)
    return found or propose(session, request.year)
