"""What is required of every pupil, counted by class and homeroom teacher (Điều 4.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from models.completion.duties import DUTIES
from models.school import Period
from permissions.session import actor_session
from tests.world import World

#: birth place and address are blank everywhere in the small school, the ethnic group in 3C
ASKED, LACKS = 6, {"homeroom3a": 2, "head3": 2, "homeroom3c": 3}
#: one pupil of 3B moved to 3A and is counted in both: her first interval has no end
SEATS = {"homeroom3a": 4, "head3": 3, "homeroom3c": 3}


def owed(world: World, person: str) -> dict[str, tuple[int, int]]:
    """What a person sees owed: {owner: (asked, missing)}."""
    (duty,) = [one for one in DUTIES if one.code == "profile"]
    with actor_session(world.engine, world.actor(person)) as session:
        year = session.get_one(Period, world.period["NAM"])
        found = duty.count(session, year)
        return {world.staff_name(o.owner_id or 0): (o.expected, o.missing) for o in found}


def test_missing_particulars_are_owed_by_the_homeroom_teacher(world: World) -> None:
    assert owed(world, "office") == {
        who: (ASKED * SEATS[who], LACKS[who] * SEATS[who]) for who in SEATS
    }


@pytest.mark.parametrize(("person", "seen"), [("homeroom3a", {"homeroom3a"}), ("nurse", set())])
def test_everybody_counts_what_they_read(world: World, person: str, seen: set[str]) -> None:
    assert set(owed(world, person)) == seen


def test_a_declared_field_counts_from_its_day_on(world: World) -> None:
    before = owed(world, "office")["homeroom3a"]
    (year,) = [row for row in world.rows["period"] if row["code"] == "NAM"]
    statement = "UPDATE declared_field SET required_from = :day WHERE name = 'Đưa đón'"
    for days, more in ((1, 0), (0, 4)):
        with world.engine.begin() as connection:
            day = year["to_date"] + timedelta(days=days)
            connection.execute(text(statement), {"day": day})
        asked, missing = owed(world, "office")["homeroom3a"]
        assert (asked - before[0], missing - before[1]) == (more, more)
