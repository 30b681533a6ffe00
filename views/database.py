"""The request's database session: guarded, made with the actor of this request and nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from flask import current_app, g, has_request_context, request
from flask_sqlalchemy import SQLAlchemy

from jobs.database import writer
from models.base import Base
from permissions.session import GuardedSession

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Engine

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Engines:
    """One database, two ways in: readers, and writers that take the write lock first (SQLite)."""

    read: Engine
    write: Engine


def engines() -> Engines:
    """Return this app's engines."""
    return cast("Engines", current_app.extensions["so_truong_engines"])


class RequestSession(GuardedSession):
    """A guarded session of the signed-in actor; without one every query raises NoActor."""

    def __init__(self, db: SQLAlchemy, **options: Any) -> None:
        """Bind by method: what may write takes the write lock at its first statement."""
        self._db = db
        safe = not has_request_context() or request.method in SAFE_METHODS
        options["bind"] = engines().read if safe else engines().write
        super().__init__(actor=g.get("actor"), request=g.get("request_id"), **options)


class Database(SQLAlchemy):
    """Flask-SQLAlchemy over our engine: it only supplies the scoped session and its teardown."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        del bind_key, options
        return cast("Engines", app.extensions["so_truong_engines"]).read


db = Database(metadata=Base.metadata, session_options={"class_": RequestSession})


def init_database(app: Flask, engine: Engine) -> None:
    """Give the app its engines and its request session."""
    app.extensions["so_truong_engines"] = Engines(engine, writer(engine))
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db.init_app(app)


def request_session() -> GuardedSession:
    """Return the guarded session of this request (the real one, not its proxy)."""
    return cast("GuardedSession", db.session())
