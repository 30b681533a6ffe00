"""The complete class that gate, review and outcome tests begin with."""

from __future__ import annotations

from contextlib import AbstractContextManager

import pytest

from permissions.actor import load_actor
from permissions.session import GuardedSession, actor_session
from tests import complete_class
from tests.complete_class import CompleteClass
from tests.conftest import Lay
from tests.models.yearend.steps import As


@pytest.fixture
def school(lay: Lay) -> CompleteClass:
    """Class 4A with three pupils, every cell of the year filled, on both kinds of database."""
    return lay(complete_class.build, "seeded")


@pytest.fixture
def as_(school: CompleteClass) -> As:
    def open_as(person: str) -> AbstractContextManager[GuardedSession]:
        return actor_session(school.engine, load_actor(school.engine, username=person))

    return open_as
