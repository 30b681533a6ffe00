"""Nhập kết quả: the entry desk of one class × period on one page, saved as batches (B9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from sqlalchemy import select

from models.access.authors import Author, authors_of
from models.assessment import SubjectResult, TraitResult
from models.assessment.cells import CellRules, cell_rules
from models.assessment.entry import Answer, Cell, confirm_from_file, save_batch
from models.assessment.sheet import load_sheet, readable_classes
from models.base import utc_now
from models.clock import school_today
from models.school import Period, PeriodKind, SchoolClass
from permissions import guard
from permissions.actor import Actor
from permissions.errors import Invalid, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession, system_session
from views.database import engines, request_session
from views.desk import Page, owns
from views.frame import current_year
from views.history import person
from views.menu import MenuEntry
from views.words import local, moment_vi, time_vi

if TYPE_CHECKING:
    from flask import Flask, Response
    from flask_admin import Admin
    from werkzeug.wrappers import Response as BaseResponse

entry = Blueprint("entry", __name__, url_prefix="/nhap-ket-qua")

MOST_CELLS = 5000
BIGGEST = 2**31 - 1
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
    asked = None if class_id > BIGGEST else session.get(SchoolClass, class_id)
    if asked is None:
        raise OutOfScope
    rooms = readable_classes(session, asked.year_id)
    terms = _terms(session, asked.year_id)
    room = next((r for r in rooms if r.id == class_id), None)
    period = next((p for p in terms if p.id == period_id), None)
    if room is None or period is None:
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
    return redirect(url_for("entry.desk", class_id=room.id, period_id=period.id))


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
    sheet = load_sheet(session, room, period, rules, traits=traits)
    units = sheet.units
    one = next((u for u in units if u.code == request.args.get("mon") and not focus), None)
    if one is not None:
        sheet = sheet.only(one.id)
    return render_template(
        "screens/entry.html",
        page=Page(session, room, period, rules, sheet, terms),
        rooms=sorted(rooms, key=lambda r: not owns(g.actor, r))
        if len(rooms) > MOST_SEGMENTS
        else rooms,
        segments=len(rooms) <= MOST_SEGMENTS,
        units=units,
        one=one,
        traits=traits,
        focus=focus,
    )


def _focus(rules: CellRules) -> dict[str, Any]:
    """Return the cell that the address names: pupil and unit by id, and a field."""
    pupil, unit = request.args.get("pupil", ""), request.args.get("unit", "")
    known = {str(u.id): u.id for u in rules.units.values()} | {
        u.code: u.id for u in rules.units.values()
    }
    if unit not in known or not pupil.isdecimal():
        return {}
    field = request.args.get("field", "")
    return {
        "pupil": pupil,
        "unit": known[unit],
        "field": field if field in ("level", "score", "comment") else "",
    }


@entry.post("/<int:class_id>/<int:period_id>/luu")
def save(class_id: int, period_id: int) -> Response:
    """Save a batch of cells; always 200 with an answer per cell when the batch could be read."""
    session = request_session()
    _place(session, class_id, period_id)
    cells = _cells(request.get_json(silent=True))
    try:
        answers = save_batch(session, guard, class_id, period_id, cells)
        session.commit()
    except Invalid:
        # Somebody created the same rows in this moment: they exist now, so compare once more.
        session.rollback()
        answers = save_batch(session, guard, class_id, period_id, cells)
        session.commit()
    authors = _authors([a for a in answers if a.state == "conflict" and a.row_id])
    return jsonify(
        {
            "cells": [
                _told(answer, authors.get((answer.row_id, answer.cell.field))) for answer in answers
            ],
            "saved_at": time_vi(utc_now()),
        }
    )


def _cells(body: Any) -> list[Cell]:
    given = body.get("cells") if isinstance(body, dict) else None
    if not isinstance(given, list) or len(given) > MOST_CELLS:
        raise Invalid("Chưa đọc được các ô gửi lên, nên chưa ghi gì.")
    return [_cell(item) for item in given]


def _cell(item: Any) -> Cell:
    if isinstance(item, dict):
        row, unit, field = (item.get(name) for name in ("row", "unit", "field"))
        numbers = [n for n in (row, unit) if type(n) is int and 0 < n <= BIGGEST]
        if len(numbers) == 2 and isinstance(field, str):  # noqa: PLR2004 - row and unit
            return Cell(*numbers, field, item.get("old"), item.get("new"))
    raise Invalid("Chưa đọc được các ô gửi lên, nên chưa ghi gì.")


def _authors(conflicts: list[Answer]) -> dict[tuple[int | None, str], Author]:
    """Name the last writer of cells that the person was just shown to read."""
    found: dict[tuple[int | None, str], Author] = {}
    if not conflicts:
        return found
    with system_session(engines().read, "ai vừa ghi ô này", capacities=frozenset()) as history:
        rules = cell_rules(history, *_ids())
        for model in MODELS:
            wanted: dict[int, list[str]] = {}
            for answer in conflicts:
                trait = bool(rules and rules.units[answer.cell.unit].trait)
                if answer.row_id and trait == (model is TraitResult):
                    wanted.setdefault(answer.row_id, []).append(answer.cell.field)
            found |= authors_of(history, model, wanted)
    return found


def _ids() -> tuple[int, int]:
    values = request.view_args or {}
    return values["class_id"], values["period_id"]


def _told(answer: Answer, author: Author | None) -> dict[str, Any]:
    told: dict[str, Any] = {"state": answer.state, "value": answer.value}
    if answer.state == "refused":
        told["reason"] = answer.reason
    elif answer.state == "conflict":
        told["given"] = answer.given
        if author is not None:
            told["who"] = person(author.who, author.on_behalf)
            same_day = local(author.at).date() == school_today()
            told["at"] = time_vi(author.at) if same_day else moment_vi(author.at)
    return told


@entry.post("/<int:class_id>/<int:period_id>/xac-nhan")
def confirm(class_id: int, period_id: int) -> BaseResponse:
    """Confirm a unit's values that came from a file: one click per class and subject."""
    session = request_session()
    _place(session, class_id, period_id)
    unit = request.form.get("unit", "")
    if not unit.isdecimal() or int(unit) > BIGGEST:
        raise OutOfScope
    count = confirm_from_file(session, guard, class_id, int(unit), period_id)
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
