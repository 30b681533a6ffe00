"""Databases for tests, made once per run and copied for each test: a file or a template."""

from __future__ import annotations

import pickle
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import Engine

import seeds
from jobs import migrate
from jobs.database import engine_for, writer
from jobs.passwords import hash_password
from jobs.settings import Settings
from models.clock import school_today
from permissions.session import system_session
from seeds.demo import build
from tests.postgres import Server

KINDS = ("sqlite", "postgresql")
LONGEST_MAKING = 300
Made = TypeVar("Made")


def _blank(engine: Engine) -> None:
    with engine.connect():
        pass  # the first connection makes the file


def _seeded(engine: Engine) -> None:
    with system_session(writer(engine), "cài đặt") as session:
        seeds.load(session)
        session.commit()


def _demo(engine: Engine) -> None:
    build(writer(engine), school_today(), hash_password)


#: state → the state that it grows from, and what is done to it
STATES: dict[str, tuple[str | None, Callable[[Engine], None]]] = {
    "blank": (None, _blank),
    "empty": ("blank", migrate.upgrade),
    "seeded": ("empty", _seeded),
    "demo": ("empty", _demo),
}


@dataclass
class Databases:
    """The prepared databases of this run; ``server`` starts when the first test asks for it.

    ``folder`` is this process's own, ``shared`` that of all processes of the run: what one of them
    prepared, the others copy.
    """

    folder: Path
    shared: Path
    server: Callable[[], Server]

    @contextmanager
    def copy(self, kind: str, state: str) -> Iterator[str]:
        """Give the URL of a fresh database in one of the prepared states."""
        with self._copy_of(kind, self._state(kind, state)) as url:
            yield url

    @contextmanager
    def school(
        self, kind: str, build: Callable[..., Made], base: str = "empty", **arguments: Any
    ) -> Iterator[Made]:
        """Give what ``build(engine, **arguments)`` made, with a fresh database that it filled.

        It runs once for all tests, over a database in the state ``base``: ids are the same in
        every copy. What it makes is a dataclass with its ``engine``.
        """
        name = "-".join((build.__module__, build.__name__, *map(str, chain(*arguments.items()))))
        known = self.shared / f"{name}.{kind}.made"

        def fill(engine: Engine) -> None:
            made: Any = build(engine, **arguments)
            known.write_bytes(pickle.dumps(replace(made, engine=None)))

        with self._copy_of(kind, self._prepared(kind, name, base, fill)) as url:
            engine = open_url(url)
            yield replace(pickle.loads(known.read_bytes()), engine=engine)  # noqa: S301 - ours
            engine.dispose()

    @contextmanager
    def _copy_of(self, kind: str, prepared: Path) -> Iterator[str]:
        if kind == "sqlite":
            copied = self.folder / f"copy-{uuid4().hex}.sqlite"
            shutil.copyfile(prepared, copied)
            yield f"sqlite:///{copied}"
            return
        server = self.server()
        name = server.create(template=prepared.read_text())
        try:
            yield server.url(name)
        finally:
            server.drop(name)

    def _state(self, kind: str, state: str) -> Path:
        return self._prepared(kind, state, *STATES[state])

    def _prepared(
        self, kind: str, name: str, base: str | None, fill: Callable[[Engine], None]
    ) -> Path:
        """Return the prepared file, or the file that names the prepared database of PostgreSQL.

        Whoever asks first makes it, the others wait.
        """
        ready, claim = self.shared / f"{name}.{kind}", self.shared / f"{name}.{kind}.claim"
        until = time.monotonic() + LONGEST_MAKING
        while not ready.exists():
            try:
                claim.mkdir()
            except FileExistsError:
                assert time.monotonic() < until, f"{name} isn't prepared yet"
                time.sleep(0.1)
                continue
            try:
                self._make(kind, base, fill, claim / "making").rename(ready)
            finally:
                shutil.rmtree(claim)
        return ready

    def _make(
        self, kind: str, base: str | None, fill: Callable[[Engine], None], place: Path
    ) -> Path:
        source = self._state(kind, base) if base else None
        if kind == "sqlite":
            url = f"sqlite:///{place}"
            if source is not None:
                shutil.copyfile(source, place)
        else:
            name = self.server().create(template=source.read_text() if source else None)
            url = self.server().url(name)
        engine = open_url(url)
        fill(engine)
        engine.dispose()
        if kind != "sqlite":
            place.write_text(name)
        return place


def open_url(url: str) -> Engine:
    """Return an engine for a URL as a person would set it."""
    return engine_for(settings_for(url, Path()).database_url)


def settings_for(url: str, data: Path, environment: str = "test") -> Settings:
    """Return the settings of an installation on this database."""
    return Settings.from_environment(
        {
            "DATABASE_URL": url,
            "SO_TRUONG_DATA": str(data),
            "SO_TRUONG_ENV": environment,
            "SECRET_KEY": "a key that only tests ever use, 0123456789",
        }
    )
