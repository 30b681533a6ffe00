"""One import from file to report: read, compare, and write all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from jobs.imports.context import Context
from jobs.imports.kinds import assignments, pupils, results, staff, timetable
from jobs.imports.kinds.declared import matcher
from jobs.imports.plan import Plan
from jobs.imports.plans import assignments as plan_assignments
from jobs.imports.plans import pupils as plan_pupils
from jobs.imports.plans import results as plan_results
from jobs.imports.plans import staff as plan_staff
from jobs.imports.plans import timetable as plan_timetable
from jobs.imports.reading import Shape, read_rows
from jobs.imports.report import Report
from jobs.imports.row import Row
from jobs.imports.workbook import Corrections, read_workbook
from models.clock import school_today
from models.pupils import EthnicGroup
from models.pupils.declared import declared_on
from models.school import SchoolYear
from permissions.importing import OwnCells
from permissions.session import GuardedSession
from seeds.data import read as read_catalogue
from seeds.school_year import propose

KIND_LABEL = {
    "staff": "Cán bộ, giáo viên, nhân viên",
    "assignments": "Phân công chuyên môn",
    "timetable": "Thời khóa biểu",
    "pupils": "Học sinh",
    "results": "Kết quả đánh giá",
}


@dataclass(frozen=True)
class Request:
    """What is to be imported: the kind, the file and its name, the year (2025-2026)."""

    kind: str
    source: Path | bytes
    file: str
    year: str
    only_valid: bool = False
    dry_run: bool = False
    corrections: Corrections | None = None
    own: OwnCells | None = None


_SHAPES: dict[str, Shape] = {
    "staff": staff.SHAPE,
    "assignments": assignments.SHAPE,
    "timetable": timetable.SHAPE,
    "pupils": pupils.SHAPE,
    "results": results.SHAPE,
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


_PLANS: dict[str, Callable[[list[Row], Context, Report], Plan]] = {
    "staff": lambda rows, *rest: plan_staff.plan(staff.parse(rows), *rest),
    "assignments": lambda rows, *rest: plan_assignments.plan(assignments.parse(rows), *rest),
    "timetable": lambda rows, *rest: plan_timetable.plan(timetable.parse(rows), *rest),
    "pupils": _pupils,
}


def run_import(
    session: GuardedSession,
    request: Request,
    ready: Callable[[Report], None] = lambda _: None,
) -> Report:
    """Import a file; commits when it writes, leaves nothing behind when it doesn't.

    ``ready`` is told the report when everything is written and not yet committed; what it adds to
    the session stands and falls with the import.

    The session's actor has the capacity ``importer``. Raises UnreadableFile when the file can't
    be read, UnknownYearError (seeds) when the year has no calendar, and the kernel's refusals.
    """
    report = Report(request.kind, request.file)
    sheets = read_workbook(request.source, request.corrections)
    rows = read_rows(_shape(session, request.kind), sheets, request.year, report)
    try:
        year = _year(session, request.year)
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


def _plan(rows: list[Row], context: Context, report: Report, request: Request) -> Plan:
    if request.kind == "results":
        return plan_results.plan(results.parse(rows), context, report, request.own)
    return _PLANS[request.kind](rows, context, report)


def _year(session: GuardedSession, name: str) -> SchoolYear:
    found: Any = session.scalars(select(SchoolYear).where(SchoolYear.name == name)).one_or_none()
    return found or propose(session, name)
