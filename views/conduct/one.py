"""One entry: its note and form of discipline, the objection to it, and the committee's ruling."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from models.base import utc_now
from models.conduct import ConductDispute, ConductEntry, ConductItem, Measure, Ruling
from models.conduct.record import LONGEST, dispute, dispute_until, rule_on, scale_on
from models.people import Staff
from models.pupils import Pupil
from models.school import SchoolClass
from permissions import guard
from permissions.errors import OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.conduct.frame import conduct, page
from views.database import request_session
from views.names import Names


def _entry(session: GuardedSession, entry_id: int) -> ConductEntry:
    entry = session.get(ConductEntry, entry_id)
    if entry is None:
        raise OutOfScope
    return entry  # type: ignore[no-any-return]


def _raised(session: GuardedSession, entry: ConductEntry) -> ConductDispute | None:
    query = select(ConductDispute).where(ConductDispute.entry_id == entry.id)
    return session.scalars(query).one_or_none()


@conduct.get("/muc/<int:entry_id>")
def show(entry_id: int) -> str:
    """Show an entry with what this person may do about it."""
    session = request_session()
    entry = _entry(session, entry_id)
    raised = _raised(session, entry)
    fact = guard.facts(session, ConductEntry, [entry.id])[entry.id]
    until = dispute_until(entry, scale_on(session, entry.date))
    ruled = guard.facts(session, ConductDispute, [raised.id])[raised.id] if raised else None
    names = Names(session)
    mine = entry.made_by == g.actor.staff_id
    return render_template(
        "screens/conduct/one.html",
        entry=entry,
        raised=raised,
        until=until,
        measures=[(m, names.show(ConductEntry, "measure", m)) for m in Measure],
        room=names.of(SchoolClass, entry.class_id),
        item=names.of(ConductItem, entry.item_id),
        pupil=names.of(Pupil, entry.pupil_id) if entry.pupil_id else None,
        maker=names.of(Staff, entry.made_by),
        raiser=names.of(Staff, raised.raised_by) if raised else "",
        ruler=names.of(Staff, raised.ruled_by) if raised else "",
        ruling=names.show(ConductDispute, "ruling", raised.ruling) if raised else "",
        closed=None if fact.open else guard.why_closed(session, ConductEntry, fact.values),
        may_edit=fact.may_update("note") and fact.open,
        may_delete=fact.may_delete() and fact.open and raised is None,
        may_dispute=fact.open
        and raised is None
        and not mine
        and entry.class_id in g.actor.homeroom
        and can(g.actor, "create", ConductDispute)
        and utc_now() <= until,
        may_rule=ruled is not None
        and ruled.open
        and raised is not None
        and raised.ruling is None
        and ruled.may_update("ruling"),
        longest=LONGEST,
        **page(session, ""),
    )


def _back(entry: ConductEntry) -> Response:
    return redirect(url_for("conduct.show", entry_id=entry.id), 303)


@conduct.post("/muc/<int:entry_id>")
def write(entry_id: int) -> Response:
    """Write the note of an own entry and, for a pupil's fault, its form of discipline."""
    session = request_session()
    entry = _entry(session, entry_id)
    text = " ".join(request.form.get("note", "").replace("\x00", "").split())[:LONGEST]
    entry.note = text or None
    measure = request.form.get("measure", "")
    if entry.pupil_id is not None:
        entry.measure = Measure(measure) if measure in set(Measure) else None
    session.commit()
    flash("Đã ghi.", "ok")
    return _back(entry)


@conduct.post("/muc/<int:entry_id>/khieu-nai")
def object_to(entry_id: int) -> Response:
    """Object to an entry about the own class."""
    session = request_session()
    entry = _entry(session, entry_id)
    dispute(session, entry, g.actor.staff_id or 0, request.form.get("reason", ""), utc_now())
    session.commit()
    flash("Đã gửi khiếu nại tới Ban thi đua.", "ok")
    return _back(entry)


@conduct.post("/muc/<int:entry_id>/ket-luan")
def settle(entry_id: int) -> Response:
    """Uphold or withdraw, with an answer."""
    session = request_session()
    entry = _entry(session, entry_id)
    raised = _raised(session, entry)
    ruling = request.form.get("ruling", "")
    if raised is None or ruling not in set(Ruling):
        raise OutOfScope
    answer = request.form.get("answer", "")
    rule_on(raised, Ruling(ruling), g.actor.staff_id or 0, answer, utc_now())
    session.commit()
    flash("Đã kết luận.", "ok")
    return _back(entry)
