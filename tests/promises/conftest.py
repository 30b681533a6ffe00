"""A world of kernel tests on each database: a copy to write in, and one that is only read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import KINDS, Databases
from tests.world import World, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def world(databases: Databases, kind: str) -> Iterator[World]:
    """The small invented school, fresh for this test."""
    with databases.school(kind, lay_out) as laid:
        yield laid


@pytest.fixture(scope="session", params=KINDS)
def still_world(databases: Databases, request: pytest.FixtureRequest) -> Iterator[World]:
    """The same school for tests that only read."""
    with databases.school(str(request.param), lay_out) as laid:
        yield laid
