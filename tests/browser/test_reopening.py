"""Reopening one cell in a browser: asked for, granted by another, changed, listed, ended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.grids import go, saved

pytestmark = pytest.mark.browser
TERM = "GHK I"


def test_one_cell_is_reopened_changed_and_closed_again(sit_down: Callable[[str], Desk]) -> None:
    teacher, second = sit_down("cb031"), sit_down("cb002")
    page = teacher.page
    page.goto("/nhap-ket-qua/?ky=GHK1")
    page.get_by_label("Môn", exact=True).select_option("TOAN")
    expect(page.locator(".desk-tools .tag").first).to_have_text("Đã đóng")
    page.get_by_text("Quy trình", exact=True).click()
    expect(page.locator(".procedure dl")).to_contain_text("Hỏi ai")
    pupil = page.locator("tbody tr").nth(1).get_attribute("data-name") or ""
    desk = page.url

    page.get_by_role("link", name="Xin mở lại").first.click()
    expect(page.get_by_role("heading", name="Xin mở lại")).to_be_visible()
    page.get_by_label(pupil, exact=True).check()
    page.get_by_label("Lí do").fill("Chấm nhầm bài của em")
    page.get_by_role("button", name="Xin mở lại").click()
    expect(page.locator("main .tag").first).to_have_text("Chờ người thứ hai")
    assert page.get_by_role("button", name="Cho mở lại").count() == 0

    board = second.page
    board.goto("/hom-nay/")
    board.goto(page.url)
    expect(board.locator("dl.kv").first).to_contain_text(pupil)
    board.get_by_label("Mở lại trong").select_option("2g")
    board.get_by_role("button", name="Cho mở lại", exact=True).click()
    expect(board.locator("main .tag").first).to_have_text("Mở lại")

    request = page.url
    page.goto(desk)
    expect(page.locator(".desk-tools .tag").first).to_contain_text("Mở lại cho 1 em")
    level = page.locator("tbody tr").nth(1).locator("td[data-c]").first
    new = "C" if level.inner_text().strip() != "C" else "H"
    go(page, 0, 0)
    page.keyboard.type(new)
    expect(page.locator("tbody tr").nth(0).locator("td[data-c]").first).not_to_have_class("new")
    go(page, 1, 0)
    page.keyboard.type(new)
    page.keyboard.press("Enter")
    saved(page)

    page.goto(request)
    expect(page.locator("table.tb tbody tr")).to_have_count(1)
    expect(page.locator("table.tb tbody tr")).to_contain_text(pupil)
    page.get_by_role("button", name="Đã sửa xong, đóng lại").click()
    expect(page.locator("main .tag").first).to_have_text("Hết hạn")
    page.goto(desk)
    expect(page.locator(".desk-tools .tag").first).to_have_text("Đã đóng")
