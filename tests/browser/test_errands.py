"""Everyday errands by their clicks: no more than a person would grumble at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from models.clock import school_today
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

At = Callable[[str], Desk]


@pytest.mark.parametrize(
    ("label", "value"), [("Điện thoại", "0900199999"), ("Chỗ ở hiện nay", "Ấp Mới, xã Hoa Mai")]
)
def test_a_changed_telephone_or_address_takes_three_clicks(
    sit_down: At, label: str, value: str
) -> None:
    desk = sit_down("cb032")
    page = desk.page
    desk.find(_a_pupil(desk))
    desk.click("table a.rec")
    page.get_by_label(label).first.fill(value)
    desk.button("Ghi hồ sơ")
    expect(page.get_by_text("Đã ghi 1 mục.")).to_be_visible()
    expect(page.get_by_label(label).first).to_have_value(value)
    assert desk.clicks == 3


def test_who_teaches_4b_english_takes_two_clicks(sit_down: At) -> None:
    desk = sit_down("cb064")
    desk.find("4B")
    desk.click("table a.rec:has-text('4B')")
    line = desk.page.locator("tr,.pair", has_text="Ngoại ngữ 1")
    expect(line.first).to_contain_text("Vương Thị Khánh Linh")
    assert desk.clicks == 2


def test_a_pupil_who_left_takes_four_clicks(sit_down: At) -> None:
    desk = sit_down("cb003")
    page = desk.page
    desk.find(_a_pupil(desk))
    desk.click("table a.rec")
    room = page.locator("section", has=page.get_by_role("heading", name="Ở lớp"))
    desk.count(room.get_by_role("link", name="Sửa").first.click)
    yesterday = school_today() - timedelta(days=1)
    page.get_by_label("Đến hết ngày").fill(f"{yesterday:%d/%m/%Y}")
    page.get_by_label("Lí do vào, ra").fill("Theo gia đình chuyển đi")
    desk.count(page.locator("button.main").click)
    expect(page.get_by_text("Theo gia đình chuyển đi")).to_be_visible()
    assert desk.clicks == 4


def _a_pupil(desk: Desk) -> str:
    """Return the code of a pupil whom this person may open."""
    desk.page.goto("/so/hoc-sinh/")
    code = desk.page.locator("table.tb tbody tr").nth(4).locator("td", has_text="0026").inner_text()
    desk.page.goto("/")
    return code


def test_a_new_pupil_takes_five_clicks(sit_down: At) -> None:
    desk = sit_down("cb003")
    page = desk.page
    desk.menu("Học sinh")
    desk.click("a:has-text('Thêm học sinh')")
    page.get_by_label("Họ và tên").fill("Ngô Khánh My")
    page.get_by_label("Mã học sinh").fill("0099000077")
    page.get_by_label("Ngày sinh").fill("31/02/2018")
    desk.count(page.get_by_label("Nữ").check)
    desk.count(lambda: page.get_by_label("Lớp", exact=True).select_option(label="3B"))
    page.get_by_label("Người thân").fill("Lê Thị Sen")
    page.get_by_label("Điện thoại").fill("0900100077")
    desk.click("button.main")
    expect(page.get_by_text("Không có ngày 31/02/2018.")).to_be_visible()
    page.get_by_label("Ngày sinh").fill("28/02/2018")
    page.get_by_label("Ngày sinh").press("Enter")
    expect(page.get_by_text("Đã thêm em Ngô Khánh My")).to_be_visible()
    expect(page.get_by_label("Mẹ: họ và tên")).to_have_value("Lê Thị Sen")
    assert desk.clicks == 5


def test_who_owes_maths_at_the_years_end_takes_one_click(sit_down: At) -> None:
    desk = sit_down("cb001")
    line = desk.page.locator("table.heat tr", has_text="Toán").first
    desk.count(line.locator("td.tot a").click)
    expect(desk.page.locator("main")).to_contain_text("Mai Văn Thuận")
    expect(desk.page.locator("main")).to_contain_text("Trương Minh Nhựt")
    assert desk.clicks == 1
