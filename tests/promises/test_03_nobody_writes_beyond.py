"""Promise 3: nobody writes beyond their rights; every cell agrees with the hand-written oracle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import NoResultFound

from models.access import Closure
from models.base import Base, utc_now
from models.yearend import Dossier
from permissions import guard
from permissions.errors import Refusal
from permissions.facts import columns_of
from permissions.session import GuardedSession, actor_session, system_session
from permissions.verdicts import allow_create, allow_delete, allow_update
from tests.databases import KINDS, Databases
from tests.oracle import ORACLE, Grant, Stands, grants
from tests.oracle_system import SYSTEM
from tests.world import PEOPLE, World, lay_out

MODELS = {m.class_.__tablename__: m.class_ for m in Base.registry.mappers}
LOCKED_KINDS = {
    "subject_result": "result",
    "retest": "result",
    "trait_result": "trait",
    "declared_absence": "absence",
    "lesson_plan": "plan",
    "plan_slot": "plan",
    "plan_file": "plan",
    "plan_text": "plan",
    "plan_after": "plan",
    "conduct_entry": "conduct",
    "conduct_dispute": "conduct",
    "monthly_comment": "monthly",
    "measurement": "health_check",
    "vital_signs": "health_check",
    "specialist_check": "health_check",
    "health_visit": "health_visit",
    "absence": "attendance",
    "roll_call": "attendance",
    "class_officer": "homeroom",
    "seat": "homeroom",
    "parents_board_member": "homeroom",
    "class_profile": "homeroom",
    "class_target": "homeroom",
    "class_plan": "homeroom",
    "week_task": "homeroom",
    "day_note": "homeroom",
    "pupil_support": "homeroom",
    "parent_meeting": "homeroom",
    "meeting_family": "homeroom",
    "term_summary": "homeroom",
    "hand_over": "homeroom",
}
#: written only once the class's list is frozen
AFTER = {"supplementary_result"}


def test_the_oracle_names_every_table() -> None:
    assert sorted(ORACLE) == sorted(MODELS)


def _fields(table: str) -> list[str]:
    return [c for c in columns_of(MODELS[table]) if c not in ("id", "version")]


def _allowed(found: list[Grant], field: str, *, new: bool) -> bool:
    given = [g.creates() if new else g.updates() for g in found]
    return any(field in words or "*" in words for words in given)


def _refused(act: object, *arguments: object) -> bool:
    try:
        act(*arguments)  # type: ignore[operator]
    except Refusal:
        return True
    return False


def people_agree(
    session: GuardedSession,
    stands: Stands,
    person: str,
    table: str,
    *,
    closed: bool,
    frozen: bool = False,
) -> int:
    """Compare every action on every row of a table for a person; return the cells compared."""
    model, rows, cells = MODELS[table], stands.world.rows[table], 0
    readable = set(session.scalars(select(model.id)))
    facts = guard.facts(session, model, [row["id"] for row in rows])
    for row in rows:
        found = grants(stands, person, table, row)
        where = f"{person}, {table} {row['id']}, {'closed' if closed else 'open'}"
        shut = (closed and table in LOCKED_KINDS) or (table in AFTER and not frozen)
        fact = facts[row["id"]]
        assert (row["id"] in readable) is bool(found), f"{where}: read"
        for field in _fields(table):
            may = _allowed(found, field, new=False) and not shut
            refused = _refused(allow_update, session, model, fact, {field: None})
            assert refused is not may, f"{where}: change {field}"
        new = {f: v for f, v in row.items() if v is not None and f not in ("id", "version")}
        said = {f: v for f, v in new.items() if columns_of(model)[f].default is None or f == "kind"}
        new = said or new
        able = any(g.creates() for g in found)
        may = able and all(_allowed(found, f, new=True) for f in new) and not shut
        (new_fact,) = guard.facts_new(session, model, [row | {"version": 1}])
        stripped = guard.Fact(model, new, new_fact.capacities, new_fact.open)
        refused = _refused(allow_create, session, model, stripped)
        assert refused is not may, f"{where}: create"
        gone = any(g.delete for g in found) and not shut
        assert _refused(allow_delete, session, model, fact) is not gone, f"{where}: delete"
        cells += 3 + len(_fields(table))
    return cells


@pytest.mark.parametrize("person", PEOPLE)
def test_every_open_cell_agrees_with_the_oracle(still_world: World, person: str) -> None:
    stands = Stands(still_world)
    with actor_session(still_world.engine, still_world.actor(person)) as session:
        cells = sum(people_agree(session, stands, person, table, closed=False) for table in ORACLE)
    assert cells > 1000


@pytest.mark.parametrize("person", PEOPLE)
def test_every_closed_cell_agrees_with_the_oracle(closed_world: World, person: str) -> None:
    stands = Stands(closed_world)
    with actor_session(closed_world.engine, closed_world.actor(person)) as session:
        cells = sum(
            people_agree(session, stands, person, table, closed=True) for table in LOCKED_KINDS
        )
    assert cells > 100


def freeze(world: World) -> None:
    """Approve every class's dossier, past the kernel."""
    with world.engine.begin() as connection:
        now = utc_now()
        connection.execute(update(Dossier.__table__).values(proposed_at=now, approved_at=now))


@pytest.mark.parametrize("person", PEOPLE)
def test_summer_results_are_written_once_the_class_is_frozen(world: World, person: str) -> None:
    freeze(world)
    stands = Stands(world)
    with actor_session(world.engine, world.actor(person)) as session:
        for table in AFTER:
            assert people_agree(session, stands, person, table, closed=False, frozen=True)


@pytest.fixture(scope="module", params=KINDS)
def closed_world(databases: Databases, request: pytest.FixtureRequest) -> Iterator[World]:
    """The school with everything closed."""
    with databases.school(str(request.param), lay_out) as world:
        with world.engine.begin() as connection:
            values = {"version": 1, "year_id": world.year, "starts_at": utc_now(), "sealed": False}
            connection.execute(insert(Closure.__table__), values)
        yield world


@pytest.mark.parametrize("person", PEOPLE)
def test_a_written_row_agrees_with_the_verdict(world: World, person: str) -> None:
    """The verdict is what a real write meets: try one real change per readable kind and row."""
    stands = Stands(world)
    for table, field, value in (
        ("subject_result", "level", "C"),
        ("trait_result", "level", "C"),
        ("guardian", "phone", "0911111111"),
        ("pupil", "full_name", "Em khác"),
        ("lesson_plan", "remark", "Cần thêm phiếu"),
        ("dossier", "proposed_at", utc_now()),
        ("dossier", "return_remark", "Xem lại"),
    ):
        for row in world.rows[table]:
            may = _allowed(grants(stands, person, table, row), field, new=False)
            with actor_session(world.engine, world.actor(person)) as session:
                refused = _refused(_change, session, MODELS[table], row["id"], {field: value})
                assert refused is not may, f"{person}, {table} {row['id']}.{field}"
                session.rollback()


def _change(
    session: GuardedSession, model: type[Base], row_id: int, values: dict[str, Any]
) -> None:
    guard.write(session, model, updates={row_id: values})
    session.commit()


def system_agrees(session: GuardedSession, world: World, capacity: str, table: str) -> bool:
    """Tell whether a system session may do with a table's rows just what its oracle says."""
    model, rows = MODELS[table], world.rows[table]
    facts = guard.facts(session, model, [row["id"] for row in rows])
    done = set()
    for row, fresh in zip(rows, guard.facts_new(session, model, rows), strict=True):
        fact = facts[row["id"]]
        given = {k: v for k, v in row.items() if v is not None}
        new = guard.Fact(model, given, fresh.capacities, fresh.open)
        if not _refused(allow_create, session, model, new):
            done.add("c")
        if not all(_refused(allow_update, session, model, fact, {f: 0}) for f in _fields(table)):
            done.add("u")
        if not _refused(allow_delete, session, model, fact):
            done.add("d")
    return done == set(SYSTEM[capacity].get(table, ""))


@pytest.mark.parametrize("capacity", SYSTEM)
def test_system_work_writes_what_it_needs_and_no_more(still_world: World, capacity: str) -> None:
    with system_session(still_world.engine, "thử", capacities={capacity}) as session:
        for table in MODELS:
            assert system_agrees(session, still_world, capacity, table), table


def test_a_row_can_not_be_moved_out_of_scope(world: World) -> None:
    """Old AND new state must be in scope: a result can't wander into a colleague's class."""
    own = next(r for r in world.rows["subject_result"] if r["comment"] == "3A TOAN")
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        for field, value in (("class_id", world.klass["3B"]), ("unit_id", world.unit["NN1"])):
            with pytest.raises(Refusal):
                guard.write(
                    session,
                    MODELS["subject_result"],
                    updates={own["id"]: {field: value}},
                )


def test_what_is_out_of_scope_does_not_exist(world: World) -> None:
    """A colleague's class answers like a class that isn't there."""
    with actor_session(world.engine, world.actor("english3a")) as session:
        foreign = next(r for r in world.rows["subject_result"] if r["comment"] == "3A TOAN")
        assert session.get(MODELS["subject_result"], foreign["id"]) is None
        with pytest.raises(NoResultFound):
            session.get_one(MODELS["subject_result"], foreign["id"])
