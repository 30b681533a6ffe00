"""Promise 4: windows set ahead, reopenings of single cells, what carries them, what is kept."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from models.access import Opening
from models.assessment import SubjectResult
from models.base import Base, utc_now
from permissions import guard, history
from permissions.outlook import lifted_pupils, outlook
from permissions.session import actor_session, system_session
from tests.promises.test_04_closed_stays_closed import (
    PATHS,
    _bulk_create,
    _bulk_update,
    _close,
    _new,
    _orm_set,
    _own,
    _refused,
    _reopen,
)
from tests.world import World


def _open(world: World, **scope: Any) -> int:
    values = {"version": 1, "year_id": world.year, "starts_at": utc_now()}
    with world.engine.begin() as connection:
        found = connection.execute(
            insert(Opening.__table__).returning(Opening.__table__.c.id), values | scope
        )
        return int(found.scalar_one())


def _end_all_openings(world: World) -> None:
    with world.engine.begin() as connection:
        connection.execute(update(Opening.__table__).values(ends_at=utc_now()))


@pytest.mark.parametrize(
    ("scope", "opens"),
    [
        ({}, True),
        ({"kind": "result"}, True),
        ({"kind": "trait"}, False),
        ({"grade": 3}, True),
        ({"grade": 4}, False),
        ({"class": "3A"}, True),
        ({"class": "3B"}, False),
        ({"unit": "TOAN"}, True),
        ({"unit": "NN1"}, False),
        ({"kind": "result", "period": "GHK1", "class": "3A", "unit": "TOAN"}, True),
        ({"kind": "result", "period": "GHK1", "class": "3A", "unit": "NN1"}, False),
        ({"period": "CN"}, False),
    ],
)
def test_an_opening_opens_its_scope_and_no_more(
    world: World, scope: dict[str, Any], *, opens: bool
) -> None:
    named = {"class": world.klass, "unit": world.unit, "period": world.period}
    values = {
        f"{k}_id" if k in named else k: named[k][v] if k in named else v for k, v in scope.items()
    }
    _end_all_openings(world)
    assert _refused(_bulk_update, world)
    _open(world, **values)
    assert _refused(_bulk_update, world) is not opens
    assert _refused(PATHS["raw DELETE"], world) is not opens


def test_a_window_of_a_unit_opens_and_closes_by_itself(world: World) -> None:
    """Set in advance, it holds with no write in between, as if the program had been off."""
    _end_all_openings(world)
    window = {"kind": "result", "period_id": world.period["GHK1"], "unit_id": world.unit["TOAN"]}
    _open(world, starts_at=utc_now() + timedelta(seconds=2), **window)
    _close(world, starts_at=utc_now() + timedelta(seconds=5), **window)
    assert _refused(_bulk_update, world)
    assert _refused(PATHS["raw UPDATE"], world)
    time.sleep(2.5)
    assert not _refused(_bulk_update, world)
    time.sleep(3)
    assert _refused(_bulk_create, world)
    assert _refused(PATHS["raw DELETE"], world)


def test_a_reopening_for_one_pupil_lifts_the_closure_for_that_pupil_alone(world: World) -> None:
    closure = _close(world, kind="result")
    first, second, third = world.pupil["3A"]
    own = {r["pupil_id"]: r for r in world.rows["subject_result"] if r["comment"] == "3A TOAN"}
    _reopen(world, closure, class_id=world.klass["3A"], pupil_id=first, kind="result")

    def change(world: World, pupil: int) -> None:
        with actor_session(world.engine, world.actor("homeroom3a")) as session:
            guard.write(session, SubjectResult, updates={own[pupil]["id"]: {"level": "C"}})
            session.commit()

    assert not _refused(lambda w: change(w, first), world)
    assert _refused(lambda w: change(w, second), world)
    assert _refused(_bulk_create, world), "the third pupil has no reopening"
    _reopen(world, closure, class_id=world.klass["3A"], pupil_id=third, kind="result")
    assert not _refused(_bulk_create, world)
    with world.engine.connect() as connection, pytest.raises(DBAPIError, match="LOCKED"):
        connection.execute(
            text("UPDATE subject_result SET level = 'C' WHERE id = :id"), {"id": own[second]["id"]}
        )


def test_the_guard_itself_knows_whom_a_closure_was_lifted_for(world: World) -> None:
    """Asked of many rows at once, without the belt behind it; the desk shows what it says."""
    closure = _close(world, kind="result")
    first, _, third = world.pupil["3A"]
    _reopen(world, closure, class_id=world.klass["3A"], unit_id=world.unit["TOAN"], pupil_id=first)
    _reopen(world, closure, class_id=world.klass["3B"], unit_id=world.unit["NN1"])
    lifted = {
        row["id"]
        for row in world.rows["subject_result"]
        if (row["class_id"], row["unit_id"], row["pupil_id"])
        == (world.klass["3A"], world.unit["TOAN"], first)
        or (row["class_id"], row["unit_id"]) == (world.klass["3B"], world.unit["NN1"])
    }
    ids = [row["id"] for row in world.rows["subject_result"]]
    with actor_session(world.engine, world.actor("principal")) as session:
        found = guard.facts(session, SubjectResult, ids)
        assert {i for i, fact in found.items() if fact.open} == lifted
        assert {i for i, fact in found.items() if fact.reopening_id} == lifted
        new = guard.facts_new(
            session, SubjectResult, [_new(world), _new(world) | {"pupil_id": first}]
        )
        assert [fact.open for fact in new] == [False, True]
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        units, period = [world.unit["TOAN"], world.unit["NN1"]], world.period["GHK1"]
        room = world.klass["3A"]
        seen = outlook(session, SubjectResult, room, units, [period])
        assert [look.open for look in seen.values()] == [False, False]
        pupils = lifted_pupils(session, SubjectResult, room, period, units)
        assert {unit: set(of) for unit, of in pupils.items()} == {world.unit["TOAN"]: {first}}
    assert third not in pupils[world.unit["TOAN"]]


def test_what_is_written_under_a_reopening_carries_it_and_nothing_else_does(world: World) -> None:
    line = Base.metadata.tables["history_line"]

    def carried() -> list[Any]:
        with world.engine.connect() as connection:
            asked = select(line.c.reopening_id).where(line.c.entity == "subject_result")
            return list(connection.scalars(asked.order_by(line.c.id)))

    _orm_set(world)
    assert carried()[-1] is None
    closure = _close(world, kind="result")
    _reopen(world, closure, class_id=world.klass["3A"])
    with world.engine.connect() as connection:
        made = connection.scalar(text("SELECT max(id) FROM reopening"))
    _bulk_create(world)
    _importer_level(world)
    _orm_set(world)
    assert carried()[-3:] == [made, made, made]
    with world.engine.connect() as connection:
        faults = history.verify(connection)
    # the world's own first set has a made-up hash; what was written here is whole
    assert [fault for fault in faults if not fault.startswith("Lần ghi 1")] == []


def _importer_level(world: World) -> None:
    with system_session(world.engine, "nhập từ tệp", capacities={"importer"}) as session:
        guard.write(session, SubjectResult, updates={_own(world)["id"]: {"level": "H"}})
        session.commit()


def test_only_a_closure_that_lies_ahead_is_taken_back(world: World) -> None:
    ahead = _close(world, starts_at=utc_now() + timedelta(days=2))
    sealed = _close(world, starts_at=utc_now() + timedelta(days=2), sealed=True)
    with world.engine.begin() as connection:
        connection.execute(text("DELETE FROM closure WHERE id = :id"), {"id": ahead})
    for kept in (sealed, _close(world)):
        with world.engine.connect() as connection, pytest.raises(DBAPIError, match="FINAL"):
            connection.execute(text("DELETE FROM closure WHERE id = :id"), {"id": kept})


def test_a_regulation_that_was_acknowledged_stays_as_it_was_read(world: World) -> None:
    for change in (
        "UPDATE regulation_item SET text = 'khác'",
        "DELETE FROM regulation_item",
        "UPDATE regulation_document SET in_force_from = '2021-01-01'",
        (
            "INSERT INTO regulation_item (document_id, article, position, text, version)"
            " VALUES (1, '9', 2, 'thêm', 1)"
        ),
    ):
        with world.engine.connect() as connection, pytest.raises(DBAPIError, match="FINAL"):
            connection.execute(text(change))
