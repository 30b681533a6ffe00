"""A world of kernel tests on each database: a copy to write in, and one that is only read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import KINDS, Databases, open_url
from tests.world import World, laid_out

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def world(databases: Databases, kind: str) -> Iterator[World]:
    """The small invented school, fresh for this test."""
    with databases.copy(kind, "world") as url:
        engine = open_url(url)
        yield laid_out(engine)
        engine.dispose()


@pytest.fixture(scope="session", params=KINDS)
def still_world(databases: Databases, request: pytest.FixtureRequest) -> Iterator[World]:
    """The same school for tests that only read."""
    with databases.copy(str(request.param), "world") as url:
        engine = open_url(url)
        yield laid_out(engine)
        engine.dispose()
