"""The guarded session: every statement in it is scoped, every write guarded and recorded.

A session without an actor refuses every query. Autoflush and expiry at commit are off: with them
half-filled forms would be saved and a second save would look stale (KERNEL §1).
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from permissions.actor import Actor
from permissions.breach import refusal_from
from permissions.errors import NoActor, Unscoped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, CursorResult, Engine


@lru_cache(maxsize=1024)
def _reader(actor: Actor | None) -> Any:
    """Return what gives an actor's read expressions: for the same rights the same function.

    So a statement that holds such expressions may be kept by it.
    """

    def readable(model: Any, row: Any) -> Any:
        from permissions import scope  # noqa: PLC0415 - scope listens to the guarded session

        if actor is None:
            raise NoActor
        return scope.read_expression(actor, model, row)

    return readable


class GuardedSession(Session):
    """A session that carries its actor, the reason for its writes, and the request's number."""

    def __init__(
        self,
        *args: Any,
        actor: Actor | None = None,
        reason: str | None = None,
        request: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Put the actor on the session; it never changes afterwards."""
        kwargs["autoflush"] = False
        kwargs["expire_on_commit"] = False
        super().__init__(*args, **kwargs)
        self._actor = actor
        self.reason = reason
        self.request = request
        # models/assessment/sides.py asks this way which cells the actor may read at all
        self.info["readable"] = _reader(actor)
        # models/pupils/required.py asks this way whose files the actor reads
        self.info["classes"] = self._classes

    @property
    def actor(self) -> Actor:
        """The actor; raises NoActor when the session was made without one."""
        if self._actor is None:
            raise NoActor
        return self._actor

    def _classes(self, model: Any) -> tuple[int, ...] | None:
        """Return the own homeroom classes, None when the actor reads every row of a table."""
        from permissions.policy import sees_all  # noqa: PLC0415 - only when it is asked

        whole = self.actor.system is not None or sees_all(self.actor, model)
        return None if whole else self.actor.homeroom

    def get(self, entity: Any, ident: Any, **kw: Any) -> Any:
        """Load by primary key through the scope, never from the identity map alone."""
        del kw
        if ident is None:  # unjudged: spares a question that no row answers
            return None
        query = select(entity).where(entity.id == ident)
        return self.scalars(query, execution_options={"populate_existing": True}).one_or_none()

    def get_one(self, entity: Any, ident: Any, **kw: Any) -> Any:
        """Load by primary key through the scope, or raise NoResultFound."""
        del kw
        query = select(entity).where(entity.id == ident)
        return self.scalars(query, execution_options={"populate_existing": True}).one()

    def connection(self, *args: Any, **kw: Any) -> NoReturn:
        """Refuse: a bare connection knows no scope."""
        del args, kw
        raise Unscoped("session.connection() knows no scope")

    def begin_nested(self) -> NoReturn:
        """Refuse: a batch validates every cell first and flushes once (KERNEL §1)."""
        raise Unscoped("no savepoints in a guarded session")

    def _refuse_bulk(self, *args: Any, **kw: Any) -> NoReturn:
        del args, kw
        raise Unscoped("bulk writes go through guard.write")

    bulk_save_objects = _refuse_bulk
    bulk_insert_mappings = _refuse_bulk
    bulk_update_mappings = _refuse_bulk

    def flush(self, objects: Any = None) -> None:
        """Flush; what the database refuses comes as a refusal with its sentence."""
        try:
            super().flush(objects)
        except DBAPIError as error:
            raise refusal_from(error) from error

    def raw(self) -> Connection:
        """Return the connection, for the kernel alone."""
        return Session.connection(self)

    def raw_write(self, statement: Any, rows: Any) -> CursorResult[Any]:
        """Execute a write of the kernel; what the database refuses comes as a refusal."""
        try:
            return self.raw().execute(statement, rows)
        except DBAPIError as error:
            raise refusal_from(error) from error


@contextmanager
def actor_session(
    engine: Engine, actor: Actor, reason: str | None = None
) -> Iterator[GuardedSession]:
    """Open a guarded session of an actor; the caller commits."""
    with GuardedSession(engine, actor=actor, reason=reason) as session:
        yield session


@contextmanager
def system_session(
    engine: Engine, reason: str, *, capacities: frozenset[str] | set[str] = frozenset({"operator"})
) -> Iterator[GuardedSession]:
    """Open a named system session: reads everything, writes what its capacities may, locks bind.

    ``reason`` goes to the history. Capacities: operator (set-up), importer, gatekeeper (sign-in),
    worker (progress of jobs), demo (the demo school's seeds).
    """
    actor = Actor(system=reason, name=reason, capacities=frozenset(capacities))
    with GuardedSession(engine, actor=actor, reason=reason) as session:
        yield session
