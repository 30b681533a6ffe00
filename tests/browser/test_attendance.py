"""The roll with one thumb at 360 px: taps for one absence, undo, the network, a colleague."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

At = Callable[[str], Desk]


def phone(desk: Desk) -> Page:
    """Make the window a phone's and open a roll of the own class that nobody called."""
    desk.page.set_viewport_size({"width": 360, "height": 740})
    desk.page.goto("/diem-danh/")
    expect(desk.page.locator("[data-roll]")).to_be_visible()
    return desk.page


def test_one_absence_takes_two_taps(sit_down: At) -> None:
    desk = sit_down("cb031")
    page = phone(desk)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    row = page.locator("[data-pupil]").nth(2)
    name = row.locator(".nm").inner_text().splitlines()[0]
    before = desk.clicks
    desk.count(row.locator("[data-mark-button]").click)
    expect(row.locator("[data-mark-button]")).to_contain_text("Có phép")
    desk.count(page.locator("[data-done]").click)
    expect(page.locator("[data-state]")).to_contain_text("Đã điểm danh")
    assert desk.clicks - before == 2
    page.reload()
    again = page.locator("[data-pupil]").nth(2)
    expect(again.locator(".nm")).to_contain_text(name)
    assert again.get_attribute("data-old") == "P"


def test_a_mark_is_undone_and_a_lost_network_loses_nothing(sit_down: At) -> None:
    desk = sit_down("cb052")
    page = phone(desk)
    row = page.locator("[data-pupil]").nth(1)
    mark = row.locator("[data-mark-button]")
    mark.click()
    mark.click()
    expect(mark).to_contain_text("Không phép")
    expect(page.locator("[data-state]")).to_contain_text("Đã ghi")
    page.locator("[data-undo]").click()
    expect(mark).to_contain_text("Có phép")
    page.locator("[data-undo]").click()
    expect(mark).to_have_text("Có mặt")
    expect(page.locator("[data-state]")).to_contain_text("Đã ghi")
    page.context.set_offline(True)
    mark.click()
    expect(page.locator("[data-state]")).to_contain_text("Mất mạng")
    page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_contain_text("Đã ghi", timeout=20_000)
    page.reload()
    assert page.locator("[data-pupil]").nth(1).get_attribute("data-old") == "P"
    desk.complaints[:] = [c for c in desk.complaints if "ERR_INTERNET_DISCONNECTED" not in c]


def test_the_keyboard_marks_too_and_the_month_shows_it(sit_down: At) -> None:
    desk = sit_down("cb032")
    page = desk.page
    page.goto("/diem-danh/")
    page.locator("[data-pupil]").nth(3).locator("[data-mark-button]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    row = page.locator("[data-pupil]").nth(4)
    expect(row.locator("[data-mark-button]")).to_contain_text("Không phép")
    expect(page.locator("[data-state]")).to_contain_text("Đã ghi")
    page.get_by_role("link", name="Cả tháng").click()
    line = page.locator("table.month tbody tr").nth(4)
    expect(line.locator("td.k").last).to_be_visible()
