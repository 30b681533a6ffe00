"""The database engine: SQLite made strict, or PostgreSQL; writers say so when they begin."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event

from jobs.settings import Settings

#: WAL lets readers read while one writes; FULL keeps the last commit at power loss.
PRAGMAS = (
    "PRAGMA busy_timeout = 30000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
)
_TWIN = "_so_truong_writer"


def open_engine(settings: Settings, **options: Any) -> Engine:
    """Return the engine of these settings; ``options`` go to SQLAlchemy's create_engine."""
    return engine_for(settings.database_url, **options)


def engine_for(url: str, **options: Any) -> Engine:
    """Return an engine for a database URL (sqlite:/// or postgresql+psycopg://)."""
    if url.startswith("sqlite"):
        engine = create_engine(url, **options)
        event.listen(engine, "connect", _make_strict)
        event.listen(engine, "begin", _begin)
        return engine
    # The hash chain's link is taken under a lock and needs to see what others committed meanwhile.
    return create_engine(url, isolation_level="READ COMMITTED", pool_pre_ping=True, **options)


def writer(engine: Engine) -> Engine:
    """Return the engine's twin for writers, always the same one.

    On SQLite it takes the write lock at BEGIN, because a later upgrade fails when somebody else
    wrote meanwhile (KERNEL §1). A session keys its connections by the engine object.
    """
    if engine.dialect.name != "sqlite" or engine.get_execution_options().get("immediate"):
        return engine
    kept = vars(engine)
    if _TWIN not in kept:
        kept[_TWIN] = engine.execution_options(immediate=True)
    return cast("Engine", kept[_TWIN])


def _make_strict(connection: Any, record: Any) -> None:
    """Prepare a new SQLite connection; transactions are begun by us, never by the driver."""
    del record
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
