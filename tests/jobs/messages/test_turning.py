"""Messages and recipients are turned over by the row that stood last, on both databases."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import update

from jobs.channels.log import TrialLog
from jobs.messages.deliver import deliver
from models.base import Base, utc_now
from models.messages import Channel, Recipient
from models.messages.history import sent_messages, told
from permissions.session import actor_session
from tests.jobs.messages.school import Writer
from tests.world import World


def test_every_row_comes_once_whatever_stands_at_the_same_moment(
    school: World, homeroom: Writer, as_writer: Callable[[str], Writer]
) -> None:
    for n in range(3):
        homeroom.send(subject=f"Lần {n}")
    as_writer("head3").send(class_id=school.klass["3B"])
    deliver(school.engine, {Channel.SMS: TrialLog()})
    with school.engine.begin() as connection:
        connection.execute(update(Base.metadata.tables["message"]).values(queued_at=utc_now()))
    with actor_session(school.engine, school.actor("vice")) as session:
        whole = [message.id for message, _ in sent_messages(session, most=100)]
        turned, before = [], None
        while page := sent_messages(session, most=2, before=before):
            before = page[-1][0]
            turned += [message.id for message, _ in page]
        assert turned == whole
        assert len(whole) == 4
        every = [line.recipient.id for line in told(session)]
        turned, after = [], None
        while lines := told(session, most=3, after=after):
            after = lines[-1].recipient.id
            turned += [line.recipient.id for line in lines]
        assert turned == every
        assert len(every) == len(set(every)) > 10
        assert told(session, Recipient.id > 0, after=10**6) == []
