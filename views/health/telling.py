"""Báo gia đình: each pupil's result of a round to the own guardians, looked at before (Đ6.2)."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.health import Measurement, SpecialistCheck
from models.messages import Audience, MessageKind
from models.messages.checkups import SUBJECT, WORDS, result_words, tell, told
from models.messages.compose import Draft, Line, preview
from models.messages.template import PLACEHOLDERS
from models.people import Staff
from models.refusal import Unfit
from models.school import Period, SchoolClass
from permissions.errors import Forbidden
from permissions.reach import guardians_to_reach
from permissions.session import GuardedSession
from views.database import request_session
from views.health.frame import behind_the_wall, health, page, tells
from views.health.rounds import lines_of, place
from views.ids import row_id
from views.messages.asking import ways
from views.queue import queue

NOT_YOURS = "Báo kết quả khám cho gia đình là việc của y tế (Đ6.2)."


def _results(session: GuardedSession, room: SchoolClass, period: Period) -> dict[int, str]:
    """Return each pupil's result in words; who has none yet is missing."""
    c = SpecialistCheck
    found = select(c).where(c.class_id == room.id, c.period_id == period.id)
    checked = {row.pupil_id: row for row in session.scalars(found)}
    said = {
        line.pupil.id: result_words(line.measured, line.body, checked.get(line.pupil.id))
        for line in lines_of(session, [room], period)[room.id]
    }
    return {pupil: words for pupil, words in said.items() if words}


def _lines(
    session: GuardedSession, room: SchoolClass, period: Period, text: str, subject: str
) -> tuple[Draft, Staff, list[Line], int]:
    """Return draft, author, and the lines of those not told yet; how many were told before."""
    results = _results(session, room, period)
    before = told(session, period.id, results)
    left = {pupil: words for pupil, words in results.items() if pupil not in before}
    draft = Draft(
        kind=MessageKind.HEALTH,
        audience=Audience.PUPILS,
        year_id=room.year_id,
        subject=subject,
        text=text,
        class_id=room.id,
        pupil_ids=tuple(left),
        said_of=left,
    )
    author = session.get_one(Staff, g.actor.staff_id)
    reach = partial(guardians_to_reach, session)
    lines = preview(session, draft, author, reach, ways()) if left else []
    return draft, author, lines, len(before)


def _asked() -> tuple[str, str]:
    form = request.form
    text = form.get("text", WORDS).replace("\x00", "").replace("\r\n", "\n")
    return text, form.get("subject", SUBJECT).replace("\x00", "")


@health.route("/lop/<int:class_id>/<int:period_id>/bao-gia-dinh", methods=["GET", "POST"])
def tell_families(class_id: int, period_id: int) -> Any:
    """Show what each family will read; a post shows it anew in other words. Nothing is sent."""
    behind_the_wall(Measurement)
    session = request_session()
    if not tells(session):
        raise Forbidden(NOT_YOURS)
    room, period = place(session, class_id, period_id)
    (text, subject), problem = _asked(), None
    try:
        _, _, lines, before = _lines(session, room, period, text, subject)
    except Unfit as unfit:
        lines, before, problem = [], 0, unfit
    shown = render_template(
        "screens/health/telling.html",
        room=room,
        period=period,
        text=text,
        subject=subject,
        lines=lines,
        before=before,
        bad={problem.facts.get("field", "text"): str(problem)} if problem else {},
        placeholders=PLACEHOLDERS,
        reached=len({line.pupil.id for line in lines if line.guardian}),
        unreachable=[line for line in lines if line.guardian is None],
        **page("rounds"),
    )
    return (shown, 422) if problem else shown


@health.post("/lop/<int:class_id>/<int:period_id>/bao-gia-dinh/gui")
def send_results(class_id: int, period_id: int) -> Any:
    """Send each ticked pupil's result to the own guardians, once a round."""
    behind_the_wall(Measurement)
    session = request_session()
    if not tells(session):
        raise Forbidden(NOT_YOURS)
    room, period = place(session, class_id, period_id)
    draft, author, lines, _ = _lines(session, room, period, *_asked())
    ticked = {row_id(one) for one in request.form.getlist("em")}
    chosen = [line for line in lines if line.pupil.id in ticked]
    sent = tell(session, draft, period.id, author, chosen)
    session.commit()
    queue().deliver()
    said = f"Đang báo {sent} gia đình." if sent else "Chưa báo ai: chưa chọn em nào chưa được báo."
    flash(said, "ok" if sent else "info")
    back = url_for("health.class_round", class_id=class_id, period_id=period_id)
    return redirect(back, 303)
