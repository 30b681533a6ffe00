"""Legal fields by proposal: on the pupil's page, in a list, and the office's decision (RIGHTS)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select, true
from werkzeug.wrappers import Response

from models.base import utc_now
from models.people import Staff
from models.pupils import LegalChange, LegalDecision, Pupil
from models.pupils.profile import Profile
from models.pupils.propose import LABEL, PLACES, accept, ethnic_groups, refuse, stands
from permissions.errors import OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.health.frame import rooms_by_pupil
from views.profile.frame import decides, for_readers, page, profile
from views.words import date_vi

MOST = 100
RECENT = 3


@dataclass(frozen=True)
class Line:
    """A proposal as it is shown: ``now`` is what stands in the book."""

    change: LegalChange
    label: str
    proposer: str
    now: str | None
    decider: str = ""
    pupil: Pupil | None = None
    room: str = ""

    @property
    def stale(self) -> bool:
        """Whether the value has changed since, to something that nobody proposed."""
        waits = self.change.decision is None
        return waits and self.now not in (self.change.old, self.change.new)

    @property
    def may_decide(self) -> bool:
        """Whether it waits for this person."""
        other = self.change.proposed_by != g.actor.staff_id
        return self.change.decision is None and other and decides()

    @property
    def may_withdraw(self) -> bool:
        """Whether it is this person's own and waits."""
        mine = self.change.proposed_by == g.actor.staff_id
        return self.change.decision is None and mine and can(g.actor, "delete", LegalChange)


@dataclass(frozen=True)
class Asked:
    """What a pupil's page says of proposals; ``may``: whether this person may propose."""

    may: bool = False
    open: dict[str, Line] = field(default_factory=dict)
    past: list[Line] = field(default_factory=list)


def asked_of(session: GuardedSession, file: Profile, *, writes: bool) -> Asked:
    """Return the proposals of a pupil: the open ones by field, the last that were decided."""
    lines = _lines(session, LegalChange.pupil_id == file.pupil.id, file)
    waiting = {f"legal.{one.change.field.value}": one for one in lines if not one.change.decision}
    past = [one for one in lines if one.change.decision][:RECENT]
    return Asked(writes and can(g.actor, "create", LegalChange), waiting, past)


def _lines(session: GuardedSession, which: Any, file: Profile | None = None) -> list[Line]:
    c = LegalChange
    changes = session.scalars(
        select(c)
        .where(which)
        .order_by(c.decision.is_not(None), c.decided_at.desc(), c.proposed_at, c.id)
        .limit(MOST)
    ).all()
    ids = {i for change in changes for i in (change.proposed_by, change.decided_by)}
    staff = {s.id: s for s in session.scalars(select(Staff).where(Staff.id.in_(ids - {None})))}
    now = _stands(session, changes, file)
    return [
        Line(
            change,
            LABEL[change.field],
            _named(staff.get(change.proposed_by)),
            now.get(change.id),
            _named(staff.get(change.decided_by)),
        )
        for change in changes
    ]


def _named(staff: Staff | None) -> str:
    return f"{staff.address} {staff.full_name}" if staff else ""


def _stands(
    session: GuardedSession, changes: Sequence[LegalChange], file: Profile | None
) -> dict[int, str | None]:
    """Return what stands in the book now where a proposal waits."""
    waiting = [change for change in changes if change.decision is None]
    ids = {change.pupil_id for change in waiting}
    if file is not None:
        groups = file.groups
        rows = {(model, file.pupil.id): row for (model, _), row in file.rows.items()}
    else:
        groups = ethnic_groups(session) if waiting else {}
        rows = {
            (model, row.id if model is Pupil else row.pupil_id): row
            for model in {PLACES[change.field][0] for change in waiting}
            for row in session.scalars(
                select(model).where((model.id if model is Pupil else model.pupil_id).in_(ids))
            )
        }
    return {
        change.id: stands(
            change.field, rows.get((PLACES[change.field][0], change.pupil_id)), groups
        )
        for change in waiting
    }


@profile.get("/de-nghi")
def changes() -> str:
    """List the proposals that this person reads: those that wait first."""
    for_readers()
    session = request_session()
    lines = _lines(session, true())
    ids = {one.change.pupil_id for one in lines}
    pupils = {p.id: p for p in session.scalars(select(Pupil).where(Pupil.id.in_(ids)))}
    rooms = rooms_by_pupil(session, list(ids))
    shown = [
        replace(one, pupil=pupils.get(one.change.pupil_id), room=_room(rooms, one)) for one in lines
    ]
    return render_template("screens/profile/changes.html", lines=shown, **page(session, "changes"))


def _room(rooms: dict[int, Any], line: Line) -> str:
    room = rooms.get(line.change.pupil_id)
    return room.name if room else "–"


def _change(session: GuardedSession, change_id: int) -> LegalChange:
    found: LegalChange | None = session.get(LegalChange, change_id)
    if found is None:
        raise OutOfScope
    return found


def _back(change: LegalChange) -> Response:
    """Return to the list when the decision was taken there, else to the pupil's page."""
    if request.form.get("back") == "list":
        return redirect(url_for("profile.changes"), 303)  # type: ignore[return-value]
    url = url_for("record_pupil.details_view", id=change.pupil_id)
    return redirect(url, 303)  # type: ignore[return-value]


@profile.post("/de-nghi/<int:change_id>")
def decide(change_id: int) -> Response:
    """Accept or refuse; an accepted value is written with who proposed it and the evidence."""
    session = request_session()
    change = _change(session, change_id)
    decision, me = request.form.get("decision", ""), g.actor.staff_id or 0
    if decision not in set(LegalDecision):
        raise OutOfScope
    if decision == LegalDecision.REFUSED:
        refuse(change, me, request.form.get("answer", ""), utc_now())
        said = "Đã trả lời không nhận; GVCN thấy lí do ở Việc của tôi."
    else:
        by = _named(session.get(Staff, change.proposed_by))
        reason = f"{by} đề nghị {date_vi(change.proposed_at)}; minh chứng: {change.evidence}"
        session.reason = reason[:300]
        accept(session, change, me, utc_now())
        said = f"Đã nhận và ghi {LABEL[change.field].lower()}: {change.new}."
    session.commit()
    flash(said, "ok")
    return _back(change)


@profile.post("/de-nghi/<int:change_id>/rut")
def withdraw(change_id: int) -> Response:
    """Take an own proposal back while it waits."""
    session = request_session()
    change = _change(session, change_id)
    session.delete(change)
    session.commit()
    flash("Đã rút đề nghị.", "ok")
    return _back(change)
