"""A small school with its program, and browsers in which somebody is signed in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from time import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, update

from jobs.passwords import hash_password
from models.base import Base, utc_now
from tests import complete_class
from tests.complete_class import CompleteClass
from tests.databases import Databases
from tests.programs import program_over
from tests.world import World, lay_out

PASSWORD = "ba con voi xanh"  # noqa: S105 - of an invented person
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')

AsPerson = Callable[..., "Browser"]


class Browser:
    """A test client that sends the token of the page it is on."""

    def __init__(self, client: FlaskClient) -> None:
        """Wrap a client."""
        self.client = client

    def get(self, url: str, **kw: Any) -> Any:
        """Open an address."""
        return self.client.get(url, **kw)

    def token(self) -> str:
        """Return the token of the pages of this session."""
        for page in ("/mat-khau", "/dang-nhap"):
            found = TOKEN.search(self.client.get(page).text)
            if found:
                return found[1]
        raise AssertionError("no page with a token")

    def post(self, url: str, data: dict[str, Any] | None = None, **kw: Any) -> Any:
        """Send a form with its token."""
        return self.client.post(url, data={"csrf_token": self.token()} | (data or {}), **kw)


@pytest.fixture
def school(databases: Databases) -> Iterator[World]:
    """The invented school on SQLite; everybody has acknowledged the regulation."""
    with databases.school("sqlite", lay_out) as world:
        _acknowledge(world.engine, world)
        yield world


def _acknowledge(engine: Engine, world: World) -> None:
    ticks = Base.metadata.tables["acknowledgement"]
    known = {row["account_id"] for row in world.rows["acknowledgement"]}
    with engine.begin() as connection:
        for account in set(world.account.values()) - known:
            row = {"version": 1, "document_id": 1, "account_id": account, "at": utc_now()}
            connection.execute(insert(ticks), row)


@pytest.fixture
def app(school: World, tmp_path: Path) -> Flask:
    """The program over that school."""
    return program_over(school.engine, tmp_path / "data")


def signed_in(app: Flask, token: str) -> FlaskClient:
    """Return a client whose cookie carries a session's token."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["since"] = token, time()
    return client


@pytest.fixture
def as_person(app: Flask) -> AsPerson:
    """Return a browser in which a person of the school is signed in (None: nobody)."""

    def browser(person: str | None) -> Browser:
        known = person is not None
        return Browser(signed_in(app, f"token {person}") if known else app.test_client())

    return browser


@pytest.fixture
def with_password(school: World) -> Callable[..., None]:
    """Give a person a password (and whether it must be changed)."""

    def give(person: str, *, must_change: bool = False) -> None:
        table = Base.metadata.tables["credential"]
        values = {"password_hash": hash_password(PASSWORD), "must_change": must_change}
        mine = update(table).where(table.c.account_id == school.account[person]).values(**values)
        with school.engine.begin() as connection:
            connection.execute(mine)

    return give


@pytest.fixture
def made(databases: Databases) -> Iterator[CompleteClass]:
    """A class in which nothing is missing, on SQLite."""
    with databases.school("sqlite", complete_class.build, "seeded") as laid:
        yield laid


@pytest.fixture
def app_of(made: CompleteClass, tmp_path: Path) -> Flask:
    """The program over the complete class."""
    return program_over(made.engine, tmp_path)


def browser(app_of: Flask, person: str) -> Browser:
    """A browser in which somebody of the complete class is signed in."""
    client = app_of.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["since"] = f"token {person}", time()
    return Browser(client)
