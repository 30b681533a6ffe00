"""Promise 11: no forged request is carried out, and no GET changes anything."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from models.base import Base
from tests.promises.crawl import addresses, app_of, client_of, close, lay_canaries
from tests.world import World

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"|name="csrf_token"[^>]*value="([^"]+)"')
SAFE = {"GET", "HEAD", "OPTIONS"}
#: what a GET does doesn't hang on the database: one reader on PostgreSQL, unless SO_TRUONG_FULL
READERS = [("sqlite", "vice"), ("sqlite", "homeroom3a"), ("sqlite", "inspector")]
READERS += [
    ("postgresql", p) for _, p in READERS[: None if os.environ.get("SO_TRUONG_FULL") else 1]
]


@pytest.fixture
def house(world: World, tmp_path: Path) -> Iterator[tuple[World, Flask]]:
    """The program over a fresh world."""
    lay_canaries(world)
    app = app_of(world, tmp_path)
    yield world, app
    close(app)


def _snapshot(world: World) -> dict[str, list[tuple[Any, ...]]]:
    with world.engine.connect() as connection:
        return {
            name: [tuple(r) for r in connection.execute(select(table).order_by(table.c.id))]
            for name, table in Base.metadata.tables.items()
            if name != "sign_in_attempt"
        }


def _token(client: FlaskClient, address: str) -> str:
    found = TOKEN.search(client.get(address).get_data(as_text=True))
    assert found, f"no token on {address}"
    return next(t for t in found.groups() if t)


def _writers(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - SAFE):
            yield method, next(addresses(app, rule))


def test_every_writing_route_asks_for_this_sessions_token(house: tuple[World, Flask]) -> None:
    world, app = house
    places = ("header", "form") if world.engine.dialect.name == "sqlite" else ("form",)
    outsider = app.test_client()
    before_signing_in = _token(outsider, "/dang-nhap")
    foreign = _token(client_of(app, "vice"), "/quyen-cua-toi")
    before, tried = _snapshot(world), 0
    client = client_of(app, "principal")
    for method, address in _writers(app):
        for token in (None, "", "wrong", foreign, before_signing_in):
            for place in places:
                headers = {"Accept": "application/json"}  # a refusal without a page around it
                headers |= {"X-CSRF-Token": token} if token and place == "header" else {}
                data = {"csrf_token": token} if token and place == "form" else {}
                answer = client.open(address, method=method, headers=headers, data=data)
                assert answer.status_code in (403, 405), f"{method} {address}: {token!r}"
                tried += 1
    assert tried > 500
    assert _snapshot(world) == before


def test_the_right_token_is_accepted(house: tuple[World, Flask]) -> None:
    """So that the test above can fail: the same request with its own token is carried out."""
    world, app = house
    client = client_of(app, "vice")
    token = _token(client, "/quyen-cua-toi")
    before = _snapshot(world)
    rule = next(r for r in app.url_map.iter_rules() if r.endpoint == "record_campus.create_view")
    answer = client.post(rule.rule, data={"name": "Điểm Gò Cát", "csrf_token": token})
    assert answer.status_code in (302, 303)
    after = _snapshot(world)
    assert len(after["campus"]) == len(before["campus"]) + 1


@pytest.mark.parametrize(("kind", "person"), READERS)
def test_no_get_changes_anything(house: tuple[World, Flask], person: str) -> None:
    """What an export or an inspector's look leaves is a line of history that says who it was."""
    world, app = house
    client, before = client_of(app, person), _snapshot(world)
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        for address, query in zip(addresses(app, rule), ("?id=1", ""), strict=False):
            client.get(address + query, buffered=True)
    after = _snapshot(world)
    for table in ("history_line", "history_set"):
        before.pop(table)
        after.pop(table)
    assert after == before
