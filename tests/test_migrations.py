"""Migrations: they make exactly what the models describe, and leave nothing behind."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from jobs import migrate
from models import Base
from tests.databases import Databases, open_url


def schema(engine: Engine) -> dict[str, Any]:
    """Return everything that the database says about its tables."""
    found = inspect(engine)
    return {
        table: {
            "columns": {
                c["name"]: (str(c["type"]), c["nullable"]) for c in found.get_columns(table)
            },
            "key": found.get_pk_constraint(table),
            "unique": sorted(map(str, found.get_unique_constraints(table))),
            "foreign": sorted(map(str, found.get_foreign_keys(table))),
            "checks": sorted(map(str, found.get_check_constraints(table))),
            "indexes": sorted(str(_said(index)) for index in found.get_indexes(table)),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def _said(index: Any) -> dict[str, Any]:
    """Return an index with its condition as text."""
    options = index.get("dialect_options", {})
    return dict(index) | {"dialect_options": {key: str(value) for key, value in options.items()}}


def test_the_models_and_the_migrations_agree(empty_engine: Engine) -> None:
    with empty_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_constraints_and_indexes_bear_the_same_names(
    empty_engine: Engine, databases: Databases, kind: str
) -> None:
    with databases.copy(kind, "blank") as url:
        made = open_url(url)
        Base.metadata.create_all(made)
        expected = schema(made)
        made.dispose()
    assert schema(empty_engine) == expected


def test_downwards_leaves_an_empty_database_and_upwards_makes_it_anew(blank_engine: Engine) -> None:
    migrate.upgrade(blank_engine)
    before = schema(blank_engine)
    migrate.downgrade(blank_engine)
    assert inspect(blank_engine).get_table_names() == ["alembic_version"]
    with blank_engine.connect() as connection:
        assert migrate.belt(connection) == set()
        if blank_engine.dialect.name == "postgresql":
            left = "SELECT count(*) FROM pg_proc WHERE proname LIKE 'st\\_%'"
            assert connection.scalar(text(left)) == 0
    migrate.upgrade(blank_engine)
    assert schema(blank_engine) == before


def test_the_belt_is_on_and_a_second_upgrade_changes_nothing(empty_engine: Engine) -> None:
    migrate.upgrade(empty_engine)
    with empty_engine.connect() as connection:
        assert migrate.belt(connection) == migrate.expected_belt(empty_engine.dialect.name)
    assert migrate.current(empty_engine) == migrate.newest()
