"""Reminders from a screen: to whoever owes something, never twice the same thing in a day."""

from __future__ import annotations

from collections.abc import Sequence

from models.access import LockKind, Reminder
from models.access.procedure import procedure_on, quoted
from models.access.remind import Line, lines_of, send, waiting
from models.assessment.missing import MissingCell
from models.clock import school_today
from permissions.errors import Invalid
from permissions.reach import reminded
from permissions.session import GuardedSession
from views.words import moment_vi

NOBODY = "Không có ai để nhắc: các ô này đã đủ, là của {you}, hoặc chưa phân công."
TODAY = "Hôm nay đã nhắc việc này rồi; mai mới nhắc lại được."


def remind_once(session: GuardedSession, cells: Sequence[MissingCell], link: str) -> str:
    """Remind the owners of empty cells, ``link`` leads them there; return what to say of it.

    Commits. Raises the guard's refusals when a reminder to these people isn't the person's to send.
    """
    me = session.actor.staff_id or 0
    if earlier := waiting(session, me, link):
        return f"Đã nhắc lúc {moment_vi(earlier.sent_at)}; lời nhắc chưa được đọc."
    return remind_all(session, lines_of(cells, me, link, _quote(session, cells)))


def _quote(session: GuardedSession, cells: Sequence[MissingCell]) -> str:
    """Quote the procedure of the kind that the cells are of; nothing where they are of both."""
    kinds = {LockKind.TRAIT if cell.trait else LockKind.RESULT for cell in cells}
    if len(kinds) != 1:
        return ""
    return quoted(procedure_on(session, kinds.pop(), school_today()))


def remind_all(session: GuardedSession, lines: Sequence[Line]) -> str:
    """Send these lines to whom hasn't had them today; return what to say of it. Commits."""
    if not lines:
        raise Invalid(NOBODY.format(you=session.actor.address))
    sent = send_new(session, lines)
    if not sent:
        return TODAY
    session.commit()
    before = (
        f" {len(lines) - len(sent)} người đã được nhắc hôm nay." if len(sent) < len(lines) else ""
    )
    return f"Đã nhắc {len(sent)} người.{before} {sent[0].text}"


def send_new(session: GuardedSession, lines: Sequence[Line]) -> list[Reminder]:
    """Send these lines to whom hasn't had them today, whoever sent them; the caller commits."""
    known = reminded(session, [line.key for line in lines])
    return send(session, session.actor.staff_id or 0, lines, known)
