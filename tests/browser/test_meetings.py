"""From a department's sheet to the very cell, a reminder once a day, and the minutes as a paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pdfplumber
import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk
from tests.browser.pictures import picture

pytestmark = pytest.mark.browser

At = Callable[[str], Desk]


def the_sheet(desk: Desk) -> Page:
    """Open the sheet of this month from the calendar."""
    page = desk.page
    page.goto("/hop-to")
    page.get_by_role("link", name=re.compile(r"^Tổ 3, tháng")).click()
    expect(page.get_by_role("heading", name="Bảng theo dõi Tổ 3")).to_be_visible()
    return page


def test_from_the_sheet_to_the_very_cell(sit_down: At) -> None:
    desk = sit_down("cb031")
    page = the_sheet(desk)
    picture(page, "hop-to-bang")
    row = page.locator("tr", has_text="Mai Văn Thuận")
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Nhận xét", exact=True)).to_be_visible()
    line = page.locator("table.tb tbody tr").first
    pupil = line.locator("b").inner_text()
    line.get_by_role("link", name="Tới ô").click()
    expect(page.get_by_role("heading", name=re.compile("Nhận xét tháng"))).to_be_visible()
    expect(page.locator(".grid tr.cur")).to_contain_text(pupil)


def test_all_who_are_late_are_reminded_once(sit_down: At) -> None:
    head, teacher = sit_down("cb031"), sit_down("cb032").page
    page = the_sheet(head)
    page.get_by_role("button", name="Nhắc người này").click()
    expect(page.get_by_text("Đã nhắc 1 người.")).to_be_visible()
    page.get_by_role("button", name="Nhắc người này").click()
    expect(page.get_by_text("Hôm nay đã nhắc việc này rồi")).to_be_visible()
    teacher.goto("/hom-nay/")
    told = teacher.locator("li", has_text="trước buổi họp tổ")
    expect(told).to_have_count(1)
    told.get_by_role("button", name="Tới nơi cần xem").click()
    expect(teacher.get_by_role("heading", name=re.compile("Nhận xét tháng"))).to_be_visible()


def test_the_minutes_keep_the_sheet_and_print(sit_down: At) -> None:
    desk = sit_down("cb031")
    page = desk.page
    page.goto("/hop-to")
    page.get_by_label("Nội dung").fill("Sinh hoạt đột xuất")
    page.get_by_role("button", name="Hẹn buổi họp").click()
    expect(page.get_by_role("heading", name="Sinh hoạt đột xuất")).to_be_visible()
    page.get_by_label("Có mặt, vắng").fill("Có mặt 2 trong 2")
    page.get_by_label("Nội dung và kết luận").fill("Thống nhất nhận xét xong trước thứ Sáu.")
    page.get_by_role("button", name="Lưu ghi chép").click()
    expect(page.get_by_text("Đã lưu ghi chép.")).to_be_visible()
    page.get_by_role("button", name="Khép biên bản").click()
    expect(page.get_by_text("Đã khép biên bản.", exact=False).first).to_be_visible()
    picture(page, "hop-to-bien-ban")
    link = page.get_by_role("link", name="Mở biên bản PDF").get_attribute("href")
    answer = page.request.get(str(link))
    assert answer.headers["content-type"] == "application/pdf"
    with pdfplumber.open(BytesIO(answer.body())) as paper:
        text = "\n".join(sheet.extract_text() for sheet in paper.pages)
    assert "BIÊN BẢN" in text
    assert "Mai Văn Thuận" in text
    assert "Thống nhất nhận xét xong trước thứ Sáu." in text


def test_the_trend_is_read_in_light_and_dark_and_on_a_phone(sit_down: At) -> None:
    page = sit_down("cb002").page
    page.goto("/tien-do/")
    page.get_by_role("link", name="Theo ngày").click()
    expect(page.locator("svg.trend text", has_text="Hạn 17:00")).to_be_visible()
    expect(page.locator("svg.trend .deadline")).to_have_count(1)
    line = page.locator("svg.trend .way")
    light = line.evaluate("e => getComputedStyle(e).stroke")
    page.emulate_media(color_scheme="dark")
    assert line.evaluate("e => getComputedStyle(e).stroke") != light
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Của").select_option(label="Lớp 3B")
    expect(page.get_by_text("Lớp 3B · cuối năm")).to_be_visible()
