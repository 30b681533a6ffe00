"""Whom each colleague's messages reached and missed, for the sheet before a meeting (Đ7.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update

from jobs.channels.log import TrialLog
from jobs.messages.deliver import deliver
from models.base import Base, utc_now
from models.clock import school_today
from models.messages import Channel
from models.messages.tally import Tally, tally
from permissions.session import actor_session
from tests.jobs.messages.school import Writer
from tests.world import World

T = Base.metadata.tables
TODAY = school_today()


def test_who_was_reached_and_who_was_not_is_counted_by_colleague(
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
        assert found == {people[0]: Tally(6, 2), people[1]: Tally()}
        before = TODAY - timedelta(days=1)
        assert tally(session, people, before, before) == dict.fromkeys(people, Tally())
    with actor_session(school.engine, school.actor("head3")) as session:
        assert tally(session, people, TODAY, TODAY)[people[0]] == Tally(6, 2)
    with actor_session(school.engine, school.actor("homeroom3c")) as session:
        assert tally(session, people, TODAY, TODAY)[people[0]] == Tally()
    with school.engine.begin() as connection:
        m = T["message"]
        connection.execute(update(m).values(stopped_at=utc_now(), stopped_by=people[0]))
    with actor_session(school.engine, school.actor("vice")) as session:
        assert tally(session, people, TODAY, TODAY)[people[0]] == Tally(6, 0)
