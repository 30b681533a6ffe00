"""Promise 5, in the small: what a line holds, when a set is linked, what is forgotten."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import event, func, select

from models.access import HistoryLine
from models.assessment import SubjectResult, Unit
from models.people import Function, SignInAttempt
from permissions import guard, history
from permissions.scope import read_expression
from permissions.session import GuardedSession, actor_session, system_session
from permissions.triggers import drop_ddl
from tests.world import World


def _lines(world: World) -> int:
    with world.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(HistoryLine.__table__)) or 0


def _faults(world: World) -> list[str]:
    """Verify the chain; the world's own first set is laid out by hand and never fits."""
    with world.engine.connect() as connection:
        return history.verify(connection)


def _own(world: World) -> int:
    rows = world.rows["subject_result"]
    return int(next(r["id"] for r in rows if r["comment"] == "3A TOAN"))


class _Asked:
    """Counts the statements of an engine."""

    def __init__(self, world: World) -> None:
        self.count = 0
        event.listen(world.engine, "before_cursor_execute", self._hear)

    def _hear(self, *_: object) -> None:
        self.count += 1


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (datetime(2026, 1, 2, 10, 0, 0, 5, timezone(timedelta(hours=7))), "2026-01-02T03:00:00Z"),
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00Z"),
        (date(2026, 1, 2), "2026-01-02"),
        (Function.OFFICE, "office"),
        (b"", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("Đ", "Đ"),
        (None, None),
    ],
)
def test_a_value_is_kept_as_what_json_holds(value: object, kept: object) -> None:
    found = history.plain(value)
    assert (type(found), found) == (type(kept), kept)


def test_counters_leave_no_line(world: World) -> None:
    before = _lines(world)
    with system_session(world.engine, "đăng nhập", capacities={"gatekeeper"}) as session:
        guard.write(
            session,
            SignInAttempt,
            creates=[{"username": "ai", "address": "::1", "at": datetime.now(UTC)}],
        )
        session.commit()
    assert _lines(world) == before


def test_what_was_rolled_back_is_in_no_later_set(world: World) -> None:
    before = _faults(world)
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        guard.write(session, SubjectResult, updates={_own(world): {"level": "H"}})
        session.rollback()
        guard.write(session, SubjectResult, updates={_own(world): {"level": "C"}})
        session.commit()
    assert _faults(world) == before


def test_facts_are_remembered_until_the_transaction_ends(world: World) -> None:
    row = _own(world)
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        guard.facts(session, SubjectResult, [row], lock=True)
        asked = _Asked(world)
        guard.facts(session, SubjectResult, [row], lock=True)
        assert asked.count == 0
        session.rollback()
        guard.facts(session, SubjectResult, [row], lock=True)
        assert asked.count > 0


def test_setting_a_relation_to_what_it_was_leaves_no_line(world: World) -> None:
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        row = session.get_one(SubjectResult, _own(world))
        before = _lines(world)
        row.unit = session.get_one(Unit, row.unit_id)
        session.commit()
    assert _lines(world) == before


def test_nothing_is_asked_for_no_id(still_world: World) -> None:
    with actor_session(still_world.engine, still_world.actor("office")) as session:
        asked = _Asked(still_world)
        assert session.get(SubjectResult, None) is None
        assert asked.count == 0


def test_a_system_session_reads_everything(still_world: World) -> None:
    with system_session(still_world.engine, "đếm") as session:
        assert isinstance(session, GuardedSession)
        assert str(read_expression(session.actor, SubjectResult)) == "true"
        count = session.scalar(select(func.count(SubjectResult.id)))
    assert count == len(still_world.rows["subject_result"])


def test_a_cut_chain_and_a_loose_line_are_each_named(world: World) -> None:
    """The belt is off, as for somebody who owns the file: a whole set is gone with its lines."""
    known = _faults(world)
    with actor_session(world.engine, world.actor("homeroom3a")) as session:
        for level in ("H", "C", "T"):
            guard.write(session, SubjectResult, updates={_own(world): {"level": level}})
            session.commit()
    with world.engine.begin() as connection:
        for statement in drop_ddl(world.engine.dialect.name):
            connection.exec_driver_sql(statement)
        sets = connection.exec_driver_sql("SELECT id, txn FROM history_set ORDER BY id").all()
        middle, txn = sets[-2]
        connection.exec_driver_sql(f"DELETE FROM history_line WHERE txn = {txn}")
        connection.exec_driver_sql(f"DELETE FROM history_set WHERE id = {middle}")
    cut = f"Lần ghi {sets[-1][0]}: không nối với lần ghi trước."
    assert _faults(world) == [*known, cut]
    with world.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM history_set WHERE id = {sets[-1][0]}")
    assert _faults(world) == [*known, "1 dòng lịch sử không thuộc lần ghi nào."]
