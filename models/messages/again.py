"""By hand: trying a recipient again, noting a call or a slip that was handed out, stopping."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import utc_now
from models.messages.attempt import SENT_BY_WORKER, AttemptState, Channel, DeliveryAttempt
from models.messages.deliver import attempt_for, newest
from models.messages.message import Message
from models.messages.recipient import Recipient
from models.refusal import NotReady, Unfit

#: what is tried again: it failed, or nobody can tell
UNDONE = (AttemptState.FAILED, AttemptState.UNKNOWN)


def last_attempt(session: Session, recipient_id: int) -> DeliveryAttempt | None:
    """Return a recipient's newest attempt."""
    return session.scalars(
        select(DeliveryAttempt)
        .where(DeliveryAttempt.recipient_id == recipient_id)
        .order_by(DeliveryAttempt.number.desc())
        .limit(1)
    ).first()


def resend(session: Session, recipient: Recipient, asker_id: int, channel: Channel) -> None:
    """Ask for another try, by the same or another channel; NotReady while one is under way."""
    if channel not in (*SENT_BY_WORKER, Channel.SLIP):
        raise Unfit("Không gửi lại được bằng đường này.", field="channel")
    last = last_attempt(session, recipient.id)
    if last is None or last.state not in UNDONE:
        raise NotReady("Chưa gửi lại: lần gửi trước đã tới, hoặc còn đang chờ gửi.")
    attempt = attempt_for(recipient, last.number + 1, channel, utc_now())
    attempt.made_by = asker_id
    session.add(attempt)
    session.flush()


def resend_failed(session: Session, message: Message, asker_id: int, channel: Channel) -> int:
    """Ask for another try of all recipients whom the last one didn't reach; return how many."""
    rows = session.execute(
        select(Recipient, DeliveryAttempt)
        .join(DeliveryAttempt, DeliveryAttempt.recipient_id == Recipient.id)
        .where(Recipient.message_id == message.id, newest(), DeliveryAttempt.state.in_(UNDONE))
    ).all()
    for recipient, last in rows:
        way = channel if last.channel not in SENT_BY_WORKER else last.channel
        attempt = attempt_for(recipient, last.number + 1, way, utc_now())
        attempt.made_by = asker_id
        session.add(attempt)
    session.flush()
    return len(rows)


def note_by_hand(
    session: Session,
    recipient: Recipient,
    maker_id: int,
    channel: Channel,
    *,
    reached: bool,
    words: str = "",
) -> None:
    """Note a call that was made, or a slip that was handed out; NotReady when one is on the wire.

    What still waited to be sent by machine is thereby replaced.
    """
    if channel not in (Channel.SLIP, Channel.CALL):
        raise Unfit("Chỉ ghi tay phiếu giấy và cuộc gọi.", field="channel")
    last, now = last_attempt(session, recipient.id), utc_now()
    if last is not None and last.state is AttemptState.SENDING:
        raise NotReady("Tin đang được gửi; ghi lại sau ít phút.")
    state = AttemptState.SENT if reached else AttemptState.FAILED
    number = last.number + 1 if last else 1
    attempt = attempt_for(recipient, number, channel, now, state)
    attempt.at, attempt.made_by, attempt.answer = now, maker_id, words.strip()[:300] or None
    session.add(attempt)
    session.flush()


def approve(message: Message, approver_id: int) -> None:
    """Approve a mass message as the second person (Điều 7.1); NotReady unless it waits for one."""
    if not message.mass or message.queued_at is None or message.stopped_at is not None:
        raise NotReady("Tin này không chờ duyệt.")
    if message.author_id == approver_id:
        raise NotReady("Tin gửi nhiều lớp cần người thứ hai duyệt (Đ7.1).")
    if message.approved_at is None:
        message.approved_at, message.approved_by = utc_now(), approver_id


def stop(message: Message, stopper_id: int, reason: str) -> None:
    """Stop a message: what hasn't left yet never leaves."""
    if message.stopped_at is None:
        message.stopped_at, message.stopped_by = utc_now(), stopper_id
        message.stop_reason = reason.strip()[:300] or None


def send_proposal(message: Message) -> None:
    """Send what a rule had composed; NotReady when it was sent or dropped already."""
    if message.queued_at is not None or message.stopped_at is not None:
        raise NotReady("Tin này đã gửi hoặc đã bỏ.")
    message.queued_at = utc_now()
