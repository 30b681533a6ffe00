"""Composing: to whom and what, each family's own words, and only then the sending (Điều 4.2)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.messages import Message, MessageTemplate
from models.messages.compose import check, title, write
from models.messages.template import PLACEHOLDERS
from models.refusal import Unfit
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.ids import row_id
from views.messages.asking import Choice, choices, chosen, draft_of, lines_of, pupils_of, ways
from views.onward import PAGE
from views.queue import queue
from views.values import word

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

composing = Blueprint("composing", __name__, url_prefix="/tin-nhan/soan")
FIELDS = ("toi", "kind", "subject", "text", "duong", "lan")


@composing.get("")
def new() -> str:
    """Show the form; ?toi= chooses to whom, ?mau= begins with a template, ?em= ticks one pupil."""
    session = request_session()
    choice, every = chosen(session, request.args.get("toi"))
    templates = _templates(session, choice)
    wanted = next((t for t in templates if str(t.id) == request.args.get("mau")), None)
    given = {
        "subject": wanted.subject if wanted else "",
        "text": wanted.text if wanted else "",
        "kind": wanted.kind.value if wanted else choice.kinds[0].value,
        "lan": secrets.token_hex(8),
    }
    ticked = {i for i in request.args.getlist("em") if row_id(i)}
    return _form(session, choice, every, given, ticked)


def _form(
    session: GuardedSession,
    choice: Choice,
    every: list[Choice],
    given: Any,
    ticked: set[str] | None,
    problem: Unfit | None = None,
) -> str:
    return render_template(
        "screens/messages/compose.html",
        choice=choice,
        choices=every,
        kinds=[(kind.value, word(kind)) for kind in choice.kinds],
        templates=_templates(session, choice),
        pupils=pupils_of(session, choice),
        ticked=ticked,
        given=given,
        placeholders=PLACEHOLDERS,
        by_machine=bool(ways()),
        bad={problem.facts.get("field", "text"): str(problem)} if problem else {},
    )


def _templates(session: GuardedSession, choice: Choice) -> list[MessageTemplate]:
    query = select(MessageTemplate).where(MessageTemplate.kind.in_(choice.kinds))
    return list(session.scalars(query.order_by(MessageTemplate.name)))


@composing.post("")
def look() -> Any:
    """Show what each family will read and by which way; nothing is written."""
    session = request_session()
    choice, every = chosen(session, request.form.get("toi"))
    ticked = set(request.form.getlist("em"))
    if request.form.get("sua"):
        return _form(session, choice, every, request.form, ticked)
    try:
        draft = draft_of(session, choice, request.form)
        check(draft)
        _, lines = lines_of(session, draft)
        subject = title(draft.subject, [line for line in lines if line.guardian])
    except Unfit as problem:
        return _form(session, choice, every, request.form, ticked, problem), 422
    ways_: dict[str, int] = {}
    for line in lines:
        if line.channel is not None:
            ways_[word(line.channel)] = ways_.get(word(line.channel), 0) + 1
    families = [line for line in lines if line.guardian]
    last = max(1, -(-len(families) // PAGE))
    page = min(last, row_id(request.form.get("trang")) or 1)
    return render_template(
        "screens/messages/preview.html",
        draft=draft,
        choice=choice,
        subject=subject,
        lines=families[(page - 1) * PAGE : page * PAGE],
        page=page,
        last=last,
        reached=sum(ways_.values()),
        ways=ways_,
        unreachable=[line for line in lines if line.guardian is None],
        mass=draft.class_id is None,
        kept=[(name, request.form.get(name, "")) for name in FIELDS],
        ticked=sorted(ticked),
    )


@composing.post("/gui")
def send() -> Any:
    """Write the message and queue it; the same form sent twice makes one."""
    session = request_session()
    choice, _ = chosen(session, request.form.get("toi"))
    draft = draft_of(session, choice, request.form)
    known = session.scalars(select(Message).where(Message.event_key == draft.event_key)).first()
    if known is None:
        author, lines = lines_of(session, draft)
        behalf = g.actor.on_behalf({"class_id": draft.class_id})
        known = write(session, draft, author, lines, on_behalf=behalf)
        session.commit()
        if known.mass:
            flash("Đã soạn xong. Tin gửi nhiều lớp đi khi người thứ hai duyệt (Đ7.1).", "info")
        else:
            queue().deliver()
    return redirect(url_for("messages.show", message_id=known.id), 303)


def writes(session: GuardedSession) -> bool:
    """Tell whether the person has somebody to write to by hand.

    The conduct committee's messages come out of entries alone: it creates some and composes none.
    """
    return can(session.actor, "create", Message, "text") and bool(choices(session))


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(composing)
