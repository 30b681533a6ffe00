"""One message: who received it how; by hand: again, a call, a slip, stop (Đ4.2, 7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from jobs.printing.slips import slips
from models.messages import AttemptState, Channel, DeliveryAttempt, Message, Recipient
from models.messages.again import (
    approve,
    last_attempt,
    note_by_hand,
    resend,
    resend_failed,
    send_proposal,
    stop,
)
from models.messages.compose import PREFERRED
from models.messages.history import Standing, Told, standings, told, undone, unreached
from models.people import Staff
from models.refusal import Unfit
from models.school import School, SchoolClass
from permissions import guard
from permissions.errors import Forbidden, OutOfScope
from permissions.history import record_reading
from permissions.session import GuardedSession
from views.database import request_session
from views.ids import row_id
from views.messages.asking import ways
from views.onward import PAGE, first_url, here
from views.queue import queue

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

messages = Blueprint("messages", __name__, url_prefix="/tin-nhan")
STATES = {
    AttemptState.WAITING: ("Chờ gửi", "", "clock"),
    AttemptState.SENDING: ("Đang gửi", "info", "send"),
    AttemptState.SENT: ("Đã gửi", "ok", "tick"),
    AttemptState.FAILED: ("Chưa gửi được", "bad", "refused"),
    AttemptState.UNKNOWN: ("Chưa rõ đã tới", "warn", "alert"),
}


def stands(message: Message, standing: Standing) -> tuple[str, str, str]:
    """Say in a badge how a message stands as a whole: (word, kind, glyph); "" when all is well."""
    if message.stopped_at is not None:
        return ("Đã dừng" if message.queued_at else "Đã bỏ"), "", "closed"
    if message.queued_at is None:
        return "Chờ người gửi", "warn", "clock"
    if message.mass and message.approved_at is None:
        return "Chờ người thứ hai", "warn", "clock"
    if standing.undone:
        return f"{standing.undone} chưa tới", "bad", "refused"
    if standing.sent < standing.recipients:
        return "Đang gửi", "info", "send"
    return "", "", ""


def to_words(message: Message, room: str) -> str:
    """Say whose families a message goes to; ``room``: the name of its class, if it has one."""
    return {
        "pupils": f"một số em lớp {room}",
        "class": f"lớp {room}",
        "grade": f"khối {message.grade}",
    }.get(message.audience.value, "cả trường")


def _message(session: GuardedSession, message_id: int) -> Message:
    found: Message | None = session.get(Message, message_id)
    if found is None:
        raise OutOfScope("Không thấy tin này trong phần việc được phân công.")
    return found


def _recipient(session: GuardedSession, message_id: int, recipient_id: int | None) -> Recipient:
    found = session.get(Recipient, recipient_id)
    if found is None or found.message_id != message_id:
        raise OutOfScope
    return found  # type: ignore[no-any-return]


@messages.get("/<int:message_id>")
def show(message_id: int) -> str:
    """Show a message and how it stands with each family."""
    session = request_session()
    message = _message(session, message_id)
    lines, next_url = _page(session, message_id)
    fact = guard.facts(session, Message, [message_id])[message_id]
    people = {message.author_id, message.approved_by, message.stopped_by}
    people |= {a.made_by for line in lines for a in line.attempts}
    names = {s.id: s for s in session.scalars(select(Staff).where(Staff.id.in_(people - {None})))}
    room = session.get(SchoolClass, message.class_id)
    standing = standings(session, [message_id])[message_id]
    tries = bool(lines) and _tries(session, lines[0].recipient)
    return render_template(
        "screens/messages/one.html",
        message=message,
        to=to_words(message, room.name if room else ""),
        names=names,
        lines=lines,
        first_url=first_url(),
        next_url=next_url,
        standing=standing,
        state=stands(message, standing),
        states=STATES,
        may_approve=fact.may_update("approved_at"),
        may_stop=fact.may_update("stopped_at"),
        may_send=fact.may_update("queued_at"),
        may_try=tries,
        machine=bool(ways()),
        paper=any(line.last and line.last.channel is Channel.SLIP for line in lines),
    )


def _page(session: GuardedSession, message_id: int) -> tuple[list[Told], str | None]:
    """Return the recipients of this page, whom nothing reached first, and what follows.

    ``phan`` in the address says whether the page begins among the others (con-lai).
    """
    of = Recipient.message_id == message_id
    after, others = row_id(request.args.get("sau")), request.args.get("phan") == "con-lai"
    lines = [] if others else undone(session, of, most=PAGE + 1, after=after)
    first = len(lines)
    if first <= PAGE:
        rest = Recipient.id.not_in(unreached(of))
        behind = after if others else None
        lines += told(session, of, rest, most=PAGE + 1 - first, after=behind)
    if len(lines) <= PAGE:
        return lines, None
    last = lines[PAGE - 1].recipient.id
    return lines[:PAGE], here(sau=last, phan="con-lai" if first < PAGE else None)


def _tries(session: GuardedSession, recipient: Recipient) -> bool:
    """Tell whether this person may try such a recipient again, or note a call."""
    row = {
        name: getattr(recipient, name)
        for name in ("kind", "author_id", "audience", "class_id", "pupil_id")
    }
    (fact,) = guard.facts_new(session, DeliveryAttempt, [row | {"made_by": g.actor.staff_id}])
    return any("state" in fact.create_fields(name) for name in fact.capacities)


def _back(message_id: int, sentence: str = "", kind: str = "ok") -> Any:
    if sentence:
        flash(sentence, kind)
    return redirect(url_for("messages.show", message_id=message_id), 303)


def _machine() -> Channel:
    """Return the channel that a new try takes; Unfit where no machine sends."""
    here = ways()
    found = next((channel for channel in PREFERRED if channel in here), None)
    if found is None:
        raise Unfit("Máy chủ chưa cài đường gửi nào; in phiếu hoặc gọi điện.", field="channel")
    return found


@messages.post("/<int:message_id>/gui-lai")
def again(message_id: int) -> Any:
    """Try again: one recipient (nguoi), or all whom the last attempt didn't reach."""
    session = request_session()
    message = _message(session, message_id)
    if one := request.form.get("nguoi"):
        recipient = _recipient(session, message_id, row_id(one))
        last = last_attempt(session, recipient.id)
        machine = last is not None and last.channel in ways()
        channel = last.channel if machine and last is not None else _machine()
        resend(session, recipient, g.actor.staff_id or 0, channel)
        tried = 1
    else:
        tried = resend_failed(session, message, g.actor.staff_id or 0, _machine())
    session.commit()
    queue().deliver()
    return _back(message_id, f"Đang gửi lại {tried} tin.")


@messages.post("/<int:message_id>/ghi-tay/<int:recipient_id>")
def by_hand(message_id: int, recipient_id: int) -> Any:
    """Note a call that was made, or a slip that was handed out."""
    session = request_session()
    recipient = _recipient(session, message_id, recipient_id)
    channel = {"goi": Channel.CALL, "phieu": Channel.SLIP}.get(request.form.get("duong", ""))
    if channel is None:
        raise Unfit("Chọn gọi điện hoặc phiếu giấy.", field="duong")
    note_by_hand(
        session,
        recipient,
        g.actor.staff_id or 0,
        channel,
        reached=request.form.get("toi") == "1",
        words=request.form.get("words", "").replace("\x00", ""),
    )
    session.commit()
    return _back(message_id, "Đã ghi.")


@messages.post("/<int:message_id>/gui")
def send(message_id: int) -> Any:
    """Send what a rule had composed."""
    session = request_session()
    message = _message(session, message_id)
    send_proposal(message)
    session.commit()
    queue().deliver()
    return _back(message_id, "Đang gửi.")


@messages.post("/<int:message_id>/duyet")
def allow(message_id: int) -> Any:
    """Approve a mass message as the second person (Điều 7.1)."""
    session = request_session()
    message = _message(session, message_id)
    if not guard.facts(session, Message, [message_id])[message_id].may_update("approved_at"):
        raise Forbidden("Duyệt tin gửi nhiều lớp là việc của hiệu trưởng (Đ7.1).")
    approve(message, g.actor.staff_id or 0)
    session.commit()
    queue().deliver()
    return _back(message_id, "Đã duyệt. Tin đang được gửi, theo nhịp của trường.")


@messages.post("/<int:message_id>/dung")
def halt(message_id: int) -> Any:
    """Stop a message, or drop a proposal: what hasn't left yet never leaves."""
    session = request_session()
    message = _message(session, message_id)
    stop(message, g.actor.staff_id or 0, request.form.get("reason", "").replace("\x00", ""))
    session.commit()
    return _back(message_id, "Đã dừng. Tin chưa đi thì không đi nữa.", "info")


@messages.post("/<int:message_id>/phieu.pdf")
def paper(message_id: int) -> Response:
    """Give the slips of those who get the message on paper, four to a page."""
    session = request_session()
    message = _message(session, message_id)
    lines = [
        line
        for line in told(session, Recipient.message_id == message_id)
        if (line.last.channel if line.last else line.recipient.channel) is Channel.SLIP
    ]
    if not lines:
        raise OutOfScope("Tin này không có phiếu giấy nào.")
    school = session.scalars(select(School).order_by(School.id).limit(1)).first()
    record_reading(
        session, Recipient, len(lines), f"in phiếu “{message.subject}”", row_id=message_id
    )
    session.commit()
    made = slips(
        school.name if school else "",
        message.subject,
        message.queued_at or message.created_at,
        [(line.pupil.full_name, line.room.name, line.recipient.text) for line in lines],
    )
    return Response(
        made,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="phieu-tin-{message_id}.pdf"'},
    )


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(messages)
