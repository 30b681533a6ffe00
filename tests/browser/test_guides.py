"""The ways that the user guides tell of, by the words of the menu and the buttons; their pictures.

Pictures of screens that another test walks anyway are taken there (see ``picture``).
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.pictures import picture

pytestmark = pytest.mark.browser

At = Callable[[str], Desk]
PHONE = {"width": 360, "height": 740}


def test_a_class_teacher_opens_the_results_from_the_menu(sit_down: At) -> None:
    desk = sit_down("cb032")
    desk.menu("Nhập kết quả")
    page = desk.page
    expect(page.get_by_role("heading", name="Lớp 3B · cuối năm")).to_be_visible()
    page.wait_for_selector("textarea.pen", state="attached")
    for word in ("Excel", "Chép sang vnEdu", "Điền nháp nhận xét", "Ô trống kế tiếp"):
        expect(page.locator("main").get_by_text(word).first).to_be_visible()
    picture(page, "nhap-ket-qua")


def test_a_class_teacher_calls_the_roll_on_a_phone(sit_down: At) -> None:
    page = sit_down("cb031").page
    page.set_viewport_size(PHONE)
    page.goto("/diem-danh/")
    expect(page.locator("[data-roll]")).to_be_visible()
    for nth, taps, word in ((2, 1, "Có phép"), (5, 2, "Không phép")):
        mark = page.locator("[data-pupil]").nth(nth).locator("[data-mark-button]")
        for _ in range(taps):
            mark.click()
        expect(mark).to_contain_text(word)
    expect(page.locator("[data-state]")).to_contain_text("Đã ghi")
    expect(page.locator("[data-done]")).to_contain_text(re.compile("Xong buổi (sáng|chiều)"))
    page.evaluate("scrollTo(0, 0)")
    picture(page, "diem-danh")


def test_a_head_opens_the_queue_from_the_menu(sit_down: At) -> None:
    desk = sit_down("cb031")
    desk.menu("Duyệt kế hoạch")
    page = desk.page
    expect(page.locator("#doc-ban")).to_contain_text("Yêu cầu cần đạt")
    for word in ("Duyệt", "Trả lại", "So với bài trước", "Mẫu nhận xét"):
        expect(page.get_by_text(word).first).to_be_visible()
    picture(page, "duyet-ke-hoach")


def test_a_message_is_looked_at_family_by_family_before_it_goes(sit_down: At) -> None:
    desk = sit_down("cb032")
    desk.menu("Tin nhắn")
    page = desk.page
    page.get_by_role("link", name="Soạn tin").click()
    page.get_by_label("Tiêu đề").fill("Mang áo mưa")
    page.get_by_label("Nội dung").fill(
        "Kính gửi {phu_huynh} em {ten}: ngày mai em mang áo mưa khi đi học. Trân trọng, {nguoi_gui}"
    )
    page.get_by_role("button", name="Xem trước từng gia đình").click()
    lines = page.locator("main tbody tr")
    expect(lines.first).to_contain_text("mang áo mưa khi đi học. Trân trọng, thầy Mai Văn Thuận")
    assert not any("{" in words for words in lines.all_inner_texts())
    picture(page, "tin-nhan-xem-truoc")


def test_the_board_sees_what_is_late_and_whose(sit_down: At) -> None:
    vice = sit_down("cb002")
    vice.menu("Tiến độ")
    expect(vice.page.get_by_role("link", name="Theo ngày")).to_be_visible()
    expect(vice.page.locator("table").first).to_contain_text("Sổ chủ nhiệm")
    picture(vice.page, "tien-do")
    page = sit_down("cb001").page
    page.get_by_role("link", name="Toàn trường").click()
    expect(page.get_by_text("In một trang A4")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Mọi việc theo lớp")
    picture(page, "toan-truong")
