"""A plan in the browser: typed, pasted from Word, saved by itself, returned, approved by keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

At = Callable[[str], Desk]
TITLE = "Ôn tập cuối năm"
WORD = (
    "<html xmlns:o='urn'><body><p class=MsoNormal style='color:red'><b>Khởi động</b><o:p></o:p></p>"
    "<table style='width:9cm'><tr><td colspan=2>Cả lớp hát</td></tr>"
    "<tr><td>Giao việc</td><td>Làm bảng con</td></tr></table></body></html>"
)
PASTE = """(area, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "chữ");
  area.focus();
  const how = { clipboardData: data, bubbles: true, cancelable: true };
  area.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def saved(page: Page) -> None:
    """Wait until the last line says that everything is kept."""
    expect(page.locator("[data-state=unsaved]")).to_be_hidden()
    expect(page.locator("[data-state=saved]")).to_be_visible()


def write(page: Page, part: str, words: str) -> None:
    page.locator(f"[data-part={part}]").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def test_a_plan_is_written_returned_corrected_and_approved_by_keys(sit_down: At) -> None:
    teacher, head = sit_down("cb022"), sit_down("cb021")
    page = teacher.page
    teacher.menu("Kế hoạch của tôi")
    teacher.click(f"a.what:has-text('{TITLE}')")
    expect(page.locator("[data-plan-editor]")).to_be_visible()
    page.wait_for_load_state("load")
    write(page, "aims", "Làm được phép tính đã học.")
    expect(page.locator("[data-state=saved]")).to_be_hidden()
    saved(page)
    page.locator("[data-part=activities]").evaluate(PASTE, WORD)
    expect(page.locator("[data-part=activities] td[colspan='2']")).to_have_text("Cả lớp hát")
    expect(page.locator("[data-part=activities] [style]")).to_have_count(0)
    saved(page)
    page.reload()
    expect(page.locator("[data-part=aims]")).to_have_text("Làm được phép tính đã học.")
    expect(page.locator("[data-part=activities] table tr")).to_have_count(2)
    page.wait_for_load_state("load")
    teacher.button("Nộp kế hoạch")
    expect(page.locator("main")).to_contain_text(f"Đã nộp “{TITLE}”")

    head.click("nav.nav a[href^='/duyet-ke-hoach']")
    reading = head.page.locator("#doc-ban")
    head.click("a.pick-plan:has-text('tuần 35'):has-text('Trương Minh Nhựt')")
    expect(reading).to_contain_text("Cả lớp hát")
    head.page.wait_for_load_state("load")
    head.page.keyboard.press("r")
    head.page.keyboard.type("Thêm phần Vận dụng.")
    head.page.keyboard.press("Control+Enter")
    expect(head.page.locator("main")).to_contain_text("Đã trả lại")

    page.reload()
    expect(page.locator("main")).to_contain_text("Thêm phần Vận dụng.")
    page.locator("li", has_text="Thêm phần Vận dụng.").get_by_role("button").click()
    expect(page.locator("[data-plan-editor]")).to_be_visible()
    page.wait_for_load_state("load")
    write(page, "activities", "Vận dụng: đo sân trường.")
    saved(page)
    teacher.button("Nộp lại")
    expect(page.locator("main")).to_contain_text("chờ duyệt")

    head.page.goto("/duyet-ke-hoach/")
    head.click("a.pick-plan:has-text('tuần 35'):has-text('Trương Minh Nhựt')")
    expect(reading).to_contain_text("đo sân trường")
    head.page.wait_for_load_state("load")
    head.page.keyboard.press("d")
    expect(head.page.locator(".differs ins").first).to_contain_text("Vận dụng: đo sân trường.")
    head.page.wait_for_load_state("load")
    head.page.keyboard.press("a")
    expect(head.page.locator("main")).to_contain_text(f"Đã duyệt “{TITLE}”")


def test_bulk_approval_names_what_was_never_opened(sit_down: At) -> None:
    head = sit_down("cb031")
    page = head.page
    head.click("nav.nav a[href^='/duyet-ke-hoach']")
    expect(page.locator(".queue li.on [data-unseen]")).to_have_count(0)
    boxes = page.locator(".queue input[type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    opened, other = (boxes.nth(n).get_attribute("data-name") or "?" for n in (0, 1))
    head.button("Duyệt 2 bản")
    told = page.locator("#confirm-text")
    expect(told).to_contain_text(f"Chưa mở đọc: {other}")
    expect(told).not_to_contain_text(opened)
    page.locator("#confirm-yes").click()
    expect(page.locator("main")).to_contain_text("Đã duyệt 2 bản.")
