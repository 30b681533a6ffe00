"""Asking that a closure be lifted: whoever has cells there, for which of them, why (Đ2.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from models.access import Closure, LockKind, Reopening
from models.access.closing import Scope
from models.access.reopening import request_reopening, requests
from models.base import utc_now
from models.clock import SCHOOL_TIME, school_today
from models.pupils import Pupil
from models.pupils.roll import roll
from models.refusal import Refusal, Unfit
from models.school import SchoolClass
from permissions import guard
from permissions.errors import Forbidden, OutOfScope
from permissions.session import GuardedSession
from permissions.writers import has_class, has_pupil
from views.database import request_session
from views.ids import row_id
from views.locks.frame import (
    EVERY,
    KINDS,
    Frame,
    asked_scope,
    fits,
    frame,
    moment,
    reopening,
    scope_words,
    typed,
)
from views.locks.rows import STATES, request_words

USUAL_TIME = timedelta(days=2)


def _closure(session: GuardedSession, closure_id: int) -> tuple[Frame, Closure]:
    here = frame(session)
    found = session.get(Closure, closure_id)
    if found is None or found.year_id != here.year.id:
        raise OutOfScope
    return here, found


def _may_ask(session: GuardedSession, scope: Scope, closure_id: int) -> bool:
    """Tell whether the policy lets this person ask for a scope."""
    row = {
        "closure_id": closure_id,
        "year_id": scope.year_id,
        "period_id": scope.period_id,
        "class_id": scope.class_id,
        "unit_id": scope.unit_id,
        "kind": scope.kind,
        "requested_by": g.actor.staff_id,
    }
    (fact,) = guard.facts_new(session, Reopening, [row])
    return any(fact.create_fields(name) for name in fact.capacities)


class Form:
    """What may be chosen within a closure, and what was chosen so far."""

    def __init__(self, session: GuardedSession, here: Frame, closure: Closure) -> None:
        """Read the choices; whoever may ask for every class may leave the class open."""
        self.session, self.here, self.closure = session, here, closure
        values = request.values
        kind = values.get("loai", "")
        self.kind = closure.kind or (LockKind(kind) if kind in set(LockKind) else None)
        self.free = _may_ask(session, self._scope(None), closure.id)
        self.rooms = [room for room in here.classes if self._within(room)]
        if not self.free:
            own = {*g.actor.homeroom, *(class_id for class_id, _ in g.actor.teaches)}
            self.rooms = [room for room in self.rooms if room.id in own]
        asked = row_id(values.get("lop"))
        only = None if self.free or not self.rooms else self.rooms[0]
        self.room = next((room for room in self.rooms if room.id == asked), only)
        self.periods = (
            [p for p in here.periods if fits(self.kind, p) and self.kind]
            if closure.period_id is None
            else []
        )

    def _within(self, room: SchoolClass) -> bool:
        x = self.closure
        return x.class_id in (None, room.id) and x.grade in (None, room.grade)

    def _scope(self, room: SchoolClass | None) -> Scope:
        x = self.closure
        return Scope(
            x.year_id,
            period_id=x.period_id,
            kind=self.kind,
            grade=None if room else x.grade,
            class_id=room.id if room else x.class_id,
            unit_id=x.unit_id,
        )

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds to choose from, unless the closure names one."""
        if self.closure.kind is not None:
            return []
        period = self.here.period(self.closure.period_id)
        return [(k, label) for k, label in KINDS if fits(LockKind(k), period)]

    @property
    def free_kinds(self) -> bool:
        """Whether there is a kind to choose first that this person keeps for every class."""
        asked = (replace(self._scope(None), kind=LockKind(kind)) for kind, _ in self.kinds)
        return any(_may_ask(self.session, scope, self.closure.id) for scope in asked)

    @property
    def units(self) -> list[Any]:
        """The units to choose from; for a subject teacher the own ones of the class."""
        if self.closure.unit_id is not None or self.kind is None:
            return []
        units = self.here.units_of(self.kind)
        if self.free or (self.room and self.room.id in g.actor.homeroom):
            return units
        mine = {unit for room, unit in g.actor.teaches if self.room and room == self.room.id}
        return [unit for unit in units if unit.id in mine]

    @property
    def must_choose_unit(self) -> bool:
        """Whether the unit may not be left open: a subject teacher asks for an own one."""
        return not self.free and bool(self.room) and self.room.id not in g.actor.homeroom

    @property
    def pupils(self) -> list[Pupil]:
        """The pupils of the chosen class, where a closure may be lifted for single ones."""
        if self.room is None or (self.kind is not None and not has_pupil(self.kind)):
            return []
        return roll(self.session, [self.room.id], school_today())[self.room.id]

    def scope(self) -> Scope:
        """Return what was asked for; Unfit where a choice is missing or outside the closure."""
        values = request.form
        if not self.free and self.kind is None:
            raise Unfit("Chọn loại sổ cần sửa.", field="loai")
        if not self.free and self.room is None and (self.kind is None or has_class(self.kind)):
            raise Unfit("Chọn lớp cần sửa.", field="lop")
        named = MultiDict(
            {
                "loai": self.kind.value if self.kind else EVERY,
                "ky": values.get("ky") or EVERY,
                "mon": values.get("mon", ""),
            }
        )
        if self.closure.period_id is not None:
            named["ky"] = EVERY
        found = asked_scope(self.here, named)
        if found is None:
            raise Unfit("Chọn loại sổ và thời gian.", field="loai")
        base = self._scope(self.room)
        if found.unit_id is None and self.must_choose_unit:
            raise Unfit("Chọn môn của mình ở lớp này.", field="mon")
        return Scope(
            base.year_id,
            period_id=base.period_id or found.period_id,
            kind=base.kind,
            grade=base.grade,
            class_id=base.class_id,
            unit_id=base.unit_id or found.unit_id,
        )

    def pupil_ids(self) -> list[int]:
        """Return the ticked pupils; Unfit for one who isn't of the class."""
        known = {pupil.id for pupil in self.pupils}
        ticked = [row_id(text) for text in request.form.getlist("em")]
        if any(i not in known for i in ticked):
            raise Unfit("Em này không thuộc lớp đã chọn.", field="em")
        return [i for i in ticked if i is not None]


def _ask_page(form: Form, refusal: Refusal | None = None) -> Any:
    session, closure = form.session, form.closure
    if not form.free and not form.rooms and not form.free_kinds:
        raise Forbidden("Phần đã đóng này không có ô thuộc việc được phân công (Đ2.9).")
    until = (utc_now() + USUAL_TIME).astimezone(SCHOOL_TIME).replace(hour=12, minute=0)
    mine = select(Reopening).where(
        Reopening.closure_id == closure.id, Reopening.requested_by == g.actor.staff_id
    )
    earlier = [
        (one, request_words(form.here, one, scope_words), STATES[one.state])
        for one in reversed(requests(session.scalars(mine)))
    ]
    page = render_template(
        "screens/locks/ask.html",
        form=form,
        closure=closure,
        words=scope_words(form.here, closure),
        until=request.form.get("until") or typed(until),
        given=request.values,
        ticked=set(request.form.getlist("em")) | set(request.args.getlist("em")),
        earlier=earlier[:5],
        refusal=refusal,
        field=refusal.facts.get("field") if refusal else None,
    )
    return page, refusal.status if refusal else 200


@reopening.get("/mo-lai/<int:closure_id>")
def ask(closure_id: int) -> Any:
    """Show the form: for which class, unit and pupils, why, until when."""
    session = request_session()
    return _ask_page(Form(session, *_closure(session, closure_id)))


@reopening.post("/mo-lai/<int:closure_id>")
def send(closure_id: int) -> Any:
    """Write the request; it lifts nothing until a second person grants it."""
    session = request_session()
    form = Form(session, *_closure(session, closure_id))
    try:
        made = request_reopening(
            session,
            form.scope(),
            form.closure,
            g.actor.staff_id or 0,
            reason=request.form.get("reason", ""),
            until=moment(request.form.get("until", ""), "until"),
            pupil_ids=form.pupil_ids(),
        )
        session.commit()
    except Unfit as refusal:
        session.rollback()
        return _ask_page(form, refusal)
    flash("Đã xin mở lại; chờ người thứ hai trong Ban quản trị.", "ok")
    return redirect(url_for("reopening.show", request_id=made.id), 303)
