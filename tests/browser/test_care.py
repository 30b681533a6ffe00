"""Conduct and the nurse's book on a phone of 360 px: every tap is counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from models.names import fold
from tests.browser.desk import Desk
from tests.browser.pictures import picture

pytestmark = pytest.mark.browser

At = Callable[[str], Desk]
PHONE = {"width": 360, "height": 740}
THUMB = 44


def on_a_phone(desk: Desk) -> Page:
    """Turn the desk into a phone on its first page."""
    desk.page.set_viewport_size(PHONE)
    desk.page.goto("/")
    return desk.page


def fits(page: Page) -> None:
    """Nothing scrolls sideways, and what is tapped is wide enough for a thumb."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.locator(".tap, .tap-row, .tick-chip span, .thumb .btn").evaluate_all(
        f"all => all.filter(e => e.getBoundingClientRect().height < {THUMB}).length"
    )
    assert small == 0


def test_a_fault_of_a_pupil_takes_four_taps_and_its_undo_one(sit_down: At) -> None:
    desk = sit_down("cb007")
    page = on_a_phone(desk)
    desk.menu("Nề nếp")
    fits(page)
    desk.count(page.get_by_role("link", name="3B", exact=True).click)
    fits(page)
    picture(page, "ne-nep-ghi")
    desk.count(page.get_by_role("link", name="Quên khăn quàng").click)
    fits(page)
    desk.count(page.locator(".tap-row").nth(2).click)
    expect(page.get_by_text("Đã ghi.")).to_be_visible()
    assert desk.clicks == 4
    desk.button("Hoàn tác")
    expect(page.get_by_text("Đã hoàn tác")).to_be_visible()
    assert desk.clicks == 5


def test_the_next_fault_of_the_class_takes_one_tap(sit_down: At) -> None:
    desk = sit_down("cb007")
    page = on_a_phone(desk)
    page.goto("/ne-nep/ghi")
    page.get_by_role("link", name="3A", exact=True).click()
    desk.count(page.get_by_role("button", name="Xếp hàng chậm").click)
    expect(page.get_by_text("Đã ghi.")).to_be_visible()
    assert desk.clicks == 1


def test_a_class_teacher_objects_and_the_committee_rules(sit_down: At) -> None:
    committee, teacher = sit_down("cb007").page, sit_down("cb032").page
    committee.goto("/ne-nep/ghi")
    committee.get_by_role("link", name="3B", exact=True).click()
    committee.get_by_role("button", name="Trực nhật trễ").click()
    expect(committee.get_by_text("Đã ghi.")).to_be_visible()
    teacher.goto("/ne-nep/lop")
    line = teacher.locator("li", has_text="Trực nhật trễ").last
    line.get_by_role("link", name="Khiếu nại").click()
    teacher.get_by_label("Lí do").fill("Lớp trực xong lúc 6:50.")
    teacher.get_by_role("button", name="Gửi khiếu nại").click()
    expect(teacher.get_by_text("Đã gửi khiếu nại")).to_be_visible()
    committee.goto("/ne-nep/khieu-nai")
    committee.get_by_role("link", name="Lớp 3B: Trực nhật trễ").first.click()
    committee.get_by_label("Trả lời GVCN").fill("Đã xem lại sổ trực.")
    committee.get_by_role("button", name="Rút lại ghi nhận").click()
    expect(committee.get_by_text("Rút lại.")).to_be_visible()
    teacher.goto("/ne-nep/lop")
    expect(teacher.locator("li", has_text="Trực nhật trễ").last).to_contain_text("Đã rút lại")
    picture(teacher, "ne-nep-lop")


def test_a_visit_to_the_nurse_takes_five_taps(sit_down: At) -> None:
    desk = sit_down("cb005")
    page = on_a_phone(desk)
    page.goto("/so/hoc-sinh/")
    name = page.locator("a.rec b").nth(4).inner_text()
    page.goto("/")
    desk.menu("Y tế")
    fits(page)
    desk.count(page.get_by_label("Em nào xuống phòng y tế?").click)
    page.keyboard.type(fold(name))
    desk.count(page.get_by_role("option", name=name).first.click)
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    fits(page)
    desk.count(page.get_by_label("Đau bụng").check)
    picture(page, "suc-khoe-luot")
    desk.button("Ghi lượt này")
    expect(page.get_by_text("Đã ghi.")).to_be_visible()
    expect(page.locator(".seen")).to_contain_text(name)
    assert desk.clicks == 5


def test_a_class_teacher_sees_the_class_in_summary(sit_down: At) -> None:
    desk = sit_down("cb031")
    desk.menu("Sức khỏe")
    page = desk.page
    expect(page.get_by_role("heading", name="Sức khỏe lớp 3A")).to_be_visible()
    expect(page.locator("table tbody tr")).to_have_count(28)
    picture(page, "suc-khoe-lop")


def test_a_class_is_measured_as_in_a_spreadsheet(sit_down: At) -> None:
    """BMI as the page works it out is the server's; an unlikely value is marked and saved."""
    page = sit_down("cb005").page
    page.goto("/suc-khoe/dot")
    page.get_by_role("link", name="5A", exact=True).click()
    page.get_by_role("link", name="Đo lớp này").click()
    page.locator(".pen").click()
    for row in ("138,5", "32", "10", "9"), ("140", "55", "8", "8"), ("200", "35", "10", "10"):
        for value in row:
            page.keyboard.type(value)
            page.keyboard.press("Tab")
        page.keyboard.press("Home")
        page.keyboard.press("ArrowDown")
    expect(page.locator("td[data-c].new, td[data-c].busy")).to_have_count(0)
    expect(page.locator("[data-odd]")).to_contain_text("1 em có số đáng xem lại")
    picture(page, "suc-khoe-do")
    shown = worked_out(page)
    assert shown[0] == ("16,7", "bình thường")
    assert shown[1][1] == "Béo phì"
    page.reload()
    assert worked_out(page) == shown


def worked_out(page: Page) -> list[tuple[str, str]]:
    """Return BMI and class of the first three pupils as the grid shows them."""
    return [
        tuple(page.locator(f"tbody tr:nth-child({row}) td[data-c]").all_inner_texts()[-2:])
        for row in (1, 2, 3)
    ]
