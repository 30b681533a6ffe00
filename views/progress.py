"""Tiến độ: every duty of the regulation that can be counted, class by class (Đ2.4, 4.7, 5.1, 6).

One line a duty, in the period in which it is owed today; a number leads to who owes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, g, render_template, request, url_for
from sqlalchemy import select

from models.clock import school_today
from models.completion import Duty, Owed
from models.completion.duties import DUTIES
from models.people import Staff
from models.pupils import Enrolment, PupilBirth
from models.school import Period, SchoolClass, SchoolYear
from permissions.errors import OutOfScope
from permissions.policy import can, sees_all
from permissions.session import GuardedSession, system_session
from views.database import engines, request_session
from views.doors import door
from views.frame import current_year
from views.heat import Heat, Line, Square, look
from views.menu import MenuEntry
from views.today import oversees
from views.trend import by_day, tabs_of
from views.words import period_after

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

progress = Blueprint("progress", __name__, url_prefix="/tien-do")
progress.add_url_rule("/theo-ngay", view_func=by_day)
BY_CODE = {duty.code: duty for duty in DUTIES}


@dataclass(frozen=True, slots=True)
class Debt:
    """What one person owes in one class, and the way to the place."""

    room: str
    owner: str | None
    expected: int
    missing: int
    url: str | None


def _frame(session: GuardedSession) -> tuple[SchoolYear, list[Period], list[SchoolClass]]:
    year = current_year(session)
    if year is None:
        raise OutOfScope("Chưa có năm học nào. Nhập tệp đầu tiên thì năm học được tạo (Đ2.11).")
    periods = session.scalars(select(Period).where(Period.year_id == year.id)).all()
    rooms = session.scalars(
        select(SchoolClass)
        .where(SchoolClass.year_id == year.id)
        .order_by(SchoolClass.grade, SchoolClass.name)
    ).all()
    return year, list(periods), list(rooms)


@progress.get("/")
def show() -> str:
    """Show every duty in the period in which it is owed today."""
    session = request_session()
    _, periods, rooms = _frame(session)
    counted = [
        (duty, period, count_duty(session, duty, period))
        for duty in DUTIES
        if (period := duty.current(periods, school_today())) is not None
    ]
    return render_template(
        "screens/progress/show.html",
        day=school_today(),
        heat=_heat(counted, rooms),
        tabs_=tabs_of("show"),
    )


def count_duty(session: GuardedSession, duty: Duty, period: Period) -> list[Owed]:
    """Count a duty; the board and inspectors get the numbers of what they don't read, only those.

    An inspector reads results without the pupils who owe them, so the cells can't be counted in
    that scope; the kinds of record that can be granted bear the names of their duties.
    """
    sees_names = oversees(g.actor) and sees_all(g.actor, PupilBirth)
    if duty.code not in g.actor.inspects and not (duty.for_board and sees_names):
        return list(duty.count(session, period))
    with system_session(engines().read, "đếm tiến độ", capacities=frozenset()) as counting:
        return list(duty.count(counting, period))


def _heat(
    counted: Iterable[tuple[Duty, Period, list[Owed]]], rooms: list[SchoolClass]
) -> Heat | None:
    shown = [(duty, period, owed) for duty, period, owed in counted if owed]
    seen = {one.class_id for _, _, owed in shown for one in owed}
    here = [room for room in rooms if room.id in seen]
    if not here:
        return None
    firsts = [n == 0 or room.grade != here[n - 1].grade for n, room in enumerate(here)]
    lines = [_line(duty, period, owed, here, firsts) for duty, period, owed in shown]
    grades: list[tuple[int, int]] = []
    for room, first in zip(here, firsts, strict=True):
        grades.append((room.grade, 1 if first else grades.pop()[1] + 1))
    return Heat(
        grades=grades,
        classes=[(room.name, first) for room, first in zip(here, firsts, strict=True)],
        lines=lines,
        sums=[],
        missing=sum(line.missing for line in lines),
        expected=0,
        full_classes=0,
    )


def _line(
    duty: Duty, period: Period, owed: list[Owed], rooms: list[SchoolClass], firsts: list[bool]
) -> Line:
    squares = []
    for room, first in zip(rooms, firsts, strict=True):
        own = [one for one in owed if one.class_id == room.id]
        expected, missing = sum(o.expected for o in own), sum(o.missing for o in own)
        url = url_for("progress.who", code=duty.code, ky=period.code, lop=room.id)
        if not expected:
            squares.append(Square("na", "·", f"{duty.name}, {room.name}: không có", None, first))
        elif any(o.owner_id is None and o.missing for o in own):
            said = f"{duty.name}, {room.name}: chưa phân công"
            squares.append(Square("orphan", f"{missing}!", said, url, first))
        else:
            said = f"{duty.name}, {room.name}: còn thiếu {missing} trong {expected} {duty.counted}"
            squares.append(Square(look(missing, expected), str(missing or "✓"), said, url, first))
    expected, missing = sum(o.expected for o in owed), sum(o.missing for o in owed)
    share = 1 - missing / expected if expected else 1.0
    url = url_for("progress.who", code=duty.code, ky=period.code)
    when = period_after(period.name, duty.name)
    return Line(duty.name, url, squares, missing, share, f"{when} · Đ{duty.article}")


@progress.get("/<code>")
def who(code: str) -> str:
    """List who owes a duty in a period (ky), of one class (lop), one grade (khoi) or all."""
    session = request_session()
    _, periods, rooms = _frame(session)
    duty = BY_CODE.get(code)
    if duty is None:
        raise OutOfScope
    of = [p for p in periods if p.kind is duty.of and not p.summer]
    asked = request.args.get("ky")
    period = next((p for p in of if p.code == asked), None) or duty.current(of, school_today())
    if period is None:
        raise OutOfScope
    room = next((r for r in rooms if str(r.id) == request.args.get("lop")), None)
    grade = next((r.grade for r in rooms if str(r.grade) == request.args.get("khoi")), None)
    meant = {r.id for r in rooms if room in (None, r) and grade in (None, r.grade)}
    owed = [o for o in count_duty(session, duty, period) if o.class_id in meant]
    return render_template(
        "screens/progress/who.html",
        duty=duty,
        period=period,
        periods=sorted(of, key=lambda p: p.from_date),
        room=room,
        grade=grade,
        debts=_debts(session, duty, period, rooms, owed),
        expected=sum(o.expected for o in owed),
        missing=sum(o.missing for o in owed),
    )


def _debts(
    session: GuardedSession,
    duty: Duty,
    period: Period,
    rooms: list[SchoolClass],
    owed: list[Owed],
) -> list[Debt]:
    ids = {o.owner_id for o in owed if o.owner_id is not None}
    staff = {s.id: s for s in session.scalars(select(Staff).where(Staff.id.in_(ids)))}
    names = {room.id: room.name for room in rooms}
    place = {room.id: number for number, room in enumerate(rooms)}
    found: dict[tuple[int, int | None], list[int]] = {}
    for one in owed:
        sums = found.setdefault((one.class_id, one.owner_id), [0, 0])
        sums[0] += one.expected
        sums[1] += one.missing
    return [
        Debt(
            names[class_id],
            f"{staff[owner].address} {staff[owner].full_name}" if owner in staff else None,
            *sums,
            _place(duty, period, class_id),
        )
        for (class_id, owner), sums in sorted(
            found.items(), key=lambda item: (-item[1][1], place[item[0][0]], item[0][1] or 0)
        )
    ]


#: where a duty is seen cell by cell: endpoint and the names of its arguments for class and period
PLACES = {
    "profile": ("profile.class_list", {"class_id": "class_id"}, {"thieu": "1"}),
    "roll": ("attendance.month", {"class_id": "class_id", "thang": "code"}, {}),
    "monthly": ("monthly.start", {"lop": "class_id", "thang": "code"}, {}),
    "health": ("health.class_round", {"class_id": "class_id", "period_id": "period_id"}, {}),
    "book": ("homeroom.week", {"class_id": "class_id", "week_id": "period_id"}, {}),
    "result": ("gaps.show", {"lop": "class_id", "ky": "code"}, {"loai": "result"}),
    "trait": ("gaps.show", {"lop": "class_id", "ky": "code"}, {"loai": "trait"}),
}


def _place(duty: Duty, period: Period, class_id: int) -> str | None:
    if duty.code not in PLACES or not can(g.actor, "read", Enrolment):
        return None  # who doesn't see the pupils gets no way to their cells
    endpoint, names, fixed = PLACES[duty.code]
    facts = {"class_id": class_id, "code": period.code, "period_id": period.id}
    return door(endpoint, **{name: facts[of] for name, of in names.items()}, **fixed)


MENU = MenuEntry("Tiến độ", "progress.show", oversees, order=5)


def register(app: Flask, _admin: Admin) -> None:
    """Register the page."""
    app.register_blueprint(progress)
