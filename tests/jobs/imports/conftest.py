"""An empty school with its catalogues, and a function that imports into it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from jobs.database import engine_for, writer
from jobs.imports.report import Report
from jobs.imports.run import Request, run_import
from models import Base
from models.school import School
from permissions import triggers
from permissions.session import system_session
from seeds.loader import load
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


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("school") / "empty.db"
    engine = writer(engine_for(f"sqlite:///{path}"))
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        for statement in triggers.ddl("sqlite"):
            connection.exec_driver_sql(statement)
    with system_session(engine, "cài đặt") as session:
        load(session)
        session.add(School(name="Trường Tiểu học Hoa Sen"))
        session.commit()
    engine.dispose()
    return path


def _copy(template: Path, folder: Path) -> Engine:
    path = folder / "school.db"
    shutil.copy(template, path)
    return writer(engine_for(f"sqlite:///{path}"))


Importer = Callable[..., Report]


def _importer(engine: Engine) -> Importer:
    """Return a function that imports a file (bytes or path) of a kind."""

    def run(kind: str, source: bytes | Path, *, year: str = YEAR, **options: Any) -> Report:
        with system_session(engine, "nhập từ tệp", capacities={"importer"}) as session:
            return run_import(session, Request(kind, source, "tep.xlsx", year, **options))

    return run


@pytest.fixture
def engine(template: Path, tmp_path: Path) -> Iterator[Engine]:
    made = _copy(template, tmp_path)
    yield made
    made.dispose()


@pytest.fixture
def imports(engine: Engine) -> Importer:
    return _importer(engine)


@pytest.fixture(scope="module")
def module_engine(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = _copy(template, tmp_path_factory.mktemp("module"))
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
