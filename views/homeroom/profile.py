"""Section 6: what the class is like, the year's targets with the actual figure, the measures."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select

from models.assessment import Unit, UnitKind
from models.homeroom import ClassProfile, ClassTarget
from models.homeroom.actual import Levels, newest_levels, proposed, units_of_class
from models.school import PeriodKind, SchoolClass
from permissions import guard
from permissions.errors import Forbidden
from permissions.session import GuardedSession
from views.database import request_session
from views.homeroom.frame import hand, homeroom, page, periods, room_of, whole_year
from views.values import label_of

TEXTS = ("features", "strengths", "difficulties", "measures")
#: a target of the year → the code of the overall result that it is about
OVERALL = {
    "excellent": "HTXS",
    "good": "HTT",
    "done": "HT",
    "not_done": "CHT",
    "completed": "completed",
}
PARTS = ("high", "middle", "low")
FULL = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A unit's target beside what was reached; ``typed`` and ``wrong`` while it is being set."""

    unit: Unit
    target: ClassTarget | None
    levels: Levels | None
    typed: tuple[str, ...] = ()
    wrong: str = ""

    @property
    def trait(self) -> bool:
        """Tell whether its levels are T, Đ, C."""
        return self.unit.kind is not UnitKind.SUBJECT


@homeroom.get("/<int:class_id>/dac-diem")
def profile(class_id: int) -> str:
    """Show the profile, and each target beside the figure that the results give."""
    session = request_session()
    room = room_of(session, class_id)
    found = session.scalars(
        select(ClassProfile).where(ClassProfile.class_id == room.id)
    ).one_or_none()
    reached = proposed(session, room.id)
    return render_template(
        "screens/homeroom/profile.html",
        profile=found,
        texts=[(label_of(ClassProfile, n), getattr(found, n, None)) for n in TEXTS],
        overall=[
            (label_of(ClassProfile, n).removesuffix(", %"), getattr(found, n, None), reached.get(c))
            for n, c in OVERALL.items()
        ],
        lines=[line for line in _lines(session, room) if line.target or line.levels],
        may=hand(session, room, ClassProfile),
        **page(session, room, "homeroom.profile"),
    )


def _lines(session: GuardedSession, room: SchoolClass) -> list[Line]:
    t = ClassTarget
    targets = {row.unit_id: row for row in session.scalars(select(t).where(t.class_id == room.id))}
    levels = newest_levels(session, room.id, periods(session, room, PeriodKind.TERM))
    return [
        Line(unit, targets.get(unit.id), levels.get(unit.id))
        for unit in units_of_class(session, room)
    ]


@homeroom.route("/<int:class_id>/chi-tieu", methods=("GET", "POST"))
def targets(class_id: int) -> object:
    """Show the targets of every unit to be set, or save them; the lowest level may be left out."""
    session = request_session()
    room = room_of(session, class_id)
    may = hand(session, room, ClassTarget)
    if not may.may:
        raise Forbidden(f"Chỉ tiêu lớp {room.name} do GVCN của lớp đặt (Đ4.4).")
    lines = _lines(session, room)
    if request.method == "POST":
        lines = [_typed(line) for line in lines]
        if not any(line.wrong for line in lines):
            _save(session, room, lines)
            flash("Đã ghi chỉ tiêu.", "ok")
            return redirect(url_for("homeroom.profile", class_id=room.id), 303)
    wrong = sum(bool(line.wrong) for line in lines)
    shown = render_template(
        "screens/homeroom/targets.html",
        lines=lines,
        parts=PARTS,
        wrong=wrong,
        may=may,
        **page(session, room, "homeroom.profile"),
    )
    return shown, 422 if wrong else 200


def _typed(line: Line) -> Line:
    """Read a line as it was typed: three whole per cent that add up, or nothing at all."""
    typed = tuple(request.form.get(f"{name}-{line.unit.id}", "").strip() for name in PARTS)
    if typed[0] and typed[1] and not typed[2] and all(t.isdecimal() for t in typed[:2]):
        typed = (*typed[:2], str(max(0, FULL - int(typed[0][:4]) - int(typed[1][:4]))))
    wrong = ""
    if any(typed):
        figures = [int(t) for t in typed if t.isdecimal() and len(t) <= len(str(FULL))]
        if len(figures) != len(PARTS) or sum(figures) != FULL:
            wrong = "Ba số phần trăm cộng lại phải bằng 100."
    return Line(line.unit, line.target, line.levels, typed, wrong)


def _save(session: GuardedSession, room: SchoolClass, lines: list[Line]) -> None:
    year = whole_year(session, room).id
    creates, updates, deletes = [], {}, []
    for line in lines:
        if not any(line.typed):
            deletes += [line.target.id] if line.target else []
            continue
        values = {name: int(text) for name, text in zip(PARTS, line.typed, strict=True)}
        if line.target:
            updates[line.target.id] = values
        else:
            key = {"class_id": room.id, "period_id": year, "unit_id": line.unit.id}
            creates.append(key | values)
    guard.write(session, ClassTarget, creates=creates, updates=updates, deletes=deletes)
    session.commit()
