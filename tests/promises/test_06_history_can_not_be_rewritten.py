"""Promise 6: the history can't be rewritten; 100 of 100 flipped bytes are found."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DBAPIError

from models.access import HistoryLine, HistorySet
from models.assessment import SubjectResult
from permissions import guard, history
from permissions.errors import Refusal, Unscoped
from permissions.session import actor_session
from permissions.triggers import drop_ddl
from tests.world import World

FLIPS = 100
HASHED = {
    "history_line": ("entity", "action", "capacity", "changes"),
    "history_set": ("who", "reason", "prev", "hash"),
}


@pytest.fixture
def kept(world: World) -> World:
    """A world whose history holds only linked sets: forty saves of a teacher."""
    with world.engine.begin() as connection:
        for statement in drop_ddl(world.engine.dialect.name):
            connection.exec_driver_sql(statement)
        connection.execute(delete(HistoryLine.__table__))
        connection.execute(delete(HistorySet.__table__))
    own = [r["id"] for r in world.rows["subject_result"] if r["comment"] == "3A TOAN"]
    with actor_session(world.engine, world.actor("homeroom3a"), reason="chấm bài") as session:
        for number in range(40):
            changes = {i: {"score": number % 10 + 1, "comment": f"lần {number}"} for i in own}
            guard.write(session, SubjectResult, updates=changes)
            session.commit()
    return world


def _faults(world: World) -> list[str]:
    with world.engine.connect() as connection:
        return history.verify(connection)


def test_an_honest_history_is_intact(kept: World) -> None:
    assert _faults(kept) == []
    with kept.engine.connect() as connection:
        assert history.head(connection) != history.GENESIS


def test_each_flipped_byte_is_found(kept: World) -> None:
    """The belt is off here, as for somebody who owns the database file."""
    chance, found = random.Random(6), 0
    for _ in range(FLIPS):
        table = chance.choice([HistoryLine.__table__, HistorySet.__table__])
        column = table.c[chance.choice(HASHED[table.name])]
        with kept.engine.connect() as connection:
            rows = connection.execute(table.select().order_by(table.c.id)).mappings().all()
            row = dict(chance.choice(rows))
            value = str(row[column.name] or "?")
            at = chance.randrange(len(value))
            flipped = value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
            connection.execute(
                update(table).where(table.c.id == row["id"]).values({column: flipped})
            )
            found += bool(history.verify(connection))
            connection.rollback()
    assert found == FLIPS


@pytest.mark.parametrize(
    "tamper",
    [
        "DELETE FROM history_line WHERE n = 2",
        "DELETE FROM history_set WHERE id = (SELECT min(id) + 3 FROM history_set)",
        "UPDATE history_line SET row_id = row_id + 1 WHERE n = 1",
        "UPDATE history_set SET account_id = account_id + 1",
        "UPDATE history_set SET lines = lines + 1",
        (
            "UPDATE history_line SET txn = (SELECT max(txn) FROM history_line), n = n + 100"
            " WHERE txn = (SELECT min(txn) FROM history_line)"
        ),
    ],
)
def test_removing_moving_and_renaming_are_found(kept: World, tamper: str) -> None:
    with kept.engine.connect() as connection:
        connection.execute(text(tamper))
        assert history.verify(connection)
        connection.rollback()


@pytest.mark.parametrize(
    "table", ["history_line", "history_set", "frozen_list", "staff_case_answer"]
)
@pytest.mark.parametrize("act", ["UPDATE {0} SET version = 2", "DELETE FROM {0}", "again"])
def test_the_database_refuses_every_change(world: World, table: str, act: str) -> None:
    if act == "again":
        if world.engine.dialect.name != "sqlite":
            act = "TRUNCATE {0} CASCADE"
        else:
            act = "INSERT OR REPLACE INTO {0} SELECT * FROM {0} LIMIT 1"
    for recursive in ("ON", "OFF"):
        with world.engine.connect() as connection, pytest.raises(DBAPIError, match="FINAL"):
            if world.engine.dialect.name == "sqlite":
                connection.exec_driver_sql(f"PRAGMA recursive_triggers = {recursive}")
            connection.execute(text(act.format(table)))
    with world.engine.connect() as connection:
        if world.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA recursive_triggers = ON")


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE staff_case_fact SET words = 'khác' WHERE id = 1",
        "UPDATE staff_case_fact SET lines = '[{}]' WHERE id = 1",
        "DELETE FROM staff_case_fact WHERE id = 1",
        "UPDATE staff_case SET account = 'khác' WHERE asked_at IS NULL",
        "UPDATE staff_case SET question = 'khác' WHERE asked_at IS NOT NULL",
        "UPDATE staff_case SET decision = 'khác' WHERE decided_at IS NOT NULL",
        "UPDATE staff_case SET outcome = 'khác' WHERE closed_at IS NOT NULL",
        "DELETE FROM staff_case WHERE id = 1",
        "UPDATE pupil_award SET content = 'khác' WHERE id = 1",
        "UPDATE pupil_award SET answer = 'khác' WHERE decision IS NOT NULL",
        "UPDATE pupil_award SET withdrawn_at = NULL WHERE withdrawn_at IS NOT NULL",
        "DELETE FROM pupil_award WHERE id = 1",
    ],
)
def test_what_was_praised_or_held_against_somebody_stays(world: World, act: str) -> None:
    """Also past the program: cases, their facts and praise change by their steps alone."""
    with world.engine.connect() as connection, pytest.raises(DBAPIError, match="FINAL"):
        connection.execute(text(act))


@pytest.mark.parametrize("person", ["principal", "vice", "secretary", "office"])
def test_the_program_refuses_too(world: World, person: str) -> None:
    with actor_session(world.engine, world.actor(person)) as session:
        for model in (HistoryLine, HistorySet):
            acts: list[dict[str, Any]] = [{"updates": {1: {"version": 2}}}, {"deletes": [1]}]
            for act in acts:
                with pytest.raises(Refusal):
                    guard.write(session, model, **act)
            with pytest.raises(Unscoped):
                session.execute(delete(model))
            with pytest.raises(Unscoped):
                session.execute(insert(model).values(id=99))


def test_a_fork_of_the_chain_is_impossible(kept: World) -> None:
    with kept.engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(
            text(
                "INSERT INTO history_set (version, txn, at, who, lines, prev, hash)"
                " SELECT 1, 99, at, who, 0, prev, hash FROM history_set WHERE id ="
                " (SELECT min(id) FROM history_set)"
            )
        )


def test_secrets_never_reach_the_history(world: World) -> None:
    from models.people import Credential  # noqa: PLC0415
    from permissions.session import system_session  # noqa: PLC0415

    with system_session(world.engine, "đổi mật khẩu", capacities={"gatekeeper"}) as session:
        guard.write(session, Credential, updates={1: {"password_hash": "canary-hash"}})
        session.commit()
    with world.engine.connect() as connection:
        lines = connection.execute(HistoryLine.__table__.select()).mappings().all()
    last = lines[-1]["changes"]
    assert "canary-hash" not in last
    assert "password_hash" in last
