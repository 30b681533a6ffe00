"""A real Chromium against a real server: the demo school in a database of its own, on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.desk import Desk, watched
from tests.browser.site import Site, serve
from tests.databases import Databases, settings_for

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """The system's Chromium; without one the test fails and says how to get it."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def server(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo school, served with its worker on a free port; fresh for each module."""
    with databases.copy("sqlite", "demo") as url:
        folder: Path = tmp_path_factory.mktemp("site")
        with serve(settings_for(url, folder / "data", "demo"), folder / "server.log") as site:
            yield site


@pytest.fixture
def page(browser: Browser, server: Site) -> Iterator[Page]:
    """A page of a fresh visitor; what the browser or the server complains about fails the test."""
    with watched(browser, server.url) as (opened, complaints):
        yield opened
    assert complaints == []


@pytest.fixture
def sit_down(browser: Browser, server: Site) -> Iterator[Callable[[str], Desk]]:
    """Let several people work at once, each in a browser of the own: ``sit_down("cb001")``."""
    desks: list[Desk] = []

    def open_desk(username: str) -> Desk:
        desks.append(Desk.open(browser, server.url, username))
        return desks[-1]

    yield open_desk
    for desk in desks:
        desk.close()
    assert [c for desk in desks for c in desk.complaints] == []


@pytest.fixture(autouse=True, scope="session")
def _patience() -> None:
    """A busy machine is no fault: what is expected may take a while."""
    expect.set_options(timeout=20_000)
