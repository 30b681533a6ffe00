"""Lịch báo giảng: the week of a teacher or a class on screen and as PDF (DOMAIN §2.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, g, render_template, request
from sqlalchemy import select

from jobs.printing.schedule import Head, teaching_schedule
from models.clock import in_force, school_today
from models.people import Staff
from models.plans import PlanSlot
from models.plans.schedule import ScheduleDay, schedule
from models.school import (
    HomeroomAssignment,
    Period,
    School,
    SchoolClass,
    SchoolYear,
    TeachingAssignment,
)
from permissions.errors import OutOfScope
from permissions.history import record_reading
from views.database import request_session
from views.frame import current_year
from views.ids import row_id
from views.plans.rows import friday, week_called, weeks_of
from views.words import capitalize_first, year_vi

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

    from permissions.session import GuardedSession

schedules = Blueprint("schedule", __name__, url_prefix="/lich-bao-giang")


@dataclass(frozen=True, slots=True)
class Shown:
    """Whose week is shown: a teacher or a class, and its days."""

    year: SchoolYear
    weeks: list[Period]
    week: Period
    person: Staff | None
    room: SchoolClass | None
    days: list[ScheduleDay]

    @property
    def whose(self) -> str:
        """Say whose week it is."""
        if self.person is None:
            return f"Lớp {self.room.name}" if self.room else ""
        return capitalize_first(f"{self.person.address} {self.person.full_name}")

    def args(self, **more: Any) -> dict[str, Any]:
        """Return the address of this week as values."""
        given = {"tuan": self.week.code}
        if self.room is not None:
            return given | {"lop": self.room.id} | more
        return given | {"gv": self.person.id if self.person else None} | more


def _shown(session: GuardedSession) -> Shown:
    year = current_year(session)
    weeks = weeks_of(session, year)
    today = school_today()
    usual = next((w for w in weeks if w.to_date >= today), weeks[-1] if weeks else None)
    week = week_called(weeks, request.values.get("tuan")) or usual
    if year is None or week is None:
        raise OutOfScope("Năm học chưa có tuần nào (Đ2.11).")
    room, person = None, None
    if request.values.get("lop"):
        room = session.get(SchoolClass, row_id(request.values["lop"]))
        if room is None or room.year_id != year.id:
            raise OutOfScope
        days = schedule(session, week, class_id=room.id)
    else:
        asked = row_id(request.values.get("gv")) or _somebody(session)
        person = session.get(Staff, asked)
        if person is None:
            raise OutOfScope("Chưa phân công ai dạy (Đ2.9).")
        days = schedule(session, week, staff_id=person.id)
    return Shown(year, weeks, week, person, room, days)


def _somebody(session: GuardedSession) -> int | None:
    """Return the person at work when they teach, else the first who does."""
    if g.actor.teaches:
        return int(g.actor.staff_id)
    return next((person.id for person in _teachers(session)), None)


def _teachers(session: GuardedSession) -> list[Staff]:
    teaching = select(TeachingAssignment.staff_id).where(
        in_force(TeachingAssignment, school_today())
    )
    query = select(Staff).where(Staff.id.in_(teaching)).order_by(Staff.sort_key)
    return list(session.scalars(query))


@schedules.get("/")
def show() -> str:
    """Show a week."""
    session = request_session()
    shown = _shown(session)
    rooms = session.scalars(
        select(SchoolClass)
        .where(SchoolClass.year_id == shown.year.id)
        .order_by(SchoolClass.grade, SchoolClass.name)
    )
    at = shown.weeks.index(shown.week)
    return render_template(
        "screens/plans/schedule.html",
        shown=shown,
        last_day=friday(shown.week),
        people=_teachers(session),
        rooms=rooms.all(),
        lessons=sum(len(day.lessons) for day in shown.days),
        before=shown.weeks[at - 1] if at else None,
        after=shown.weeks[at + 1] if at + 1 < len(shown.weeks) else None,
    )


@schedules.post("/in.pdf")
def paper() -> Response:
    """Give the week as PDF; that it was printed stands in the history."""
    session = request_session()
    shown = _shown(session)
    lessons = sum(len(day.lessons) for day in shown.days)
    what = f"in lịch báo giảng {shown.week.name.lower()}, {shown.whose}"
    record_reading(session, PlanSlot, lessons, what)
    session.commit()
    head = Head(
        whose=f"Giáo viên: {shown.person.full_name}" if shown.person else shown.whose,
        week=shown.week.name,
        year=year_vi(shown.year.name),
        from_date=shown.week.from_date,
        to_date=friday(shown.week),
        teacher=_signs(session, shown),
        by_class=shown.room is not None,
    )
    school = session.scalars(select(School).order_by(School.id).limit(1)).first()
    name = f"lich-bao-giang-{shown.week.code}.pdf"
    return Response(
        teaching_schedule(school, head, shown.days),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _signs(session: GuardedSession, shown: Shown) -> str | None:
    if shown.person is not None:
        return shown.person.full_name
    if shown.room is None:
        return None
    room, day = HomeroomAssignment, shown.week.from_date
    keeper = select(Staff.full_name).join(room, room.staff_id == Staff.id)
    return session.scalars(
        keeper.where(room.class_id == shown.room.id, in_force(room, day))
    ).first()


def register(app: Flask, _admin: Admin) -> None:
    """Register the schedule."""
    app.register_blueprint(schedules)
