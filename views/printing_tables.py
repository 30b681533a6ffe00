"""Tables and lists of a class on paper, each as its reader sees it: choose, and the PDF comes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from flask import Blueprint, g, render_template, request, send_file
from sqlalchemy import select

from jobs.printing.class_tables import KINDS, Asked, Kind
from jobs.printing.table_paper import table_pdf
from models.assessment import SubjectResult, Unit
from models.assessment.missing import unit_label, units_of
from models.base import Base
from models.daily import Absence
from models.pupils import Pupil
from models.refusal import NotReady
from models.school import Period, PeriodKind, SchoolClass
from permissions.errors import OutOfScope
from permissions.history import record_reading
from permissions.session import GuardedSession
from views.database import request_session
from views.frame import current_year, periods_in
from views.ids import row_id
from views.printing import classes, prints
from views.rooms import room_among, rooms_now, rooms_read

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

    from models.school import SchoolYear

tables = Blueprint("tables", __name__, url_prefix="/in-va-luu-tru/bang")
#: whose classes a kind may be of; None: the timetable is everybody's; Pupil: as books are printed
READ: dict[str, type[Base] | None] = {
    "thoi-khoa-bieu": None,
    "chuyen-can": Absence,
    "ket-qua": SubjectResult,
    "dang-bo": Pupil,
    "chuyen-di": Pupil,
}


def _rooms(session: GuardedSession, code: str, year: SchoolYear) -> list[SchoolClass]:
    model = READ[code]
    if model is None:
        return rooms_now(session)
    if model is Pupil:
        return classes(g.actor, year) if prints(g.actor) else []
    return rooms_read(session, model)


def _year(session: GuardedSession) -> SchoolYear:
    year = current_year(session)
    if year is None:
        raise NotReady("Chưa có năm học nào nên chưa có bảng để in.")
    return year


def _periods(session: GuardedSession, kind: Kind, year: SchoolYear) -> list[Period]:
    return periods_in(session, year.id, PeriodKind(kind.period)) if kind.period else []


@tables.get("")
def index() -> str:
    """Show which tables this person may print, each with its classes."""
    session = request_session()
    year = _year(session)
    units = [(unit.id, unit_label(unit)) for unit in units_of(session)]
    offered = [
        (code, kind, rooms, _periods(session, kind, year))
        for code, kind in KINDS.items()
        if (rooms := _rooms(session, code, year))
    ]
    return render_template("screens/print_tables.html", offered=offered, units=units)


@tables.post("/<kind>.pdf")
def paper(kind: str) -> Any:
    """Send a table of a class; the history keeps who took how many pupils' lines."""
    session = request_session()
    year, found = _year(session), KINDS.get(kind)
    if found is None:
        raise OutOfScope
    room = room_among(_rooms(session, kind, year), row_id(request.form.get("lop")) or 0)
    made = found.make(session, _asked(session, found, room, year))
    data = table_pdf(made)
    if READ[kind] is not None:
        what = f"in {found.label.lower()} lớp {room.name}"
        record_reading(session, Pupil, len(made.rows), what)
        session.commit()
    name = f"{found.file}-{room.name.lower()}.pdf"
    return send_file(io.BytesIO(data), "application/pdf", as_attachment=True, download_name=name)


def _asked(session: GuardedSession, kind: Kind, room: SchoolClass, year: SchoolYear) -> Asked:
    wanted = row_id(request.form.get("ky"))
    period = next((p for p in _periods(session, kind, year) if p.id == wanted), None)
    chosen = select(Unit).where(Unit.id == row_id(request.form.get("mon")))
    unit = session.scalars(chosen).one_or_none() if kind.unit else None
    if (kind.period and period is None) or (kind.unit and unit is None):
        raise OutOfScope
    return Asked(room, year, period, unit)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(tables)
