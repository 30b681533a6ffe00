"""How Alembic reaches the database: through jobs/migrate.py, or alone for a developer."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection

from jobs import migrate
from jobs.database import open_engine, writer
from jobs.settings import Settings
from models import Base
from models.base import UTCDateTime


def _render(kind: str, item: Any, autogenerate: Any) -> str | bool:
    """Name our own type in a new revision; leave the rest to Alembic."""
    if kind == "type" and isinstance(item, UTCDateTime):
        autogenerate.imports.add("from models.base import UTCDateTime")
        return "UTCDateTime()"
    return False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=_render,
        transactional_ddl=True,
        compare_type=True,
    )
    migrate.lock(connection)
    migrate.take_belt_off(connection)
    context.run_migrations()
    stands_at = context.get_context().get_current_revision()
    if stands_at is not None and stands_at == migrate.newest():
        migrate.put_belt_on(connection)


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with writer(open_engine(Settings.from_environment())).begin() as own:
        _run(own)
