"""Empty cells by day: counted once a morning, for school, department and class (Điều 2.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from jobs.counting import count_today
from models.access import Closure
from models.clock import school_date, school_today
from models.completion import CompletionDay
from models.completion.day import cells_of, trend, window_of
from models.people import Staff
from models.school import Period, SchoolClass
from permissions.errors import Forbidden
from permissions.session import GuardedSession
from tests.models.supervision.conftest import Acting

TODAY = school_today()


def term(session: GuardedSession, code: str = "CN") -> Period:
    """A term of the demo."""
    return session.scalars(select(Period).where(Period.code == code)).one()


def test_each_morning_is_counted_once_and_stays(demo: Engine, acting: Acting) -> None:
    assert count_today(demo, TODAY) > 0
    assert count_today(demo, TODAY) == 0
    with acting("cb001") as session:
        now = sum(count.cells for count in cells_of(session, term(session)))
        days = dict(trend(session, term(session)))
        assert days[TODAY] == now > 0
        assert min(days) == window_of(session, term(session)).first


def test_a_term_is_counted_in_its_last_weeks_alone(demo: Engine, acting: Acting) -> None:
    with acting("cb001") as session:
        window = window_of(session, term(session))
        closes = session.scalars(
            select(Closure.starts_at).where(Closure.period_id == term(session).id)
        ).one()
        assert (window.closes, window.last) == (closes, school_date(closes))
    assert count_today(demo, window.last + timedelta(days=1)) == 0
    assert count_today(demo, window.last) > 0
    assert count_today(demo, window.first - timedelta(days=1)) == 0


def test_department_and_class_see_their_own_part(demo: Engine, acting: Acting) -> None:
    count_today(demo, TODAY)
    with acting("cb001") as session:
        cn, rooms = term(session), {c.name: c.id for c in session.scalars(select(SchoolClass))}
        staff = {s.code: s.id for s in session.scalars(select(Staff))}
        people = [staff["CB031"], staff["CB032"]]
        whole = dict(trend(session, cn, staff_ids=people))[TODAY]
        of_3b = dict(trend(session, cn, class_id=rooms["3B"]))[TODAY]
    with acting("cb031") as session:
        assert dict(trend(session, cn, staff_ids=people))[TODAY] == whole > 0
    with acting("cb032") as session:
        assert dict(trend(session, cn, class_id=rooms["3B"]))[TODAY] == of_3b > 0
        assert set(session.scalars(select(CompletionDay.class_id))) == {rooms["3B"]}
    with acting("cb003") as session:
        assert trend(session, cn) == []


def test_nobody_writes_a_count_by_hand(acting: Acting) -> None:
    with acting("cb002") as session:
        room = session.scalars(select(SchoolClass.id).limit(1)).one()
        day = TODAY + timedelta(days=1)
        made = CompletionDay(period_id=term(session).id, day=day, class_id=room, cells=0)
        session.add(made)
        with pytest.raises(Forbidden):
            session.flush()
