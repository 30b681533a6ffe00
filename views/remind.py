"""One reminder to the people who owe cells of one place, and not a second while it is unread."""

from __future__ import annotations

from collections.abc import Sequence

from models.access.remind import remind, waiting
from models.assessment.missing import MissingCell
from permissions.errors import Invalid
from permissions.session import GuardedSession
from views.words import moment_vi

NOBODY = "Không có ai để nhắc: ô đã đủ, là của {you}, chưa phân công, hoặc hôm nay đã nhắc rồi."


def remind_once(session: GuardedSession, cells: Sequence[MissingCell], link: str) -> str:
    """Remind the owners of empty cells, ``link`` leads them there; return what to say of it.

    Commits. Raises the guard's refusals when a reminder to these people isn't the person's to send.
    """
    me = session.actor.staff_id or 0
    if earlier := waiting(session, me, link):
        return f"Đã nhắc lúc {moment_vi(earlier.sent_at)}; lời nhắc chưa được đọc."
    sent = remind(session, me, cells, link=link)
    if not sent:
        raise Invalid(NOBODY.format(you=session.actor.address))
    session.commit()
    return f"Đã nhắc {len(sent)} người. {sent[0].text}"
