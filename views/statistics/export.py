"""The very table on screen as Excel and as PDF; that it was taken stands in the history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, g
from sqlalchemy import select

from jobs.printing.statistics import Paper, statistics_pdf
from models.clock import school_today
from models.people import Duty
from models.school import School
from permissions.history import record_reading
from permissions.session import GuardedSession
from views.database import request_session
from views.export import write_xlsx, xlsx_response
from views.looks import grant_of
from views.statistics.asked import asked, statistics
from views.statistics.counting import Counted, counted
from views.words import year_vi


def _taken(how: str) -> tuple[GuardedSession, Counted]:
    """Count the table and record that it was taken, with its number of lines."""
    session = request_session()
    found = counted(session, asked(session))
    what = f"{how} thống kê {name_of(found)}"
    if found.masked:
        record_reading(session, Duty, found.table.lines, what, row_id=grant_of(session, g.actor))
    else:
        record_reading(session, found.asked.kind.needs[0], found.table.lines, what)
    session.commit()
    return session, found


def name_of(found: Counted) -> str:
    """Name the table with its place and year."""
    wanted = found.asked
    return f"{wanted.title}, {wanted.place_name(wanted.place)}, năm học {year_vi(wanted.year.name)}"


def lines_of(found: Counted) -> Iterator[list[Any]]:
    """Return the lines of the table as a workbook holds them: counts, and shares in percent."""
    for block in found.table.blocks:
        for line in block.lines:
            cells: list[Any] = [block.title, line.measure.label]
            for figure in line.figures:
                share = figure.share
                cells += [figure.value, None if share is None else round(share * 100, 1)]
            yield cells


def _file_name(found: Counted) -> str:
    wanted = found.asked
    return f"thong-ke-{wanted.kind.code}-{wanted.period.code.lower()}-{wanted.year.name}"


@statistics.post("/xlsx")
def workbook() -> Response:
    """Send the table as Excel."""
    _, found = _taken("xuất Excel")
    heads = ["Của", "Số liệu"]
    for label in found.table.labels:
        heads += [label, f"{label}, %"]
    subtitle = " ".join([name_of(found) + ".", *found.notes])
    file = write_xlsx("Thống kê", subtitle, heads, lines_of(found))
    return xlsx_response(file, _file_name(found))


@statistics.post("/in.pdf")
def paper() -> Response:
    """Send the table as PDF, A4 landscape."""
    session, found = _taken("in")
    wanted = found.asked
    sheet = Paper(
        school=session.scalars(select(School).order_by(School.id).limit(1)).first(),
        day=school_today(),
        title=wanted.title,
        place=wanted.place_name(wanted.place),
        year=year_vi(wanted.year.name),
        notes=found.notes,
        table=found.table,
    )
    return Response(
        statistics_pdf(sheet),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{_file_name(found)}.pdf"'},
    )
