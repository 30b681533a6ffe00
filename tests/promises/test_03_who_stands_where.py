"""Promise 3: who somebody is, in whose stead, and what a person's import may touch."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from models.assessment import SubjectResult
from models.people import Delegation, Function
from models.yearend import SupplementaryResult
from permissions import guard
from permissions.actor import Actor, load_actor
from permissions.errors import Forbidden, NoActor
from permissions.facts import NOT_YET
from permissions.importing import BOOKS, importable, importer_of, own_cells
from permissions.session import GuardedSession, actor_session
from tests.world import START, World


def stand_in(world: World, absent: str, duty: str) -> Actor:
    """Let the stand-in hold one more duty of somebody."""
    row = {
        "version": 1,
        "absent_id": world.staff[absent],
        "stand_in_id": world.staff["standin"],
        "duty": duty,
        "from_date": START,
        "to_date": START + timedelta(days=9000),
        "reason": "nghỉ ốm",
    }
    with world.engine.begin() as connection:
        connection.execute(insert(Delegation.__table__), row)
    return world.actor("standin")


def test_an_account_is_known_by_id_name_and_token(still_world: World) -> None:
    known = still_world.actor("office")
    engine = still_world.engine
    assert known.staff_id == still_world.staff["office"]
    assert load_actor(engine, account_id=known.account_id) == known
    assert load_actor(engine, username="OFFICE") == known
    assert load_actor(engine, session_token="token office") == known  # noqa: S106 - invented
    for wrong in ({"account_id": 10**6}, {"username": "không ai"}, {"session_token": "x"}, {}):
        with pytest.raises(NoActor):
            load_actor(engine, **wrong)


def test_who_stands_in_writes_in_the_absent_ones_name(world: World) -> None:
    room = {"class_id": world.klass["3A"]}
    assert world.actor("standin").on_behalf(room) is None
    actor = stand_in(world, "homeroom3a", "homeroom")
    assert room["class_id"] in actor.homeroom
    assert "homeroom3a" in str(actor.on_behalf(room))
    assert actor.on_behalf({"class_id": world.klass["3B"]}) is None


def test_who_stands_in_for_a_head_leads_that_department_and_no_other(world: World) -> None:
    assert not world.actor("standin").heads
    actor = stand_in(world, "head3", "department_head")
    own = world.actor("head3")
    assert actor.holds(Function.DEPARTMENT_HEAD)
    assert actor.heads == own.heads
    member = {"staff_id": world.staff["homeroom3a"]}
    assert "head3" in str(actor.on_behalf(member))
    assert actor.on_behalf({"staff_id": world.staff["english3b"]}) is None


def test_a_session_without_an_actor_has_nothing_to_read(still_world: World) -> None:
    with GuardedSession(still_world.engine) as session, pytest.raises(NoActor):
        session.info["readable"](SubjectResult, SubjectResult)


@pytest.mark.parametrize(
    ("person", "kinds"),
    [
        ("vice", set(BOOKS)),
        ("office", {"pupils"}),
        ("homeroom3a", {"results", "monthly", "attendance"}),
        ("english3b", {"results"}),
        ("nurse", {"measures", "checks"}),
        ("nobody", set()),
    ],
)
def test_what_a_person_may_import(still_world: World, person: str, kinds: set[str]) -> None:
    actor = still_world.actor(person)
    assert set(importable(actor)) == kinds
    for kind in (*BOOKS, "measures", "monthly"):
        if kind not in kinds:
            with pytest.raises(Forbidden):
                importer_of(actor, kind)
        elif kind in BOOKS:
            assert "importer" in importer_of(actor, kind).capacities
        else:
            assert importer_of(actor, kind) == actor


def test_a_teachers_import_touches_own_cells_alone(still_world: World) -> None:
    assert own_cells(still_world.actor("vice")) is None
    own = own_cells(still_world.actor("english3b"))
    assert own is not None
    english, maths = still_world.unit["NN1"], still_world.unit["TOAN"]
    assert own.covers(still_world.klass["3B"], english)
    assert not own.covers(still_world.klass["3B"], maths)
    assert not own.covers(still_world.klass["3B"], None)


def test_summer_results_say_that_the_class_is_not_frozen_yet(still_world: World) -> None:
    row = still_world.rows["supplementary_result"][0]
    with actor_session(still_world.engine, still_world.actor("homeroom3a")) as session:
        assert guard.why_closed(session, SupplementaryResult, row) == NOT_YET
