"""The worker's round: what is due goes out, each attempt taken in a transaction of its own first.

Taken, sent, settled: a worker killed between the first and the last leaves an attempt that nobody
repeats by itself, so that no family is written to twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine

from jobs.channels.letter import Letter, NotSentError, Post, TryLaterError, UncertainError
from jobs.database import writer
from models.base import utc_now
from models.messages import AttemptAddress, AttemptState, Channel
from models.messages.deliver import Outcome, Taken, begin, due, give_up_lost, settle, take
from models.messages.sending import settings_of
from permissions.errors import Invalid, Stale
from permissions.session import system_session

WORKER = "gửi tin"


def deliver(engine: Engine, channels: Mapping[Channel, Post], now: datetime | None = None) -> int:
    """Send what is due; return how many attempts were made. May run twice at once."""
    moment = now or utc_now()
    _prepare(engine, moment)
    with system_session(engine, WORKER, capacities={"worker"}) as session:
        waiting = due(session, settings_of(session), moment)
    return sum(_attempt(engine, channels, attempt_id, moment) for attempt_id in waiting)


def _prepare(engine: Engine, now: datetime) -> None:
    """Give up what was lost, begin what was released; another worker may be quicker with either."""
    with system_session(writer(engine), WORKER, capacities={"worker"}) as session:
        try:
            if give_up_lost(session, now) + begin(session, settings_of(session), now):
                session.commit()
        except (Stale, Invalid):
            session.rollback()


def _attempt(
    engine: Engine, channels: Mapping[Channel, Post], attempt_id: int, now: datetime
) -> bool:
    taken = _taken(engine, attempt_id, now)
    if taken is None:
        return False
    outcome = send(channels, taken)
    with system_session(writer(engine), WORKER, capacities={"worker"}) as session:
        settle(session, attempt_id, outcome, now)
        session.commit()
    return True


def _taken(engine: Engine, attempt_id: int, now: datetime) -> Taken | None:
    with system_session(writer(engine), WORKER, capacities={"worker"}) as session:
        try:
            taken = take(session, attempt_id, now)
            if taken is not None and taken.address is not None:
                session.add(
                    AttemptAddress(
                        attempt_id=attempt_id, pupil_id=taken.pupil_id, address=taken.address
                    )
                )
            session.commit()
        except Stale:
            return None
    return taken


def send(channels: Mapping[Channel, Post], taken: Taken) -> Outcome:
    """Hand a letter to its channel; return what became of it, whatever happens there."""
    channel = channels.get(taken.channel)
    if channel is None:
        return Outcome(AttemptState.FAILED, "Đường gửi này chưa được cài ở máy chủ.")
    if taken.address is None:
        return Outcome(AttemptState.FAILED, "Sổ người thân không còn số máy hoặc email.")
    try:
        said = channel.send(Letter(taken.address, taken.subject, taken.text, taken.key))
    except NotSentError as error:
        again = isinstance(error, TryLaterError)
        return Outcome(AttemptState.FAILED, str(error), again=again)
    except UncertainError as error:
        return Outcome(AttemptState.UNKNOWN, str(error))
    return Outcome(AttemptState.SENT, said)
