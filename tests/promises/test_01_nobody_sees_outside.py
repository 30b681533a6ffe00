"""Promise 1: nobody sees a row outside their scope: every route, every kind of person, canaries."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from models.base import Base
from tests.databases import KINDS, Databases
from tests.oracle import Stands, grants
from tests.promises.crawl import (
    QUERIES,
    Eyes,
    addresses,
    app_of,
    client_of,
    close,
    lay_canaries,
    table_of,
    text_of,
)
from tests.promises.routes import GRID_VERBS, SCREENS
from tests.world import PEOPLE, World, lay_out

#: `make test` crawls as those whose scopes differ most; with SO_TRUONG_FULL as everybody
CROWD = {
    "sqlite": ("office", "homeroom3a", "nobody"),
    "postgresql": ("english3a",),
}
if os.environ.get("SO_TRUONG_FULL"):
    CROWD = dict.fromkeys(KINDS, tuple(PEOPLE))
#: rows of 3A, of 3B, one that isn't there, and two that are no numbers of rows
IDS = ("1", "5", "1000000", "1" + "0" * 20, "1,2")
LOOKED_UP = ("pupil", "staff", "x")
if not os.environ.get("SO_TRUONG_FULL"):
    IDS, LOOKED_UP, QUERIES = IDS[:2], LOOKED_UP[:2], QUERIES[::2]
WHO = [(kind, person) for kind in KINDS for person in CROWD[kind]]


class Houses:
    """The program over a world with canaries, on each database that is asked for."""

    def __init__(self, stack: ExitStack, databases: Databases, folder: Path) -> None:
        """Build nothing yet; the stack takes down what is built."""
        self._stack, self._databases, self._folder = stack, databases, folder
        self._made: dict[str, tuple[World, Flask]] = {}

    def __getitem__(self, kind: str) -> tuple[World, Flask]:
        """Return the world of a kind of database and the program over it."""
        if kind not in self._made:
            world = self._stack.enter_context(self._databases.school(kind, lay_out))
            lay_canaries(world)
            app = app_of(world, self._folder / kind)
            self._stack.callback(close, app)
            self._made[kind] = world, app
        return self._made[kind]


@pytest.fixture(scope="module")
def houses(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    """The program over each database, built when it is first asked for."""
    with ExitStack() as stack:
        yield Houses(stack, databases, tmp_path_factory.mktemp("data"))


def test_every_route_is_listed(houses: Houses) -> None:
    """A new screen has to say here who opens it; a new record type is a grid and needs no line."""
    _, app = houses["sqlite"]
    tables = set(Base.metadata.tables)
    unlisted = []
    for rule in app.url_map.iter_rules():
        room, _, verb = rule.endpoint.partition(".")
        grid = room.removeprefix("record_") in tables and verb in GRID_VERBS
        if not grid and rule.endpoint not in SCREENS:
            unlisted.append(rule.endpoint)
    assert unlisted == []
    assert sorted(SCREENS) == sorted(
        {r.endpoint for r in app.url_map.iter_rules() if not r.endpoint.startswith("record_")}
    )


@pytest.mark.parametrize(("kind", "person"), WHO)
def test_no_canary_is_seen(houses: Houses, kind: str, person: str) -> None:
    """Every page, export, drop-down and error page is read; hidden rows are in none of them."""
    world, app = houses[kind]
    client, eyes, opened = client_of(app, person), Eyes(world, person), 0
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        for address in addresses(app, rule):
            for query in _queries(rule.endpoint):
                response = client.get(address + query, buffered=True)
                assert response.status_code < 500, f"{person} {address}{query}"
                eyes.look(address + query, text_of(response))
                opened += response.status_code == 200
    assert eyes.leaks == []
    assert opened > 20


def _queries(endpoint: str) -> list[str]:
    verb = endpoint.partition(".")[2]
    if verb in ("details_view", "edit_view", "history_view"):
        return [f"?id={i}" for i in IDS]
    if verb == "ajax_lookup":
        return [f"?name={n}&query=kx&offset=0&limit=1000000" for n in LOOKED_UP]
    if endpoint.startswith("record_") and verb == "index_view":
        return QUERIES
    return ["", "?q=kx"] if endpoint.startswith("search") else [""]


@pytest.mark.parametrize(("kind", "person"), WHO)
def test_details_answer_as_the_oracle_says(houses: Houses, kind: str, person: str) -> None:
    """Own row 200; a foreign row answers like one that isn't there; no grid at all is 403."""
    world, app = houses[kind]
    client, stands, cells = client_of(app, person), Stands(world), 0
    for rule in app.url_map.iter_rules():
        table = table_of(rule)
        if table is None or not rule.endpoint.endswith(".details_view"):
            continue
        rows = world.rows[table]
        readable = {r["id"] for r in rows if grants(stands, person, table, r)}
        sample = sorted(readable)[:1] + sorted({r["id"] for r in rows} - readable)[:1] + [10**6]
        for row_id in sample:
            status = client.get(f"{rule.rule}?id={row_id}").status_code
            expected = {200} if row_id in readable else {403, 404}
            assert status in expected, f"{person} {rule.rule} {row_id}: {status}"
            cells += 1
    assert cells > 60


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_opens_without_signing_in(houses: Houses, kind: str) -> None:
    world, app = houses[kind]
    client, eyes = client_of(app, None), Eyes(world, "nobody")
    eyes.visible = set()
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            address = next(addresses(app, rule))
            response = client.open(address, method=method, buffered=True)
            public = rule.endpoint in ("static", "signin.sign_in", "check.show")
            if not public:
                assert response.status_code in (302, 303, 401, 403), f"{method} {address}"
            eyes.look(address, text_of(response))
    assert eyes.leaks == []


def test_the_seed_of_the_world_reaches_the_pages(houses: Houses, tmp_path: Path) -> None:
    """The crawl can fail: the principal's pages do carry canaries."""
    del tmp_path
    world, app = houses["sqlite"]
    eyes = Eyes(world, "principal")
    eyes.visible = set()
    client = client_of(app, "principal")
    eyes.look("pupils", text_of(client.get("/so/record_pupil/")))
    address = next(
        r.rule for r in app.url_map.iter_rules() if r.endpoint == "record_pupil.index_view"
    )
    eyes.look(address, text_of(client.get(address)))
    assert eyes.leaks
