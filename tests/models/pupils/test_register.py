"""Register numbers: given once in an order, never changed, never used again, on each database."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models.clock import school_today
from models.pupils import Pupil
from models.pupils.register import Order, give, next_number, proposed
from models.refusal import Unfit
from permissions.errors import Forbidden
from permissions.session import actor_session
from tests.world import World


def test_those_without_a_number_get_the_next_ones_in_order(world: World) -> None:
    """Three pupils have one (101 to 103): the others follow, class by class, and once."""
    with actor_session(world.engine, world.actor("office")) as session:
        lines = proposed(session, school_today(), Order.CLASS, next_number(session))
        give(lines)
        session.commit()
    with world.engine.connect() as connection:
        rows = connection.execute(text("SELECT code, register_number FROM pupil ORDER BY 2"))
        given = [tuple(row) for row in rows]
    assert given[:4] == [("3A-3", 101), ("3B-3", 102), ("3C-3", 103), ("3A-1", 104)]
    assert [number for _, number in given] == list(range(101, 110))
    with actor_session(world.engine, world.actor("office")) as session:
        assert proposed(session, school_today(), Order.CLASS, next_number(session)) == []


def test_a_number_that_is_taken_is_not_offered(world: World) -> None:
    with actor_session(world.engine, world.actor("office")) as session:
        for first in (98, 103, 0, 9_999_999):
            with pytest.raises(Unfit):
                proposed(session, school_today(), Order.NAME, first)


def test_not_even_the_office_changes_a_number(world: World) -> None:
    with actor_session(world.engine, world.actor("office")) as session:
        pupil = session.scalars(select(Pupil).where(Pupil.code == "3A-3")).one()
        pupil.register_number = 900
        with pytest.raises(Forbidden, match="Số đăng bộ"):
            session.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE pupil SET register_number = 900 WHERE code = '3A-3'",
        "UPDATE pupil SET register_number = NULL WHERE code = '3A-3'",
        "DELETE FROM pupil WHERE code = '3A-3'",
    ],
)
def test_the_database_keeps_a_number_and_its_pupil(world: World, statement: str) -> None:
    with world.engine.connect() as connection, pytest.raises(DBAPIError, match="FINAL"):
        connection.execute(text(statement))


def test_a_number_stands_for_one_pupil(world: World) -> None:
    statement = "UPDATE pupil SET register_number = 101 WHERE code = '3A-1'"
    with world.engine.connect() as connection, pytest.raises(DBAPIError, match=r"register_number"):
        connection.execute(text(statement))
