"""What the former school declared of a newcomer, copied from the packet, term by term."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.assessment import RuleApplication, RuleUnit, Unit
from models.names import fold
from models.pupils import FormerResult, Transfer, Way
from models.pupils.former import Declared, note_former
from models.pupils.former_file import FIELD, LARGEST, FormerFile, checked, read_file
from models.refusal import NotReady, Refusal, Unfit
from models.school import Period, PeriodKind, SchoolYear
from permissions.errors import OutOfScope
from permissions.session import GuardedSession
from views.database import request_session
from views.frame import periods_in
from views.transfers.frame import Line, line_of, noted, notes, transfers


@transfers.get("/<int:transfer_id>/ket-qua-cu")
def declared(transfer_id: int) -> str:
    """Show what was declared for a term (?ky=), to be written by whoever notes the steps."""
    session = request_session()
    return _page(session, line_of(session, transfer_id))


def _term(session: GuardedSession, row: Transfer) -> tuple[Period, list[Period]]:
    terms = periods_in(session, row.year_id, PeriodKind.TERM)
    asked = request.values.get("ky")
    found = next((t for t in terms if t.code == asked), None if asked else next(iter(terms), None))
    if found is None:
        raise OutOfScope
    return found, terms


def _page(session: GuardedSession, here: Line, refusal: Refusal | None = None) -> str:
    if here.row.way is not Way.IN or here.row.pupil_id is None:
        raise NotReady("Ghi kết quả trường cũ khi em đã vào lớp.")
    term, terms = _term(session, here.row)
    mine = select(FormerResult).where(
        FormerResult.transfer_id == here.row.id, FormerResult.period_id == term.id
    )
    known = {one.unit_id: one for one in session.scalars(mine)}
    writes, units = notes(g.actor), _units(session, here.row)
    return render_template(
        "screens/transfers/former.html",
        here=here,
        term=term,
        terms=terms,
        units=[unit for unit in units if writes or unit.id in known],
        known=known,
        writes=writes,
        given=request.form,
        refusal=refusal,
    )


def _units(session: GuardedSession, row: Transfer) -> list[Unit]:
    a, r = RuleApplication, RuleUnit
    query = (
        select(Unit)
        .join(r, r.unit_id == Unit.id)
        .join(a, (a.rule_set_id == r.rule_set_id) & (a.grade == r.grade))
        .where(a.year_id == row.year_id, a.grade == row.grade)
    )
    return list(session.scalars(query.order_by(Unit.position)))


@transfers.post("/<int:transfer_id>/ket-qua-cu")
def declare(transfer_id: int) -> Any:
    """Write what stands on the former school's paper."""
    session = noted()
    here = line_of(session, transfer_id)
    term, _ = _term(session, here.row)
    try:
        given = {unit.id: _typed(unit) for unit in _units(session, here.row)}
        count = note_former(session, here.row, term.id, given)
    except Unfit as no:
        session.rollback()
        return _page(session, line_of(session, transfer_id), no), no.status
    session.commit()
    flash(f"Đã ghi {count} dòng của trường cũ, {term.name[:1].lower()}{term.name[1:]}.", "ok")
    url = url_for("transfers.declared", transfer_id=transfer_id, ky=term.code)
    return redirect(url, 303)


@transfers.post("/<int:transfer_id>/ket-qua-cu/tep")
def from_file(transfer_id: int) -> Any:
    """Write what the former school's file says, every term that this year has."""
    session = noted()
    here = line_of(session, transfer_id)
    try:
        told, count = _written(session, here.row, read_file(_uploaded()))
    except Unfit as no:
        session.rollback()
        return _page(session, line_of(session, transfer_id), no), no.status
    session.commit()
    flash(f"Đã ghi {count} dòng từ tệp của {told.school or 'trường cũ'}.", "ok")
    return redirect(url_for("transfers.declared", transfer_id=transfer_id), 303)


def _uploaded() -> bytes:
    given = request.files.get(FIELD)
    if given is None or not given.filename:
        raise Unfit("Chọn tệp .json mà trường cũ gửi kèm hồ sơ.", field=FIELD)
    return given.stream.read(LARGEST + 1)


def _written(session: GuardedSession, row: Transfer, told: FormerFile) -> tuple[FormerFile, int]:
    year = session.get_one(SchoolYear, row.year_id)
    if fold(told.full_name) != fold(row.full_name):
        raise Unfit(f"Tệp này là của em {told.full_name}, không phải {row.full_name}.", field=FIELD)
    if told.year != year.name:
        raise Unfit(f"Tệp này của năm học {told.year}, hồ sơ này của {year.name}.", field=FIELD)
    terms = {term.code: term for term in periods_in(session, row.year_id, PeriodKind.TERM)}
    units = {unit.code: unit.id for unit in _units(session, row)}
    unknown = sorted({code for given in told.terms.values() for code in given if code not in units})
    strange = sorted(code for code in told.terms if code not in terms)
    if unknown or strange:
        raise Unfit(
            f"Khối {row.grade} ở đây không có: {', '.join((*strange, *unknown))[:200]}."
            " Chép tay những mục còn lại từ giấy.",
            field=FIELD,
        )
    return told, sum(
        note_former(session, row, terms[code].id, _by_id(given, units))
        for code, given in told.terms.items()
    )


def _by_id(given: Mapping[str, Declared], units: Mapping[str, int]) -> dict[int, Declared]:
    return {units[code]: said for code, said in given.items()}


def _typed(unit: Unit) -> Declared:
    level, score, comment = (
        request.form.get(f"{name}-{unit.id}", "") for name in ("level", "score", "comment")
    )
    return checked(unit.name, level, score, comment, f"-{unit.id}")
