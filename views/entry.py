"""Nhập kết quả: the entry desk of one class × period on one page, saved as batches (B9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from sqlalchemy import select

from models.assessment import SubjectResult, TraitResult
from models.assessment.cells import CellRules, UnitRule, cell_rules
from models.assessment.entry import confirm_from_file, desk_tables, save_batch
from models.assessment.expected import Which
from models.assessment.missing import missing_cells
from models.assessment.sheet import load_sheet, readable_classes, shown_units
from models.batch import Table
from models.clock import school_today
from models.school import Period, PeriodKind, SchoolClass
from permissions import guard
from permissions.actor import Actor
from permissions.errors import Invalid, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.cells import read_cells, save_reply, undo_reply, written_reply
from views.database import request_session
from views.desk import Page, owns
from views.desk_tabs import desk_tabs
from views.entry_file import results_form
from views.frame import current_year
from views.grid_files import send
from views.ids import is_id, row_id
from views.menu import MenuEntry
from views.remind import remind_once

if TYPE_CHECKING:
    from flask import Flask, Response
    from flask_admin import Admin
    from werkzeug.wrappers import Response as BaseResponse

entry = Blueprint("entry", __name__, url_prefix="/nhap-ket-qua")

#: More classes than this are chosen from a list.
MOST_SEGMENTS = 8
MODELS = (SubjectResult, TraitResult)


def _writes(actor: Actor) -> bool:
    return any(can(actor, "update", model, "level") for model in MODELS)


def _reads(actor: Actor) -> bool:
    return any(can(actor, "read", model) for model in MODELS)


def _terms(session: GuardedSession, year_id: int) -> list[Period]:
    terms = select(Period).where(Period.year_id == year_id, Period.kind == PeriodKind.TERM)
    return list(session.scalars(terms.order_by(Period.number)))


def _place(
    session: GuardedSession, class_id: int, period_id: int
) -> tuple[list[SchoolClass], SchoolClass, list[Period], Period]:
    """Return the readable classes and the terms with the asked ones, or refuse as not there."""
    rooms = readable_classes(session, beside=class_id)
    room = next((r for r in rooms if r.id == class_id), None)
    if room is None:
        raise OutOfScope
    terms = _terms(session, room.year_id)
    period = next((p for p in terms if p.id == period_id), None)
    if period is None:
        raise OutOfScope
    return rooms, room, terms, period


@entry.get("/")
def start() -> BaseResponse | str:
    """Lead to the class that was asked for or the own one, at the term in which today lies."""
    session = request_session()
    year = current_year(session)
    rooms = readable_classes(session, year.id) if year else []
    if not rooms:
        return render_template("screens/entry_none.html")
    asked = request.args.get("lop", "")
    terms = _terms(session, rooms[0].year_id)
    room = next((r for r in rooms if str(r.id) == asked), None) or next(
        (r for r in rooms if r.id in g.actor.homeroom),
        next((r for r in rooms if owns(g.actor, r)), rooms[0]),
    )
    today = school_today()
    now = next((p for p in terms if p.to_date >= today), terms[-1])
    period = next((p for p in terms if p.code == request.args.get("ky")), now)
    part = "nang-luc" if request.args.get("phan") == "nang-luc" else None
    return redirect(url_for("entry.desk", class_id=room.id, period_id=period.id, phan=part))


@entry.get("/<int:class_id>/<int:period_id>")
def desk(class_id: int, period_id: int) -> str:
    """Show the desk; ?pupil=…&unit=…&field=… leads to that very cell, ?mon=CODE to one unit."""
    session = request_session()
    rooms, room, terms, period = _place(session, class_id, period_id)
    rules = cell_rules(session, room.id, period.id)
    if rules is None:
        raise OutOfScope
    focus = _focus(rules)
    traits = rules.units[focus["unit"]].trait if focus else request.args.get("phan") == "nang-luc"
    units, one = ([], None) if focus else _asked(session, room, period, rules, traits=traits)
    sheet = load_sheet(session, room, period, rules, traits=traits, one=one)
    return render_template(
        "screens/entry.html",
        page=Page(session, room, period, rules, sheet, terms),
        rooms=sorted(rooms, key=lambda r: not owns(g.actor, r))
        if len(rooms) > MOST_SEGMENTS
        else rooms,
        segments=len(rooms) <= MOST_SEGMENTS,
        units=units or sheet.units,
        one=one,
        traits=traits,
        focus=focus,
        tabs_=desk_tabs(g.actor, room.id, "trait" if traits else "subject", period.id),
    )


def _asked(
    session: GuardedSession, room: SchoolClass, period: Period, rules: CellRules, *, traits: bool
) -> tuple[list[UnitRule], UnitRule | None]:
    """Return the units to choose from and the one that ?mon=CODE names, if it names any."""
    code = request.args.get("mon")
    units = shown_units(session, room, period, rules, traits=traits) if code else []
    return units, next((unit for unit in units if unit.code == code), None)


def _focus(rules: CellRules) -> dict[str, Any]:
    """Return the cell that the address names: pupil and unit by id, and a field."""
    pupil, unit = request.args.get("pupil", ""), request.args.get("unit", "")
    known = {str(u.id): u.id for u in rules.units.values()} | {
        u.code: u.id for u in rules.units.values()
    }
    if unit not in known or not row_id(pupil):
        return {}
    field = request.args.get("field", "")
    return {
        "row": pupil,
        "unit": known[unit],
        "field": field if field in ("level", "score", "comment") else "",
    }


@entry.post("/<int:class_id>/<int:period_id>/luu")
def save(class_id: int, period_id: int) -> Response:
    """Save a batch of cells; always 200 with an answer per cell when the batch could be read."""
    session = request_session()
    _place(session, class_id, period_id)
    cells = read_cells()
    return save_reply(session, lambda: save_batch(session, guard, class_id, period_id, cells))


def _tables(session: GuardedSession, class_id: int, period_id: int) -> list[Table]:
    _place(session, class_id, period_id)
    rules = cell_rules(session, class_id, period_id)
    return desk_tables(rules, class_id, period_id) if rules else []


@entry.get("/<int:class_id>/<int:period_id>/lan-ghi")
def written(class_id: int, period_id: int) -> Response:
    """Tell what this person last wrote here."""
    session = request_session()
    return written_reply(session, _tables(session, class_id, period_id))


@entry.post("/<int:class_id>/<int:period_id>/lan-ghi")
def undo(class_id: int, period_id: int) -> Response:
    """Take back one of the person's own batches, today or tomorrow."""
    session = request_session()
    return undo_reply(session, _tables(session, class_id, period_id))


@entry.post("/<int:class_id>/<int:period_id>/excel")
def export(class_id: int, period_id: int) -> Response:
    """Send what the desk shows as Excel, in the shape in which results are imported."""
    session = request_session()
    _, room, _, period = _place(session, class_id, period_id)
    rules = cell_rules(session, room.id, period.id)
    if rules is None:
        raise OutOfScope
    traits = request.args.get("phan") == "nang-luc"
    _, one = _asked(session, room, period, rules, traits=traits)
    sheet = load_sheet(session, room, period, rules, traits=traits, one=one)
    return send(session, room, period, results_form(sheet))


@entry.post("/<int:class_id>/<int:period_id>/nhac")
def ask_owner(class_id: int, period_id: int) -> Response:
    """Remind the teacher of a unit, ``{"unit": id}``, of the cells still empty here (Đ4.4)."""
    session = request_session()
    _, room, _, period = _place(session, class_id, period_id)
    body = request.get_json(silent=True)
    unit_id = body.get("unit") if isinstance(body, dict) else None
    if not is_id(unit_id):
        raise Invalid("Chưa rõ nhắc về môn nào.")
    here = Which(room.year_id, periods=(period.code,), class_ids=(room.id,), unit_ids=(unit_id,))
    cells = missing_cells(session, here)
    code = cells[0].unit_code if cells else ""
    link = url_for("entry.desk", class_id=class_id, period_id=period_id, mon=code)
    return jsonify({"message": remind_once(session, cells, link)})


@entry.post("/<int:class_id>/<int:period_id>/xac-nhan")
def confirm(class_id: int, period_id: int) -> BaseResponse:
    """Confirm a unit's values that came from a file: one click per class and subject."""
    session = request_session()
    _place(session, class_id, period_id)
    unit_id = row_id(request.form.get("unit"))
    if unit_id is None:
        raise OutOfScope
    count = confirm_from_file(session, guard, class_id, unit_id, period_id)
    session.commit()
    flash(f"Đã xác nhận kết quả nhập từ tệp của {count} em.", "ok")
    back = {name: request.args[name] for name in ("mon", "phan") if name in request.args}
    return redirect(url_for("entry.desk", class_id=class_id, period_id=period_id, **back), 303)


def register(app: Flask, _admin: Admin) -> None:
    """Register the desk."""
    app.register_blueprint(entry)


MENU = MenuEntry(
    label=lambda actor: "Nhập kết quả" if _writes(actor) else "Kết quả",
    endpoint="entry.start",
    who=_reads,
    order=10,
)
