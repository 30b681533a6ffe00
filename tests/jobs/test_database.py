"""The engine: SQLite made strict, writers first in line, nothing half written."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from jobs.database import engine_for, writer
from models.people import Staff


def test_every_connection_to_sqlite_is_strict(tmp_path: Path) -> None:
    engine = engine_for(f"sqlite:///{tmp_path / 'records.sqlite'}")
    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
    }
    engine.dispose()


def test_a_writer_takes_its_turn_at_the_beginning_and_readers_go_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    first, second = engine_for(url), engine_for(url)
    with writer(first).begin() as one:
        one.exec_driver_sql("CREATE TABLE t (n INTEGER)")
        with second.connect() as reader:
            assert reader.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0
        with second.connect() as late:
            late.exec_driver_sql("PRAGMA busy_timeout = 1")
        with pytest.raises(OperationalError, match="locked"), writer(second).begin():
            pass
    first.dispose()
    second.dispose()


def test_the_writing_twin_is_always_the_same(tmp_path: Path) -> None:
    engine = engine_for(f"sqlite:///{tmp_path / 'records.sqlite'}")
    assert writer(engine) is writer(engine)
    assert writer(writer(engine)) is writer(engine)
    engine.dispose()


def test_what_fails_half_way_leaves_nothing(empty_engine: Engine) -> None:
    row = {
        "code": "CB900",
        "full_name": "Ngô Thị Hoa",
        "sort_key": "h",
        "folded": "ngo thi hoa",
        "version": 1,
    }
    with pytest.raises(RuntimeError), writer(empty_engine).begin() as connection:
        connection.execute(Staff.__table__.insert(), row)
        raise RuntimeError
    with empty_engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM staff")) == 0


def test_postgresql_reads_what_others_have_committed(empty_engine: Engine) -> None:
    if empty_engine.dialect.name == "postgresql":
        with empty_engine.connect() as connection:
            level = connection.scalar(text("SHOW transaction_isolation"))
            assert level == "read committed"
