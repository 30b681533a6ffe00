"""What every test may ask for: databases of both kinds, an installation, the console."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from jobs.settings import Settings
from tests.databases import KINDS, Databases, open_url, settings_for
from tests.needs import chromium
from tests.postgres import Server, server

Run = Callable[..., Result]
Lay = Callable[..., Any]


#: the rooms of tests that take longest for each test, in this order
_LONG = ("promises", "browser", "jobs")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest begin first, so that no process works alone at the end."""
    items.sort(key=lambda item: _LONG.index(_room(item)) if _room(item) in _LONG else len(_LONG))


def _room(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each process of a run where the one PostgreSQL of them all is."""
    if not hasattr(node.config, "postgres"):
        node.config.postgres = ExitStack()
        node.config.postgres_port = node.config.postgres.enter_context(server()).port
    node.workerinput["postgres"] = node.config.postgres_port


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it."""
    getattr(config, "postgres", ExitStack()).close()


@pytest.fixture(scope="session")
def databases(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Databases]:
    """The prepared databases; alone, a process starts PostgreSQL when it is first asked for."""
    own, told = tmp_path_factory.mktemp("databases"), getattr(pytestconfig, "workerinput", None)
    if told is not None:
        shared = tmp_path_factory.getbasetemp().parent / "prepared"
        shared.mkdir(exist_ok=True)
        yield Databases(own, shared, lambda: Server(told["postgres"]))
        return
    with ExitStack() as stack:

        @cache
        def started() -> Server:
            return stack.enter_context(server())

        yield Databases(own, own, started)


@pytest.fixture
def lay(databases: Databases, kind: str) -> Iterator[Lay]:
    """Lay out a small school in a database of its own: ``lay(complete_class.build, "seeded")``."""
    with ExitStack() as stack:
        yield lambda build, *base, **arguments: stack.enter_context(
            databases.school(kind, build, *base, **arguments)
        )


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """sqlite, then postgresql."""
    return str(request.param)


def _opened(databases: Databases, kind: str, state: str) -> Iterator[Engine]:
    with databases.copy(kind, state) as url:
        engine = open_url(url)
        yield engine
        engine.dispose()


@pytest.fixture
def blank_engine(databases: Databases, kind: str) -> Iterator[Engine]:
    """A database in which nothing was made yet."""
    yield from _opened(databases, kind, "blank")


@pytest.fixture
def empty_engine(databases: Databases, kind: str) -> Iterator[Engine]:
    """A database with tables and belt, without a row."""
    yield from _opened(databases, kind, "empty")


@pytest.fixture
def engine(databases: Databases, kind: str) -> Iterator[Engine]:
    """A database with tables, belt, catalogues and rule sets, on each kind of database."""
    yield from _opened(databases, kind, "seeded")


@pytest.fixture
def sqlite_engine(databases: Databases) -> Iterator[Engine]:
    """The same as ``engine`` on SQLite alone, for rules that don't depend on the database."""
    yield from _opened(databases, "sqlite", "seeded")


@pytest.fixture
def installation(databases: Databases, tmp_path: Path) -> Iterator[Settings]:
    """The settings of a school that was just set up, on SQLite, with its own data folder."""
    with databases.copy("sqlite", "seeded") as url:
        yield settings_for(url, tmp_path / "data")


@pytest.fixture
def run(installation: Settings) -> Run:
    """Run the console with words as they are typed: "accounts", "issue", "--json"."""
    from app import cli  # noqa: PLC0415 - the tests of lower rooms need no screens

    environment = {
        "DATABASE_URL": installation.database_url,
        "SO_TRUONG_DATA": str(installation.data),
        "SO_TRUONG_ENV": installation.environment,
        "SECRET_KEY": installation.secret_key,
    }

    def typed(*words: str) -> Result:
        return CliRunner(env=environment).invoke(cli, [str(word) for word in words])

    return typed


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where the system's Chromium is; without one the test fails and says how to get it."""
    return chromium()
