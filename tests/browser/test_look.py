"""Every screen of everybody's menu opens in a browser: no complaint, a title, Vietnamese."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from seeds.demo import accounts
from tests.browser.desk import sign_in
from tests.browser.site import Site

pytestmark = pytest.mark.browser

ACKNOWLEDGES_FIRST = "cb006"
#: principal, vice-principal, office, nurse, head of department, homeroom, subject teacher
EACH_KIND = ("cb001", "cb002", "cb003", "cb005", "cb031", "cb032", "cb064", ACKNOWLEDGES_FIRST)


@pytest.mark.parametrize("username", EACH_KIND)
def test_every_word_of_the_menu_opens(page: Page, username: str) -> None:
    sign_in(page, username)
    words = page.locator("nav.nav a").evaluate_all("links => links.map(a => a.href)")
    assert words or username == ACKNOWLEDGES_FIRST
    for address in [page.url, *words]:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        assert page.locator("html").get_attribute("lang") == "vi", address
        title = page.title()
        assert title.endswith("Sổ Trường"), address
        assert len(title.removesuffix("Sổ Trường").strip(" ·")) > 2, address
        assert page.locator("h1").count() == 1, address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


@pytest.mark.parametrize("username", ["cb001", "cb032"])
def test_a_phone_shows_the_menu_without_scrolling_sideways(page: Page, username: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, username)
    for address in page.locator("nav.nav a").evaluate_all("links => links.map(a => a.href)"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_the_door_names_the_demo_accounts(page: Page, server: Site) -> None:
    page.goto(f"{server.url}/dang-nhap")
    page.click("details.demo-accounts summary")
    shown = page.locator("details.demo-accounts tbody tr")
    assert shown.count() == len(accounts())
    for account in accounts():
        assert page.get_by_text(account.username, exact=True).is_visible()


def test_who_has_not_read_the_regulation_meets_it_first(page: Page) -> None:
    sign_in(page, ACKNOWLEDGES_FIRST)
    assert "Quy chế" in page.locator("h1").inner_text()
