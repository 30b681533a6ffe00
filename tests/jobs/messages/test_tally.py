"""How many messages each colleague sent, for the sheet before a meeting (Điều 7.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update

from jobs.channels.log import TrialLog
from jobs.messages.deliver import deliver
from models.base import Base
from models.clock import school_today
from models.messages import Channel
from models.messages.tally import Tally, tally
from permissions.session import actor_session
from tests.jobs.messages.school import Writer
from tests.world import World

T = Base.metadata.tables
TODAY = school_today()


def test_messages_failures_and_families_are_counted_by_colleague(
    school: World, homeroom: Writer, as_writer: Callable[[str], Writer]
) -> None:
    g = T["guardian"]
    with school.engine.begin() as connection:
        lost = g.c.pupil_id == school.pupil["3A"][0]
        connection.execute(update(g).where(lost).values(phone="0900000000"))
    homeroom.send()
    homeroom.send(subject="Lần nữa")
    as_writer("head3").send(class_id=school.klass["3B"])
    deliver(school.engine, {Channel.SMS: TrialLog()})
    people = [school.staff[name] for name in ("homeroom3a", "english3a")]
    with actor_session(school.engine, school.actor("vice")) as session:
        found = tally(session, people, TODAY, TODAY)
        assert found == {people[0]: Tally(2, 2, 3), people[1]: Tally()}
        before = TODAY - timedelta(days=1)
        assert tally(session, people, before, before) == dict.fromkeys(people, Tally())
    with actor_session(school.engine, school.actor("head3")) as session:
        assert tally(session, people, TODAY, TODAY)[people[0]].messages == 2
    with actor_session(school.engine, school.actor("homeroom3c")) as session:
        assert tally(session, people, TODAY, TODAY)[people[0]] == Tally()
