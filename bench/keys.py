"""How many keys 35 scores take, counted by a browser at the grid itself."""

from __future__ import annotations

from playwright.sync_api import sync_playwright

from jobs.settings import Settings
from tests.browser.conftest import ARGUMENTS
from tests.browser.desk import sign_in, watched
from tests.browser.grids import column, go, saved
from tests.browser.site import serve
from tests.needs import chromium

SCORES = 35
COUNT = "addEventListener('keydown', () => { window.pressed = (window.pressed ?? 0) + 1; }, true)"


def keys_per_score(settings: Settings, username: str, address: str) -> float:
    """Type 35 scores into the first column of scores; return keys pressed per score that stands."""
    log = settings.data / "server.log"
    with sync_playwright() as playwright, serve(settings, log) as site:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        with watched(browser, site.url) as (page, _):
            sign_in(page, username)
            page.goto(address)
            page.wait_for_selector("textarea.pen", state="attached")
            page.evaluate(COUNT)
            fields = "heads => heads.map((head) => head.dataset.field)"
            go(page, 0, page.locator("th[data-field]").evaluate_all(fields).index("score"))
            wanted = [str(n % 9 + 1) for n in range(SCORES)]
            for score in wanted:
                page.keyboard.type(score)
                page.keyboard.press("Enter")
            saved(page)
            assert column(page, "score")[:SCORES] == wanted
            pressed: int = page.evaluate("window.pressed")
        browser.close()
    return pressed / SCORES
