"""Bringing a database to the schema of this program, or taking everything off again.

The belt (permissions/triggers.py) is derived from the policy table, not from the past: it is taken
off before the revisions run and put on anew when the newest one is reached.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from jobs.database import writer
from permissions import triggers

FOLDER = Path(__file__).resolve().parents[1] / "migrations"
MIGRATION_LOCK = 7_205_759_405

_BELT = {
    "sqlite": "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT 'DROP FUNCTION ' || p.oid::regprocedure || ' CASCADE'"
        " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = current_schema() AND p.prorettype = 'trigger'::regtype"
        " AND p.proname LIKE 'st\\_%'"
    ),
}


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to a revision in one transaction; nothing happens where it stands."""
    with writer(engine).begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take revisions off again, in one transaction; ``base`` leaves an empty database."""
    with writer(engine).begin() as connection:
        command.downgrade(_config(connection), revision)


def current(engine: Engine) -> str | None:
    """Return the revision that the database stands at, None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Return the newest revision of this program."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def lock(connection: Connection) -> None:
    """Let one migration run at a time (SQLite: the write lock is held already)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})


def take_belt_off(connection: Connection) -> None:
    """Drop every trigger of ours, whatever version of the program made it."""
    for drop in connection.execute(text(_BELT[connection.dialect.name])).scalars().all():
        connection.exec_driver_sql(drop)


def put_belt_on(connection: Connection) -> None:
    """Create the triggers of this program's policy table."""
    for statement in triggers.ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


def belt(connection: Connection) -> set[str]:
    """Return the names of the triggers that are in force."""
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE NOT t.tgisinternal AND t.tgenabled = 'O' AND n.nspname = current_schema()",
    }
    return set(connection.execute(text(names[connection.dialect.name])).scalars())


def expected_belt(dialect: str) -> set[str]:
    """Return the names of the triggers that this program puts on."""
    return {s.split()[2] for s in triggers.ddl(dialect) if s.split()[1] == "TRIGGER"}


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
