"""An empty school with its catalogues, and a function that imports into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from jobs.database import writer
from jobs.imports.report import Report
from jobs.imports.run import Request, run_import
from permissions.session import system_session
from tests.databases import Databases, open_url
from tests.jobs.imports.files import (
    ASSIGN,
    ASSIGN_HEAD,
    PUPIL_HEAD,
    PUPILS,
    STAFF,
    STAFF_HEAD,
    YEAR,
    book,
    titled,
)

Importer = Callable[..., Report]


def _importer(engine: Engine) -> Importer:
    """Return a function that imports a file (bytes or path) of a kind."""

    def run(kind: str, source: bytes | Path, *, year: str = YEAR, **options: Any) -> Report:
        with system_session(engine, "nhập từ tệp", capacities={"importer"}) as session:
            return run_import(session, Request(kind, source, "tep.xlsx", year, **options))

    return run


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    """Rules of reading and comparing don't depend on the database; writing is tried on both."""
    return sqlite_engine


@pytest.fixture
def everywhere(databases: Databases, kind: str) -> Iterator[Importer]:
    """The importer on each kind of database."""
    with databases.copy(kind, "seeded") as url:
        made = open_url(url)
        yield _importer(writer(made))
        made.dispose()


@pytest.fixture
def imports(engine: Engine) -> Importer:
    return _importer(writer(engine))


@pytest.fixture(scope="module")
def module_engine(databases: Databases) -> Iterator[Engine]:
    with databases.copy("sqlite", "seeded") as url:
        made = writer(open_url(url))
        yield made
        made.dispose()


@pytest.fixture(scope="module")
def module_imports(module_engine: Engine) -> Importer:
    return _importer(module_engine)


@pytest.fixture
def school(imports: Importer) -> Importer:
    """Return the importer of a small school: two classes, three staff, three pupils."""
    for kind, head, rows in (
        ("staff", STAFF_HEAD, STAFF),
        ("assignments", ASSIGN_HEAD, ASSIGN),
        ("pupils", PUPIL_HEAD, PUPILS),
    ):
        assert imports(kind, book(DS=titled(head, rows))).written
    return imports
