"""Section 12: the results of the four periods to read, a summary per term, the hand-over."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from sqlalchemy import select

from models.assessment import SubjectResult, TraitResult
from models.assessment.sheet import lines_of
from models.clock import school_today
from models.homeroom import HandOver, TermSummary
from models.homeroom.actual import units_of_class
from models.people import Staff
from models.school import Period, PeriodKind, SchoolClass
from permissions.session import GuardedSession
from views.database import request_session
from views.homeroom.frame import hand, homeroom, page, periods, room_of, whole_book
from views.names import Names

#: the periods with which a term ends
ENDS = ("CHK1", "CN")


@homeroom.get("/<int:class_id>/ket-qua")
def results(class_id: int) -> str:
    """Show the results of a period (?ky=, else the newest), the summaries and the hand-over."""
    session = request_session()
    room = room_of(session, class_id)
    terms = periods(session, room, PeriodKind.TERM)
    begun = [term for term in terms if term.from_date <= school_today()]
    term = next(
        (t for t in begun if t.code == request.args.get("ky")), begun[-1] if begun else None
    )
    t, h = TermSummary, HandOver
    summaries = {
        row.period_id: row for row in session.scalars(select(t).where(t.class_id == room.id))
    }
    whole = whole_book(session, room)
    papers = session.scalars(select(h).where(h.class_id == room.id).order_by(h.handed_on)).all()
    names = Names(session)
    names.learn_rows(h, papers, ("made_by",))
    return render_template(
        "screens/homeroom/results.html",
        terms=begun,
        term=term,
        table=_table(session, room, term) if term else None,
        summaries=[
            (one, summaries.get(one.id), hand(session, room, t, one))
            for one in terms
            if one.code in ENDS
        ],
        papers=[(paper, names.of(Staff, paper.made_by)) for paper in papers],
        whole=whole,
        me=session.actor.staff_id,
        may=hand(session, room, h),
        **page(session, room, "homeroom.results"),
    )


def _table(session: GuardedSession, room: SchoolClass, term: Period) -> dict[str, Any]:
    """Return heads and lines: level and score of every unit, as far as this person reads them."""
    cells: dict[tuple[int, int], str] = {}
    model: Any
    for model in (SubjectResult, TraitResult):
        rows = select(model).where(model.class_id == room.id, model.period_id == term.id)
        for row in session.scalars(rows):
            score = getattr(row, "score", None)
            cells[row.pupil_id, row.unit_id] = " ".join(
                str(value) for value in (row.level, score) if value is not None
            )
    units = [
        unit
        for unit in units_of_class(session, room)
        if any(unit_id == unit.id for _, unit_id in cells)
    ]
    lines = [
        (line.name, [cells.get((line.pupil_id, unit.id), "") for unit in units])
        for line in lines_of(session, room, term)
    ]
    return {"units": units, "lines": lines if units else []}
