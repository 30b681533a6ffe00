"""Promise 4: what is closed stays closed, whichever way a write comes; 0 rows changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from models.access import Closure, Opening, Reopening
from models.assessment import SubjectResult
from models.base import utc_now
from models.plans import LessonPlan
from models.yearend import Dossier, Proposal
from permissions import guard
from permissions.errors import Locked, Refusal
from permissions.outlook import outlook
from permissions.session import actor_session, system_session
from tests.world import World

R = SubjectResult.__table__


def _close(world: World, **scope: Any) -> int:
    values = {"version": 1, "year_id": world.year, "starts_at": utc_now(), "sealed": False}
    with world.engine.begin() as connection:
        found = connection.execute(
            insert(Closure.__table__).returning(Closure.__table__.c.id), values | scope
        )
        return int(found.scalar_one())


def _reopen(world: World, closure: int, **scope: Any) -> None:
    values = {
        "version": 1,
        "year_id": world.year,
        "closure_id": closure,
        "ends_at": utc_now() + timedelta(hours=1),
        "requested_by": world.staff["vice"],
        "requested_at": utc_now(),
        "batch": "thử",
        "granted_by": world.staff["principal"],
        "granted_at": utc_now(),
    }
    with world.engine.begin() as connection:
        connection.execute(insert(Reopening.__table__), values | scope)


def _snapshot(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(select(R).order_by(R.c.id))]


def _own(world: World) -> dict[str, Any]:
    return next(r for r in world.rows["subject_result"] if r["comment"] == "3A TOAN")


def _new(world: World) -> dict[str, Any]:
    keys = {"class_id": world.klass["3A"], "unit_id": world.unit["TOAN"]}
    return keys | {"period_id": world.period["GHK1"], "pupil_id": world.pupil["3A"][2]}


def _orm_set(world: World) -> None:
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        session.get_one(SubjectResult, _own(world)["id"]).level = "C"
        session.commit()


def _orm_add(world: World) -> None:
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        session.add(SubjectResult(**_new(world), level="C"))
        session.commit()


def _bulk_update(world: World) -> None:
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        guard.write(session, SubjectResult, updates={_own(world)["id"]: {"level": "C"}})
        session.commit()


def _bulk_create(world: World) -> None:
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        guard.write(session, SubjectResult, creates=[_new(world) | {"level": "C"}])
        session.commit()


def _importer(world: World) -> None:
    with system_session(world.engine, "nhập từ tệp", capacities={"importer"}) as session:
        guard.write(session, SubjectResult, updates={_own(world)["id"]: {"level": "C"}})
        session.commit()


def _importer_adds(world: World) -> None:
    with system_session(world.engine, "nhập từ tệp", capacities={"importer"}) as session:
        guard.write(session, SubjectResult, creates=[_new(world) | {"level": "C"}])
        session.commit()


def _raw(statement: str) -> Callable[[World], None]:
    def act(world: World) -> None:
        row = _own(world)
        values = {k: row[k] for k in ("id", "class_id", "unit_id", "period_id", "pupil_id")}
        with world.engine.begin() as connection:
            connection.execute(text(statement), values | {"third": world.pupil["3A"][2]})

    return act


_COLUMNS = "class_id, unit_id, period_id, pupil_id, level, from_file, version"
_VALUES = ":class_id, :unit_id, :period_id, :pupil_id, 'C', false, 1"
PATHS: dict[str, Callable[[World], None]] = {
    "ORM set": _orm_set,
    "ORM add": _orm_add,
    "bulk update": _bulk_update,
    "bulk create": _bulk_create,
    "import updates": _importer,
    "import adds": _importer_adds,
    "raw UPDATE": _raw("UPDATE subject_result SET level = 'C' WHERE id = :id"),
    "raw DELETE": _raw("DELETE FROM subject_result WHERE id = :id"),
    "raw INSERT": _raw(
        f"INSERT INTO subject_result ({_COLUMNS}) VALUES"
        " (:class_id, :unit_id, :period_id, :third, 'C', false, 1)"
    ),
    "raw upsert": _raw(
        f"INSERT INTO subject_result ({_COLUMNS}) VALUES ({_VALUES}) ON CONFLICT"
        " (class_id, unit_id, period_id, pupil_id) DO UPDATE SET level = 'C'"
    ),
}


def _refused(act: Callable[[World], None], world: World) -> bool:
    try:
        act(world)
    except (Refusal, DBAPIError) as refusal:
        return isinstance(refusal, Locked) or "LOCKED" in str(refusal)
    return False


@pytest.mark.parametrize("path", PATHS)
def test_no_way_of_writing_passes_a_closure(world: World, path: str) -> None:
    _close(world, period_id=world.period["GHK1"], kind="result")
    before = _snapshot(world.engine)
    assert _refused(PATHS[path], world), path
    assert _snapshot(world.engine) == before


@pytest.mark.parametrize("path", PATHS)
def test_every_way_works_while_open(world: World, path: str) -> None:
    """The same acts do write when nothing is closed, so the test above can fail."""
    before = _snapshot(world.engine)
    PATHS[path](world)
    assert _snapshot(world.engine) != before


def test_replacing_a_closed_row_is_a_write(world: World) -> None:
    """INSERT OR REPLACE walks past delete triggers unless recursive_triggers is on (SQLite)."""
    if world.engine.dialect.name != "sqlite":
        return
    _close(world, period_id=world.period["GHK1"])
    before, row = _snapshot(world.engine), _own(world)
    for period in ("GHK1", "CN"):
        for recursive in ("ON", "OFF"):
            with world.engine.connect() as connection, pytest.raises(DBAPIError, match="LOCKED"):
                connection.exec_driver_sql(f"PRAGMA recursive_triggers = {recursive}")
                connection.execute(
                    text(
                        f"INSERT OR REPLACE INTO subject_result (id, {_COLUMNS}) VALUES (:id,"
                        " :class_id, :unit_id, :period, :pupil_id, 'C', false, 1)"
                    ),
                    row | {"period": world.period[period]},
                )
    with world.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA recursive_triggers = ON")
    assert _snapshot(world.engine) == before


def test_a_row_can_not_be_moved_around_a_closure(world: World) -> None:
    """Neither out of the closed period nor into it, not even by the importer."""
    _close(world, period_id=world.period["GHK1"], kind="result")
    closed = _own(world)
    free = next(
        r
        for r in world.rows["subject_result"]
        if r["comment"] == "3B TOAN" and r["period_id"] == world.period["CN"]
    )
    before = _snapshot(world.engine)
    for row, period in ((closed, "CN"), (free, "GHK1")):
        with system_session(world.engine, "nhập", capacities={"importer"}) as session:
            with pytest.raises(Locked):
                guard.write(
                    session,
                    SubjectResult,
                    updates={row["id"]: {"period_id": world.period[period]}},
                )
        with world.engine.connect() as connection, pytest.raises(DBAPIError, match="LOCKED"):
            connection.execute(
                update(R).where(R.c.id == row["id"]).values(period_id=world.period[period])
            )
    assert _snapshot(world.engine) == before


@pytest.mark.parametrize(
    ("scope", "closes"),
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
        ({"period": "GHK1"}, True),
        ({"period": "CN"}, False),
    ],
)
def test_a_closure_closes_its_scope_and_no_more(
    world: World, scope: dict[str, Any], *, closes: bool
) -> None:
    named = {"class": world.klass, "unit": world.unit, "period": world.period}
    values = {
        f"{k}_id" if k in named else k: named[k][v] if k in named else v for k, v in scope.items()
    }
    _close(world, **values)
    assert _refused(_bulk_update, world) is closes
    _refused_raw = _refused(PATHS["raw DELETE"], world)
    assert _refused_raw is closes


def test_a_narrow_opening_does_not_beat_a_closure(world: World) -> None:
    _close(world)
    with world.engine.begin() as connection:
        values = {"version": 1, "year_id": world.year, "starts_at": utc_now()}
        connection.execute(
            insert(Opening.__table__), values | {"class_id": world.klass["3A"], "kind": "result"}
        )
    assert _refused(_bulk_update, world)


def _judged_open(world: World) -> bool:
    """Tell whether guard and screens hold the own cell for open."""
    own = _own(world)
    class_id, unit_id, period_id = (own[name] for name in ("class_id", "unit_id", "period_id"))
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        fact = guard.facts(session, SubjectResult, [own["id"]])[own["id"]]
        seen = outlook(session, SubjectResult, class_id, [unit_id], [period_id])
    return fact.open or seen[unit_id, period_id].open


def test_only_a_granted_reopening_of_that_closure_lifts_it_within_its_scope(world: World) -> None:
    closure = _close(world)
    _reopen(world, closure, class_id=world.klass["3B"])
    assert _refused(_bulk_update, world), "another class was reopened"
    assert not _judged_open(world), "the guard knows it before the trigger speaks"
    _reopen(world, closure, class_id=world.klass["3A"], ends_at=utc_now() - timedelta(seconds=1))
    assert _refused(_bulk_update, world), "the reopening has ended"
    _reopen(world, closure, class_id=world.klass["3A"], granted_by=None, granted_at=None)
    assert _refused(_bulk_update, world), "nobody granted it"
    _reopen(world, closure, class_id=world.klass["3A"], unit_id=world.unit["TOAN"])
    assert not _refused(_bulk_update, world)
    _close(world, class_id=world.klass["3A"])
    assert _refused(_bulk_create, world), "another closure covers the cell"


def test_a_deadline_closes_by_itself(world: World) -> None:
    """Set in advance, it closes with no write in between, also for raw SQL."""
    _close(world, starts_at=utc_now() + timedelta(seconds=2))
    assert not _refused(_bulk_update, world)
    time.sleep(2.2)
    assert _refused(_bulk_create, world)
    assert _refused(PATHS["raw DELETE"], world)


def test_nothing_is_open_without_an_opening(world: World) -> None:
    with world.engine.begin() as connection:
        connection.execute(update(Opening.__table__).values(ends_at=utc_now()))
    assert _refused(_bulk_update, world)
    assert _refused(PATHS["raw UPDATE"], world)


def test_a_frozen_dossier_closes_its_class(world: World) -> None:
    with world.engine.begin() as connection:
        connection.execute(
            update(Dossier.__table__)
            .where(Dossier.__table__.c.class_id == world.klass["3A"])
            .values(proposed_at=utc_now(), approved_at=utc_now())
        )
    before = _snapshot(world.engine)
    for name, path in PATHS.items():
        assert _refused(path, world), name
    assert _snapshot(world.engine) == before
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        proposal = next(r for r in world.rows["proposal"] if r["class_id"] == world.klass["3A"])
        with pytest.raises(Locked):
            guard.write(session, Proposal, updates={proposal["id"]: {"promoted": True}})
    with actor_session(world.engine, world.actor("principal")) as session:
        with pytest.raises(Locked):
            guard.write(session, Dossier, updates={1: {"approved_at": None}})
    with world.engine.connect() as connection, pytest.raises(DBAPIError, match="LOCKED"):
        connection.execute(text("UPDATE dossier SET approved_at = NULL WHERE class_id = 1"))


def test_plans_follow_their_week(world: World) -> None:
    _close(world, period_id=world.period["T01"], kind="plan")
    plans = {r["period_id"]: r for r in world.rows["lesson_plan"] if r["title"] == "3A TOAN"}
    for week, closed in (("T01", True), ("T02", False)):
        with actor_session(world.engine, world.actor("head3")) as session:
            act = {plans[world.period[week]]["id"]: {"remark": "Thêm phiếu"}}
            try:
                guard.write(session, LessonPlan, updates=act)
            except Locked:
                assert closed
            else:
                assert not closed


def test_a_closure_in_force_is_kept(world: World) -> None:
    """It can't be deleted, moved or narrowed, only lifted by a reopening that leaves a trace."""
    _close(world, made_by=world.staff["vice"])
    for change in (
        "DELETE FROM closure",
        "UPDATE closure SET starts_at = :later",
        "UPDATE closure SET kind = 'plan'",
        "UPDATE closure SET class_id = 1",
        "DELETE FROM reopening",
        "UPDATE reopening SET ends_at = :later",
        "UPDATE reopening SET requested_by = 1 WHERE requested_by <> 1",
    ):
        later = datetime.now(UTC) + timedelta(days=30)
        stored = later if world.engine.dialect.name == "postgresql" else later.strftime("%FT%TZ")
        values = {"later": stored} if ":later" in change else {}
        with world.engine.connect() as connection, pytest.raises(DBAPIError, match="FINAL"):
            connection.execute(text(change), values)
