"""The small school, ready to write to families, on each database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.databases import Databases, open_url
from tests.jobs.messages.school import Writer, give_addresses
from tests.world import World, laid_out


@pytest.fixture
def school(databases: Databases, kind: str) -> Iterator[World]:
    """A fresh copy of the small school, whose families have telephones and e-mail."""
    with databases.copy(kind, "world") as url:
        engine = open_url(url)
        give_addresses(engine)
        yield laid_out(engine)
        engine.dispose()


@pytest.fixture
def homeroom(school: World) -> Writer:
    """The homeroom teacher of 3A."""
    return Writer(school, "homeroom3a")


@pytest.fixture
def as_writer(school: World) -> Callable[[str], Writer]:
    """Anybody of the school who writes."""
    return lambda person: Writer(school, person)
