"""The small school, ready to write to families, on each database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.databases import Databases
from tests.jobs.messages.school import Writer, give_addresses
from tests.world import World, lay_out


@pytest.fixture
def school(databases: Databases, kind: str) -> Iterator[World]:
    """A fresh copy of the small school, whose families have telephones and e-mail."""
    with databases.school(kind, lay_out) as world:
        give_addresses(world.engine)
        yield world


@pytest.fixture
def homeroom(school: World) -> Writer:
    """The homeroom teacher of 3A."""
    return Writer(school, "homeroom3a")


@pytest.fixture
def as_writer(school: World) -> Callable[[str], Writer]:
    """Anybody of the school who writes."""
    return lambda person: Writer(school, person)
