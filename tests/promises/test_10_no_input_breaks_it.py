"""Promise 10: whatever is sent, the program answers for it and never breaks (no HTTP 500)."""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from models.base import Base
from tests.promises.crawl import addresses as asked
from tests.promises.crawl import app_of, client_of, close, lay_canaries
from tests.world import World

FULL = bool(os.environ.get("SO_TRUONG_FULL"))
REQUESTS, FORMS = (10_000, 2_000) if FULL else (1_200, 250)
PEOPLE = ("vice", "office", "homeroom3a", "nurse", "principal")
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
HOSTILE: list[str] = [
    "", "0", "-1", "1", "2", "01", "1e9", "1.5", "NaN", "9" * 30, str(2**63), str(-(2**63) - 1),
    "\x00", "a\x00b", "’; DROP TABLE pupil;--", "%", "_", "%%%s%n", "<script>alert(1)</script>",
    "{{7*7}}", "../../etc/passwd", "=1+1", "31/02/2026", "2026-02-31", "0000-00-00", "99/99/9999",
    "2026-11-24T25:61", "e\u0302\u0301" * 20, "\u202eabc", "\U0001f600",
    "T", "H", "Đ", "x" * 5_000, "null", "true", "[]", "{}", "1,2,3", "__None", "y",
]  # fmt: skip
NAMES = [
    "page", "page_size", "sort", "desc", "search", "id", "ids", "action", "flt0_0", "flt1_99",
    "q", "query", "offset", "limit", "lop", "ky", "mon", "pupil", "unit", "field", "kind", "next",
    "class_id", "period_id", "version", "reason", "until", "remark", "url", "list_form_pk",
]  # fmt: skip


@pytest.fixture
def house(world: World, tmp_path: Path) -> Iterator[tuple[World, Flask]]:
    """The program over a fresh world; a fault is answered, not thrown into the test."""
    lay_canaries(world)
    app = app_of(world, tmp_path)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    yield world, app
    close(app)


class Fields(HTMLParser):
    """The names and values of the form on a page, the search box left out."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note each control that has a name."""
        given = dict(attrs)
        name = given.get("name")
        if tag in ("input", "select", "textarea") and name:
            self.found[name] = given.get("value") or ""


def token_of(client: FlaskClient) -> str:
    """Return the token of this session's pages."""
    found = TOKEN.search(client.get("/quyen-cua-toi").get_data(as_text=True))
    assert found
    return found[1]


def columns() -> list[str]:
    """Return the names of all columns: what a forged form would try."""
    return sorted({c.name for table in Base.metadata.tables.values() for c in table.columns})


def value(rng: random.Random, world: World) -> str:
    """Return something hostile, or a number that exists."""
    if rng.random() < 0.3:
        return str(rng.choice([*world.klass.values(), *world.period.values(), 1, 2, 3]))
    return rng.choice(HOSTILE)


def answer(client: FlaskClient, method: str, address: str, **kw: Any) -> int:
    """Send one request, read the whole answer and return its status."""
    response = client.open(address, method=method, buffered=True, **kw)
    return int(response.status_code)


def routes(app: Flask) -> list[tuple[Rule, list[str]]]:
    """Return every route with its addresses; signing out would end the session."""
    return [
        (rule, list(asked(app, rule)))
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in ("static", "signin.sign_out", "password.change")
    ]


def test_no_request_breaks_it(house: tuple[World, Flask]) -> None:
    world, app = house
    rng = random.Random(20261124)
    clients = [(person, client_of(app, person)) for person in PEOPLE]
    tokens = {person: token_of(client) for person, client in clients}
    names, known = [*NAMES, *columns()], routes(app)
    broken: list[str] = []
    for number in range(REQUESTS):
        person, client = rng.choice(clients)
        rule, ways = rng.choice(known)
        method = rng.choice(sorted({*(rule.methods or ())} - {"HEAD", "OPTIONS"}))
        given = MultiDict((rng.choice(names), value(rng, world)) for _ in range(rng.randrange(6)))
        body: dict[str, Any] = {"query_string": given}
        if method not in ("GET", "HEAD", "OPTIONS"):
            body["headers"] = {"X-CSRF-Token": tokens[person]}
            shape = rng.randrange(3)
            if shape == 0:
                body["data"] = given
            elif shape == 1:
                body["json"] = _json(rng, world, names)
            else:
                body["data"] = rng.choice(
                    [b"\xff\xfe", b"{", b"[" * 5_000, b"[" * 99_999, b"\xef\xbb\xbf{}"]
                )
                body["content_type"] = "application/json"
        status = answer(client, method, rng.choice(ways), **body)
        if status >= 500:
            broken.append(f"{number}: {person} {method} {rule.rule} {given} {body.get('json')}")
    assert broken == []


def _json(rng: random.Random, world: World, names: list[str]) -> Any:
    odd: list[Any] = [None, True, -1, 2**70, 1.5, "T", [], {}, [[]], {"a": {}}]
    cell = {
        key: rng.choice([*odd, rng.choice(list(world.unit.values())), value(rng, world)])
        for key in ("row", "unit", "field", "old", "new")
        if rng.random() < 0.9
    }
    return rng.choice(
        [{"cells": [cell]}, {"cells": cell}, {"cells": [cell] * 50}, [cell], "x", None,
         {rng.choice(names): rng.choice(odd)}]
    )  # fmt: skip


def test_no_form_breaks_it(house: tuple[World, Flask]) -> None:
    """Real forms of the books, some of their fields made hostile, sent as who may send them."""
    world, app = house
    rng = random.Random(42)
    clients = [(client_of(app, person)) for person in PEOPLE]
    pages = [
        rule for rule in app.url_map.iter_rules()
        if rule.endpoint.endswith((".create_view", ".edit_view"))
    ]  # fmt: skip
    broken, sent = [], 0
    while sent < FORMS:
        client, rule = rng.choice(clients), rng.choice(pages)
        query = "" if rule.endpoint.endswith(".create_view") else f"?id={rng.randrange(1, 4)}"
        page = client.get(rule.rule + query)
        sent += 1
        if page.status_code != 200:
            continue
        fields = Fields()
        fields.feed(page.get_data(as_text=True))
        form = {
            name: value(rng, world) if name != "csrf_token" and rng.random() < 0.5 else old
            for name, old in fields.found.items()
        }
        status = answer(client, "POST", rule.rule + query, data=form)
        if status >= 500:
            broken.append(f"{rule.rule}{query} {json.dumps(form, ensure_ascii=False)}")
    assert broken == []
