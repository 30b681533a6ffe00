"""Somebody's desk: a browser of one's own, watched for complaints, with clicks counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from seeds.demo import PASSWORD

#: Answers that a browser notes as an error though the person is told why on the page.
TOLD = ("401", "403", "404", "409", "422", "429")


@contextmanager
def watched(browser: Browser, url: str, **device: Any) -> Iterator[tuple[Page, list[str]]]:
    """Open a page in a context of its own, on that device; complaints gather in the list."""
    with browser.new_context(
        base_url=url, locale="vi-VN", accept_downloads=True, **device
    ) as context:
        page = context.new_page()
        page.set_default_timeout(30_000)
        complaints: list[str] = []

        def heard(message: ConsoleMessage) -> None:
            told = "status of" in message.text and any(code in message.text for code in TOLD)
            if message.type in ("error", "warning") and not told:
                complaints.append(f"{message.type}: {message.text} ({page.url})")

        def answered(response: Response) -> None:
            if response.status >= 500:
                complaints.append(f"{response.status}: {response.url}")

        page.on("console", heard)
        page.on("response", answered)
        page.on("pageerror", lambda error: complaints.append(f"script: {error} ({page.url})"))
        yield page, complaints


def sign_in(page: Page, username: str) -> None:
    """Sign a person of the demo in, as from the sign-in page."""
    page.goto("/dang-nhap")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("form.label-card button")
    page.wait_for_selector("header.top")


def go_to(page: Page, word: str) -> int:
    """Click a word of the menu, or open "Thêm" to reach it; return how many clicks that took."""
    found = page.locator("nav.nav a", has_text=word).first
    tucked = not found.is_visible()
    if tucked:
        page.click("nav.nav .nav-more > summary")
    found.click()
    return 1 + tucked


@dataclass
class Desk:
    """A person at work; ``click`` and ``press`` count what the hand does."""

    page: Page
    complaints: list[str]
    clicks: int = 0
    _open: ExitStack = field(default_factory=ExitStack)

    @classmethod
    def open(cls, browser: Browser, url: str, username: str) -> Self:
        """Sign a person in at a desk of the own."""
        stack = ExitStack()
        page, complaints = stack.enter_context(watched(browser, url))
        sign_in(page, username)
        return cls(page, complaints, _open=stack)

    def close(self) -> None:
        """Leave the desk."""
        self._open.close()

    def menu(self, word: str) -> None:
        """Click a word of the menu; one under "Thêm" takes a click more."""
        self.clicks += go_to(self.page, word)
        self.page.wait_for_load_state()

    def click(self, selector: str) -> None:
        """Click the first match."""
        self.clicks += 1
        self.page.locator(selector).first.click()

    def find(self, words: str) -> None:
        """Click into the search of the top bar, type and press Enter."""
        self.click("header.top input[name=q]")
        self.page.keyboard.type(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def count(self, click: Callable[[], None]) -> None:
        """Do a click found by the page's own words."""
        self.clicks += 1
        click()

    def button(self, name: str) -> None:
        """Press the button of that name, wherever it stands."""
        self.clicks += 1
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()
