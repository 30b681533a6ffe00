"""The sheet on screen: every number leads to its rows; reminders go out from it (Điều 7.4)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models.access import Reminder
from models.access.remind import Line as Reminding
from models.school import Department, Period, PeriodKind
from models.supervision.sheet import Frame, Line, Sheet
from permissions.errors import OutOfScope
from permissions.policy import can
from views.database import request_session
from views.ids import row_id
from views.meetings.frame import (
    asked_for,
    counted,
    departments,
    frame_of,
    meetings,
    periods,
)
from views.remind import remind_all


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the sheet with the way to the rows behind each number."""

    line: Line
    comments: str
    copied: str
    plans: str
    sent: str
    failed: str
    remindable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its ways; ``late`` is how many may be reminded."""

    sheet: Sheet
    rows: tuple[Row, ...]
    all: Row

    @property
    def late(self) -> int:
        """How many of the lines may be reminded of something."""
        return sum(row.remindable for row in self.rows)


def dressed(found: Sheet, department: Department, period: Period, *, live: bool = True) -> Table:
    """Put the ways to its rows beside each number; only a ``live`` sheet reminds."""
    may = live and can(g.actor, "create", Reminder)
    me = g.actor.staff_id
    rows = tuple(
        _row(line, department, period, may=may and line.owes and line.staff_id != me)
        for line in found.lines
    )
    return Table(found, rows, _row(found.all, department, period, may=False))


def _row(line: Line, department: Department, period: Period, *, may: bool) -> Row:
    who = line.staff_id or None
    at = {"to": department.id, "ky": period.code, "ai": who}
    told = {
        "nguoi": who,
        "to": None if who else department.id,
        "tu": period.from_date.isoformat(),
        "den": period.to_date.isoformat(),
    }
    return Row(
        line,
        comments=url_for("meetings.comments", **at),
        copied=url_for("meetings.alike", **at),
        plans=url_for("meetings.plans", **at),
        sent=url_for("message_list.index", **told),
        failed=url_for("message_list.index", muc="chua-toi", **told),
        remindable=may,
    )


@meetings.get("/bang")
def table() -> str:
    """Show the sheet of a department (to) and a month or term (ky), as it stands now."""
    session = request_session()
    department, period = asked_for(session)
    found = counted(session, frame_of(session, department.id, period))
    return render_template(
        "screens/meetings/table.html",
        table=dressed(found, department, period),
        department=department,
        departments=departments(session),
        period=period,
        periods=periods(session)[::-1],
    )


@meetings.post("/bang/nhac")
def remind() -> Response:
    """Remind one member (ai) of what is late, or all who are."""
    session = request_session()
    department, period = asked_for(session)
    frame = frame_of(session, department.id, period)
    wanted = row_id(request.form.get("ai"))
    if request.form.get("ai") and wanted is None:
        raise OutOfScope
    late = [
        line
        for line in counted(session, frame).lines
        if line.owes and line.staff_id != g.actor.staff_id and wanted in (None, line.staff_id)
    ]
    flash(remind_all(session, [reminding(line, frame) for line in late]), "ok")
    back = row_id(request.form.get("hop"))
    if back is not None:
        return redirect(url_for("meetings.show", meeting_id=back), 303)  # type: ignore[return-value]
    return redirect(url_for("meetings.table", to=department.id, ky=period.code), 303)  # type: ignore[return-value]


def reminding(line: Line, frame: Frame) -> Reminding:
    """Say to a member what is late, with the way to the first of it."""
    period = frame.period
    parts: list[tuple[str, str]] = []
    if missing := line.comments - line.written:
        place = (
            url_for("monthly.start", thang=period.code)
            if period.kind is PeriodKind.MONTH
            else url_for("gaps.show", ky=period.code, ai=line.staff_id)
        )
        parts.append((f"{missing} nhận xét", place))
    if line.overdue:
        parts.append((f"kế hoạch bài dạy của {line.overdue} tiết", url_for("plans.index")))
    if line.failed:
        place = url_for("message_list.index", muc="chua-toi", nguoi=line.staff_id)
        parts.append((f"{line.failed} tin chưa tới gia đình", place))
    words = "; ".join(word for word, _ in parts)
    return Reminding(line.staff_id, f"{period.name}, trước buổi họp tổ: còn {words}.", parts[0][1])
