"""The empty cells behind every count: whose they are, the way there, a reminder (Đ2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.access import Reminder
from models.access.remind import lines_of
from models.assessment import Unit
from models.assessment.expected import Which
from models.assessment.missing import Debt, MissingCell, by_person, missing_cells, owed_words
from models.school import Period, PeriodKind, SchoolClass
from permissions.errors import OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.doors import entry_url
from views.frame import current_year
from views.ids import row_id
from views.remind import remind_all

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin
    from werkzeug.datastructures import MultiDict
    from werkzeug.wrappers import Response

gaps = Blueprint("gaps", __name__)
MOST_ROWS = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, in its own short words."""

    which: Which
    args: dict[str, str]
    title: str


def _number(args: MultiDict[str, str], name: str) -> int | None:
    found = row_id(args.get(name))
    if found is None and args.get(name):
        raise OutOfScope
    return found


def asked(session: GuardedSession, args: MultiDict[str, str]) -> Asked:
    """Read period (ky), class (lop), unit (mon), grade (khoi), kind (loai) and person (ai)."""
    year = current_year(session)
    if year is None:
        raise OutOfScope("Chưa có năm học nào. Nhập tệp đầu tiên thì năm học được tạo (Đ2.11).")
    words = []
    class_id, unit_id = _number(args, "lop"), _number(args, "mon")
    here = session.get(SchoolClass, class_id)
    unit = session.get(Unit, unit_id)
    if (class_id and (here is None or here.year_id != year.id)) or (unit_id and unit is None):
        raise OutOfScope
    code = args.get("ky", "")
    period = session.scalars(
        select(Period).where(
            Period.year_id == year.id, Period.code == code, Period.kind == PeriodKind.TERM
        )
    ).first()
    if code and period is None:
        raise OutOfScope
    grade, kind = _number(args, "khoi"), args.get("loai", "")
    words = [
        unit.name if unit else "",
        here.name if here else f"khối {grade}" if grade else "",
        f"{period.name[:1].lower()}{period.name[1:]}" if period else "cả năm",
    ]
    which = Which(
        year.id,
        periods=(code,) if code else (),
        class_ids=(class_id,) if class_id else (),
        grade=grade,
        unit_ids=(unit_id,) if unit_id else (),
        subjects=kind != "trait",
        traits=kind != "result",
        owner_id=_number(args, "ai"),
    )
    kept = {k: v for k in ("ky", "lop", "mon", "khoi", "loai", "ai") if (v := args.get(k, ""))}
    return Asked(which, kept, ", ".join(word for word in words if word))


@dataclass(frozen=True, slots=True)
class Person:
    """A person's empty cells, each with the way to it when it is one's own."""

    debt: Debt
    cells: list[tuple[MissingCell, str | None]]


def _people(cells: list[MissingCell]) -> list[Person]:
    me = g.actor.staff_id
    return [
        Person(
            debt,
            [
                (
                    cell,
                    entry_url(cell) if cell.owner_id is not None and cell.owner_id == me else None,
                )
                for cell in cells
                if cell.owner_id == debt.owner_id
            ],
        )
        for debt in by_person(cells)
    ]


@gaps.get("/con-thieu")
def show() -> str:
    """List the empty cells by person."""
    session = request_session()
    wanted = asked(session, request.args)
    cells = missing_cells(session, wanted.which)
    return render_template(
        "screens/gaps.html",
        asked=wanted,
        owed=owed_words(by_person(cells)),
        owing=len({cell.owner_id for cell in cells} - {None}),
        people=_people(cells[:MOST_ROWS]),
        cut=len(cells) > MOST_ROWS,
        most=MOST_ROWS,
        may_remind=can(g.actor, "create", Reminder),
        me=g.actor.staff_id,
    )


@gaps.post("/con-thieu/nhac")
def send_reminders() -> Response:
    """Remind those who owe the asked cells, each by one line."""
    session = request_session()
    wanted = asked(session, request.form)
    cells = missing_cells(session, wanted.which)
    link = url_for("gaps.show", **{k: v for k, v in wanted.args.items() if k != "ai"})
    lines = lines_of(cells, g.actor.staff_id or 0, link)
    flash(remind_all(session, lines) if lines else "Không có ai để nhắc.", "ok")
    return redirect(url_for("gaps.show", **wanted.args), 303)  # type: ignore[return-value]


def register(app: Flask, _admin: Admin) -> None:
    """Register the page."""
    app.register_blueprint(gaps)
