"""The principal gives a task, a teacher does it, the principal sees; work has its screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

At = Callable[[str], Desk]
WHAT = "Gửi ảnh góc học tập của lớp"


def test_a_task_goes_to_its_teacher_and_its_end_comes_back(sit_down: At) -> None:
    principal = sit_down("cb001")
    page = principal.page
    page.goto("/viec-duoc-giao/")
    page.get_by_role("link", name="Giao việc").click()
    page.get_by_label("Giao cho").select_option(label="GVCN khối 3")
    page.get_by_label("Việc", exact=True).fill(WHAT)
    page.get_by_role("button", name="Xem ai nhận").click()
    expect(page.get_by_text("Mai Văn Thuận")).to_be_visible()
    page.locator("button", has_text="Giao cho").click()
    expect(page.locator("main")).to_contain_text("Đã giao cho")
    address = page.url

    teacher = sit_down("cb032").page
    waits = teacher.locator("nav.nav a", has_text="Hộp việc").locator(".count")
    expect(waits).to_be_visible()
    before = int(waits.inner_text())
    teacher.locator("nav.nav a", has_text="Hộp việc").click()
    line = teacher.locator("li.inbox-task", has_text=WHAT)
    line.get_by_text("Báo kết quả").click()
    line.locator("textarea").fill("Đã gửi 3 ảnh")
    line.get_by_role("button", name="Đã xong").click()
    expect(teacher.locator("main")).to_contain_text("Người giao thấy ngay")
    expect(teacher.locator("li.inbox-task", has_text=WHAT)).to_have_count(0)
    left = teacher.locator("nav.nav a", has_text="Hộp việc").locator(".count")
    assert (int(left.inner_text()) if left.count() else 0) == before - 1

    page = sit_down("cb001").page
    page.goto(address)
    row = page.locator("tr", has_text="Mai Văn Thuận")
    expect(row).to_contain_text("Xong")
    expect(row).to_contain_text("Đã gửi 3 ảnh")


def test_long_work_stands_on_one_screen(sit_down: At) -> None:
    page = sit_down("cb002").page
    page.goto("/viec-nen/")
    expect(page.locator("table")).to_contain_text("Mời họp cha mẹ học sinh")
    expect(page.locator("table")).to_contain_text("Lễ ra trường khối 5")
