"""What the former school declared of a newcomer, copied from the packet, term by term."""

from __future__ import annotations

import unicodedata
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.assessment import RuleApplication, RuleUnit, Unit
from models.pupils import FormerResult, Transfer, Way
from models.pupils.former import Declared, note_former
from models.refusal import NotReady, Refusal, Unfit
from models.school import Period, PeriodKind
from permissions.errors import OutOfScope
from permissions.session import GuardedSession
from views.database import request_session
from views.frame import periods_in
from views.transfers.frame import Line, line_of, noted, notes, transfers

#: letters of every scale: T, H, C of subjects, T, Đ, C of qualities and competences
LEVELS = frozenset("THCĐ")
LONGEST = 1000
SCORES = frozenset(str(score) for score in range(1, 11))


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


def _typed(unit: Unit) -> Declared:
    def words(name: str) -> str:
        text = request.form.get(f"{name}-{unit.id}", "").replace("\x00", "")
        return " ".join(unicodedata.normalize("NFC", text).split())

    level, score, comment = words("level").upper(), words("score"), words("comment")
    if level and level not in LEVELS:
        raise Unfit(f"{unit.name}: mức ghi T, H, Đ hoặc C như trên giấy.", field=f"level-{unit.id}")
    if score and score not in SCORES:
        raise Unfit(f"{unit.name}: điểm từ 1 đến 10.", field=f"score-{unit.id}")
    if len(comment) > LONGEST:
        raise Unfit(f"{unit.name}: nhận xét dài quá {LONGEST} chữ.", field=f"comment-{unit.id}")
    return level or None, int(score) if score else None, comment or None
