"""Promise 19: no page asks the database more than 25 times, the entry desk no more than 20."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from time import time
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from werkzeug.exceptions import HTTPException

from app import create_app
from models.people import Account, Credential
from permissions.session import system_session
from tests.databases import Databases, settings_for
from tests.promises.crawl import close

MOST, MOST_AT_THE_DESK = 25, 20
DESK = "entry.desk"
#: people of the demo school whose days differ most
PEOPLE = {
    "cb001": "principal",
    "cb002": "vice-principal",
    "cb003": "office",
    "cb005": "nurse",
    "cb007": "youth leader",
    "cb031": "homeroom of 3A and head of department",
    "cb061": "English",
}
#: how many addresses of one screen a person opens, and of one verb of a grid
OF_A_SCREEN, OF_A_GRID = 3, 1
LINK = re.compile(r'(?:href|src)="(/[^"#]*)')


@pytest.fixture(scope="module")
def school(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The program over the demo school, which has rows of everything."""
    with databases.copy("sqlite", "demo") as url:
        app = create_app(settings_for(url, tmp_path_factory.mktemp("data")))
        yield app
        close(app)


class Asked:
    """What the database was asked since the last look."""

    def __init__(self, engine: Engine) -> None:
        """Listen to an engine."""
        self.statements: list[str] = []
        event.listen(engine, "before_cursor_execute", self._hear)

    def _hear(self, *said: object) -> None:
        if said[2] != "BEGIN":
            self.statements.append(str(said[2]))

    def taken(self) -> list[str]:
        """Return the statements since the last time."""
        taken, self.statements = self.statements, []
        return taken


def signed_in(app: Flask, username: str) -> FlaskClient:
    """Return a browser in which this person is signed in."""
    engine = app.extensions["so_truong_engines"].read
    mine = select(Credential.session_token).join(Account, Account.id == Credential.account_id)
    with system_session(engine, "thử") as session:
        token = session.scalar(mine.where(Account.username == username))
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["since"] = token, time()
    return client


def endpoint_of(app: Flask, address: str) -> str | None:
    """Return which page answers an address, None when none does."""
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(address).path)[0])
    except HTTPException:
        return None


def pages(app: Flask, username: str) -> Iterator[tuple[str, str, list[str]]]:
    """Open every page without arguments, and from there whatever links lead to, a few of a kind.

    Gives (endpoint, address, statements) of each.
    """
    client, asked = signed_in(app, username), Asked(app.extensions["so_truong_engines"].read)
    waiting = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
    ]
    opened: Counter[str] = Counter()
    known = set(waiting)
    while waiting:
        address = waiting.pop(0)
        endpoint = endpoint_of(app, address)
        if endpoint in (None, "static", "signin.sign_out"):
            continue
        opened[endpoint] += 1
        if opened[endpoint] > (OF_A_GRID if endpoint.startswith("record_") else OF_A_SCREEN):
            continue
        asked.taken()
        response = client.get(address, buffered=True)
        assert response.status_code < 500, address
        yield endpoint, address, asked.taken()
        if response.mimetype == "text/html":
            found = [unescape(link) for link in LINK.findall(response.text)]
            found += [response.location] if response.location else []
            waiting += [link for link in dict.fromkeys(found) if link not in known]
            known.update(found)


@pytest.mark.parametrize("username", PEOPLE)
def test_no_page_asks_too_often(school: Flask, username: str) -> None:
    """Count what every page asks, with all that stands around it."""
    seen: set[str] = set()
    often = []
    for endpoint, address, statements in pages(school, username):
        seen.add(endpoint)
        most = MOST_AT_THE_DESK if endpoint == DESK else MOST
        if len(statements) > most:
            often.append(f"{address} ({endpoint}): {len(statements)}")
    assert often == [], "\n".join(often)
    assert len(seen) > MOST
