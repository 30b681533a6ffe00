"""Databases for tests, made once per run and copied for each test: a file or a template."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
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
from tests import world
from tests.postgres import Server

KINDS = ("sqlite", "postgresql")
LONGEST_MAKING = 300
STATES = ("blank", "empty", "seeded", "demo", "world")


def _blank(engine: Engine) -> None:
    with engine.connect():
        pass  # the first connection makes the file


def _empty(engine: Engine) -> None:
    migrate.upgrade(engine)


def _seeded(engine: Engine) -> None:
    migrate.upgrade(engine)
    with system_session(writer(engine), "cài đặt") as session:
        seeds.load(session)
        session.commit()


def _demo(engine: Engine) -> None:
    migrate.upgrade(engine)
    build(writer(engine), school_today(), hash_password)


def _world(engine: Engine) -> None:
    migrate.upgrade(engine)
    world.lay_out(writer(engine))


PREPARE: dict[str, Callable[[Engine], None]] = dict(
    zip(STATES, (_blank, _empty, _seeded, _demo, _world), strict=True)
)


@dataclass
class Databases:
    """The prepared databases of this run; ``server`` starts when the first test asks for it.

    ``folder`` is this process's own, ``shared`` that of all processes of the run.
    """

    folder: Path
    shared: Path
    server: Callable[[], Server]

    @contextmanager
    def copy(self, kind: str, state: str) -> Iterator[str]:
        """Give the URL of a fresh database in one of the prepared states."""
        if kind == "sqlite":
            yield self._sqlite_copy(state)
            return
        server = self.server()
        template = f"prepared_{state}"
        if not (self.folder / template).exists():
            server.create(name=template)
            self._prepare(server.url(template), state)
            (self.folder / template).touch()
        name = server.create(template)
        try:
            yield server.url(name)
        finally:
            server.drop(name)

    def _sqlite_copy(self, state: str) -> str:
        copied = self.folder / f"copy-{uuid4().hex}.sqlite"
        shutil.copyfile(self._sqlite_prepared(state), copied)
        return f"sqlite:///{copied}"

    def _sqlite_prepared(self, state: str) -> Path:
        """Return the prepared file: whoever asks first makes it, the others wait."""
        place = self.folder if state == "world" else self.shared  # who laid it remembers its ids
        ready, claim = place / f"{state}.sqlite", place / f"{state}.claim"
        until = time.monotonic() + LONGEST_MAKING
        while not ready.exists():
            try:
                claim.mkdir()
            except FileExistsError:
                assert time.monotonic() < until, f"{state} isn't prepared yet"
                time.sleep(0.1)
                continue
            try:
                self._prepare(f"sqlite:///{claim / 'making'}", state)
                (claim / "making").rename(ready)
            finally:
                shutil.rmtree(claim)
        return ready

    @staticmethod
    def _prepare(url: str, state: str) -> None:
        engine = open_url(url)
        PREPARE[state](engine)
        engine.dispose()


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
