"""The homeroom book in a browser: a week copied, seats moved, a note written on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk
from tests.browser.pictures import picture

pytestmark = pytest.mark.browser

At = Callable[[str], Desk]
PHONE = {"width": 360, "height": 740}


def contents(desk: Desk) -> Page:
    """Open the own class's book from the menu."""
    desk.menu("Sổ chủ nhiệm")
    return desk.page


def seat(page: Page, place: str) -> str:
    """Return who sits there as the page shows it."""
    return page.locator(f"[data-seat='{place}']").inner_text()


def test_last_weeks_plan_becomes_this_weeks_in_two_clicks_from_the_contents(sit_down: At) -> None:
    desk = sit_down("cb032")
    page = contents(desk)
    expect(page.get_by_text("Tuần 33 chưa có kế hoạch.")).to_be_visible()
    picture(page, "so-chu-nhiem")
    desk.clicks = 0
    desk.count(page.get_by_role("link", name="Mở tuần 33").click)
    desk.button("Chép tuần 32")
    expect(page.get_by_text("Đã chép 5 việc từ tuần 32")).to_be_visible()
    assert desk.clicks == 2
    result = page.get_by_label("Kết quả").first
    expect(result).to_have_value("")
    result.fill("nghiêm túc")
    desk.button("Ghi tuần 33")
    expect(page.get_by_text("Đã ghi kế hoạch tuần 33.")).to_be_visible()
    expect(page.get_by_label("Kết quả").first).to_have_value("nghiêm túc")
    picture(page, "so-chu-nhiem-tuan")
    page.get_by_role("link", name="Sổ chủ nhiệm 3B").click()
    expect(page.get_by_text("chưa có kế hoạch")).to_have_count(0)


def test_two_pupils_swap_seats_by_keyboard(sit_down: At) -> None:
    page = contents(sit_down("cb032"))
    page.get_by_role("link", name="Cán sự lớp, tổ, chỗ ngồi").click()
    page.get_by_role("link", name="Xếp chỗ, chia tổ").first.click()
    page.wait_for_load_state()
    first, third = seat(page, "1-1"), seat(page, "2-2")
    page.locator("[data-seat='1-1']").focus()
    for key in ("Enter", "ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert (seat(page, "1-1"), seat(page, "2-2")) == (third, first)
    page.keyboard.press("Delete")
    expect(page.locator("[data-tray] .chip")).to_have_text([first])
    page.locator("[data-tray] .chip").focus()
    page.keyboard.press("Enter")
    page.locator("[data-seat='2-2']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-tray] .chip")).to_have_count(0)
    picture(page, "so-chu-nhiem-cho-ngoi")
    page.get_by_role("button", name="Ghi sơ đồ và tổ").click()
    expect(page.get_by_text("Đã ghi sơ đồ chỗ ngồi và tổ.")).to_be_visible()
    rows = page.locator(".room tr")
    expect(rows.nth(0).locator("td").nth(0)).to_have_text(third)
    expect(rows.nth(1).locator("td").nth(1)).to_have_text(first)


def test_a_class_that_has_no_plan_yet_is_seated_by_finger(sit_down: At) -> None:
    page = contents(sit_down("cb052"))
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="Cán sự lớp, tổ, chỗ ngồi").click()
    page.get_by_role("link", name="Xếp chỗ, chia tổ").first.click()
    page.wait_for_load_state()
    chips = page.locator("[data-tray] .chip")
    everybody = chips.count()
    name = chips.nth(1).inner_text()
    chips.nth(1).click()
    page.locator("[data-seat='1-1']").click()
    assert seat(page, "1-1") == name
    page.get_by_role("button", name="Xếp lần lượt vào chỗ trống").click()
    expect(chips).to_have_count(0)
    page.get_by_role("button", name="Chia theo dãy bàn đôi").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Ghi sơ đồ và tổ").click()
    expect(page.get_by_text("Đã ghi sơ đồ chỗ ngồi và tổ.")).to_be_visible()
    expect(page.locator(".room td span")).to_have_count(everybody)
    expect(page.get_by_text("Tổ 1 ·")).to_be_visible()


def test_a_note_of_the_day_is_written_on_a_phone(sit_down: At) -> None:
    desk = sit_down("cb032")
    page = contents(desk)
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="Theo dõi hằng ngày").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Loại").select_option(label="Tiến bộ")
    page.locator(".quick [name=pupil_id]").select_option(index=3)
    page.get_by_label("Nội dung").fill("Đọc trơn cả bài.")
    picture(page, "so-chu-nhiem-hang-ngay")
    desk.button("Ghi vào sổ")
    expect(page.get_by_text("Đã thêm ghi chép hằng ngày.")).to_be_visible()
    expect(page.locator(".notes").first).to_contain_text("Đọc trơn cả bài.")


def test_every_section_fits_a_phone(sit_down: At) -> None:
    page = contents(sit_down("cb031"))
    page.goto("/so-chu-nhiem/")
    page.get_by_role("link", name="3A", exact=True).click()
    page.set_viewport_size(PHONE)
    sections = page.locator(".contents a")
    expect(sections).to_have_count(12)
    for address in sections.evaluate_all("links => links.map(a => a.href)"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert page.locator("h1").count() == 1, address


def test_management_sees_which_classes_have_no_plan_this_week(sit_down: At) -> None:
    page = contents(sit_down("cb001"))
    expect(page.locator("tbody tr")).to_have_count(10)
    expect(page.get_by_text("Chưa có", exact=True).first).to_be_visible()
    page.get_by_role("link", name="4B", exact=True).click()
    expect(page.get_by_text("Tuần 33 chưa có kế hoạch.")).to_be_visible()
    page.get_by_role("link", name="Mở tuần 33").click()
    expect(page.get_by_role("button", name="Ghi tuần 33")).to_have_count(0)
