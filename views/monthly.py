"""Nhận xét tháng: the homeroom teacher's comments of a month on one grid (Điều 4.3, 7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select

from models.assessment import MonthlyComment
from models.assessment.month import COMMENT, FOREIGN, commented_classes, monthly_table
from models.assessment.sheet import Line as Pupil
from models.assessment.sheet import lines_of
from models.batch import save_cells
from models.clock import school_today
from models.school import Period, PeriodKind, School, SchoolClass
from models.school.days import begun
from permissions import guard
from permissions.errors import OutOfScope
from permissions.session import GuardedSession
from views.cells import read_cells, save_reply, undo_reply, written_reply
from views.database import request_session
from views.desk_tabs import desk_tabs
from views.frame import current_year
from views.grid import Group, Head, Line, cell, column_css, column_data
from views.grid_files import grid_form
from views.ids import row_id
from views.words import date_vi

if TYPE_CHECKING:
    from flask import Flask, Response
    from flask_admin import Admin
    from werkzeug.wrappers import Response as BaseResponse

monthly = Blueprint("monthly", __name__, url_prefix="/nhan-xet-thang")
BEFORE = "Nhận xét của tháng trước, để đọc cạnh tháng này."


class Page:
    """A class in a month: last month's comment to read, this month's to write."""

    groups: tuple[Group, ...] = ()

    def __init__(
        self, session: GuardedSession, room: SchoolClass, period: Period, before: Period | None
    ) -> None:
        """Read lines and comments once, then lay out heads and cells."""
        self.room, self.period = room, period
        asked = {"class_id": room.id, "period_id": period.id, "pupil_id": None}
        fact = guard.facts_new(session, MonthlyComment, [asked])[0]
        self.mine = any("comment" in fact.create_fields(name) for name in fact.capacities)
        self.closed = "" if fact.open else guard.why_closed(session, MonthlyComment, asked)
        shut = self.closed if self.mine else FOREIGN
        self.writable = not shut
        self.asked_for = bool(session.scalar(select(School.monthly_comments).limit(1)))
        pupils = lines_of(session, room, period)
        stays = {p.pupil_id for p in pupils if not p.left or p.left > period.to_date}
        periods = [p for p in (before, period) if p is not None]
        rows = session.scalars(
            select(MonthlyComment).where(
                MonthlyComment.class_id == room.id,
                MonthlyComment.period_id.in_([p.id for p in periods]),
            )
        )
        self.texts = {(row.period_id, row.pupil_id): row.comment or "" for row in rows}
        self.heads = [self._head(p, shut, stays) for p in periods]
        self.rows = [self._line(pupil, periods, stays) for pupil in pupils]
        self.missing = self.heads[-1].expected - self.heads[-1].filled

    def _head(self, period: Period, shut: str, stays: set[int]) -> Head:
        now = period is self.period
        data = column_data(
            COMMENT,
            "comment" if now else "before",
            period.name,
            shut=shut if now else BEFORE,
            own=now and self.mine,
            optional=not now or not self.asked_for,
        )
        filled = sum(bool(self.texts.get((period.id, pupil))) for pupil in stays)
        return Head(period.name, column_css(data, last=now), filled, len(stays), data)

    def _line(self, pupil: Pupil, periods: list[Period], stays: set[int]) -> Line:
        here = pupil.pupil_id in stays
        cells = [
            cell(head, self.texts.get((period.id, pupil.pupil_id), ""), expected=here)
            for head, period in zip(self.heads, periods, strict=True)
        ]
        remark = f"Chuyển đi {date_vi(pupil.left)[:5]}" if pupil.left and not here else ""
        return Line(pupil.pupil_id, pupil.name, remark, cells, pupil.register, bool(remark))


def _place(
    session: GuardedSession, class_id: int, period_id: int
) -> tuple[list[SchoolClass], SchoolClass, list[Period], Period]:
    """Return readable classes and begun months with the asked ones, or refuse as not there."""
    asked = session.get(SchoolClass, class_id)
    rooms = commented_classes(session, asked.year_id) if asked else []
    months = begun(session, asked.year_id, PeriodKind.MONTH, school_today()) if asked else []
    room = next((r for r in rooms if r.id == class_id), None)
    period = next((p for p in months if p.id == period_id), None)
    if room is None or period is None:
        raise OutOfScope
    return rooms, room, months, period


@monthly.get("/")
def start() -> BaseResponse:
    """Lead to the class that was asked for or the own one, in the newest month that has begun."""
    session = request_session()
    year = current_year(session)
    rooms = commented_classes(session, year.id) if year else []
    months = begun(session, year.id, PeriodKind.MONTH, school_today()) if year else []
    if not rooms or not months:
        raise OutOfScope
    asked = request.args.get("lop", "")
    mine = session.actor.homeroom
    room = next((r for r in rooms if str(r.id) == asked), None) or next(
        (r for r in rooms if r.id in mine), rooms[0]
    )
    month = next((m for m in months if m.code == request.args.get("thang")), months[-1])
    return redirect(url_for("monthly.desk", class_id=room.id, period_id=month.id))


@monthly.get("/<int:class_id>/<int:period_id>")
def desk(class_id: int, period_id: int) -> str:
    """Show the grid of a class in a month; ?pupil=… leads to that line."""
    session = request_session()
    rooms, room, months, period = _place(session, class_id, period_id)
    place = months.index(period)
    pupil = request.args.get("pupil", "")
    return render_template(
        "screens/monthly.html",
        page=Page(session, room, period, months[place - 1] if place else None),
        rooms=rooms,
        months=months,
        focus={"row": pupil, "field": "comment"} if row_id(pupil) else {},
        tabs_=desk_tabs(session.actor, room.id, "monthly"),
    )


@monthly.post("/<int:class_id>/<int:period_id>/luu")
def save(class_id: int, period_id: int) -> Response:
    """Save a batch of comments; an answer per cell."""
    session = request_session()
    _place(session, class_id, period_id)
    cells, tables = read_cells(), [monthly_table(class_id, period_id)]
    return save_reply(session, lambda: save_cells(session, guard, tables, cells))


@monthly.get("/<int:class_id>/<int:period_id>/lan-ghi")
def written(class_id: int, period_id: int) -> Response:
    """Tell what this person last wrote here."""
    session = request_session()
    _place(session, class_id, period_id)
    return written_reply(session, [monthly_table(class_id, period_id)])


@monthly.post("/<int:class_id>/<int:period_id>/lan-ghi")
def undo(class_id: int, period_id: int) -> Response:
    """Take back one of the person's own batches, today or tomorrow."""
    session = request_session()
    _place(session, class_id, period_id)
    return undo_reply(session, [monthly_table(class_id, period_id)])


@monthly.post("/<int:class_id>/<int:period_id>/excel")
def export(class_id: int, period_id: int) -> Response:
    """Send the month's comments as Excel; it comes back the same way."""
    session = request_session()
    _, room, _, period = _place(session, class_id, period_id)
    pupils = [(p.pupil_id, p.code, p.name) for p in lines_of(session, room, period)]
    return grid_form(session, "monthly", room, period, pupils, "nhan-xet")


def register(app: Flask, _admin: Admin) -> None:
    """Register the grid."""
    app.register_blueprint(monthly)
