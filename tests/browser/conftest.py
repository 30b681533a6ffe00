"""A real Chromium against a real server: the demo school in a database of its own, on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from jobs.database import engine_for, writer
from jobs.passwords import hash_password
from seeds.demo import PASSWORD
from tests.browser.desk import Desk, sign_in, watched
from tests.browser.grids import Open
from tests.browser.site import Site, serve
from tests.databases import Databases, settings_for
from tests.models import desk as small

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


@pytest.fixture(scope="module")
def school(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, small.Desk]]:
    """One class of 35, served; each test uses units or periods of its own."""
    with databases.copy("sqlite", "empty") as url:
        engine = engine_for(url)
        desk = small.build(writer(engine), password_hash=hash_password(PASSWORD))
        folder: Path = tmp_path_factory.mktemp("desk")
        with serve(settings_for(url, folder / "data", "test"), folder / "server.log") as site:
            yield site, desk
        engine.dispose()


@pytest.fixture
def open_desk(browser: Browser, school: tuple[Site, small.Desk]) -> Iterator[Open]:
    """Open the entry desk of somebody at a period: ``open_desk("gv01", "CN", mon="TOAN")``."""
    site, desk = school
    complaints: list[list[str]] = []
    with ExitStack() as stack:

        def open_page(who: str, period: str, **query: str) -> Page:
            page, heard = stack.enter_context(watched(browser, site.url))
            complaints.append(heard)
            sign_in(page, who)
            asked = "&".join(f"{name}={value}" for name, value in query.items())
            page.goto(f"/nhap-ket-qua/{desk.class_id}/{desk.periods[period]}?{asked}")
            page.wait_for_selector("textarea.pen", state="attached")
            return page

        yield open_page
    assert [c for heard in complaints for c in heard if "net::ERR_" not in c] == []


@pytest.fixture(autouse=True, scope="session")
def _patience() -> None:
    """A busy machine is no fault: what is expected may take a while."""
    expect.set_options(timeout=60_000)
