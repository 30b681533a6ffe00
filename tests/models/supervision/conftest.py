"""The demo school on each database, and sessions of its people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import Engine

from permissions.actor import load_actor
from permissions.session import GuardedSession, actor_session
from tests.databases import Databases, open_url

Acting = Callable[[str], AbstractContextManager[GuardedSession]]


@pytest.fixture
def demo(databases: Databases, kind: str) -> Iterator[Engine]:
    """A copy of the demo school."""
    with databases.copy(kind, "demo") as url:
        engine = open_url(url)
        yield engine
        engine.dispose()


@pytest.fixture
def acting(demo: Engine) -> Acting:
    """Return sessions by account: "cb031" is the head of Tổ 3."""

    def session(username: str) -> AbstractContextManager[GuardedSession]:
        return actor_session(demo, load_actor(demo, username=username))

    return session
