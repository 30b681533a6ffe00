"""Pupils' files in a real browser: a birth date by proposal, a field that the office declares."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk
from tests.browser.pictures import picture

pytestmark = pytest.mark.browser

At = Callable[[str], Desk]
CLASS, PHONE = "5A", {"width": 360, "height": 740}


def first_of_the_class(page: Page) -> str:
    """Open the first pupil of the own class list; return the name."""
    page.goto("/ho-so/")
    link = page.locator("table a.rec").first
    name = link.inner_text()
    link.click()
    expect(page.locator("h1")).to_have_text(name)
    return name


def test_a_teacher_proposes_a_birth_date_and_the_office_accepts(sit_down: At) -> None:
    teacher, office = sit_down("cb051"), sit_down("cb003")
    page = teacher.page
    name = first_of_the_class(page)
    teacher.clicks = 0
    field = page.locator(".field", has_text="Ngày sinh").locator("..")
    teacher.count(field.get_by_text("Đề nghị đổi").click)
    page.get_by_label("Ngày sinh mới").fill("14/02/2016")
    field.get_by_label("Minh chứng").fill("Giấy khai sinh số 14/2016")
    teacher.count(field.get_by_role("button", name="Gửi đề nghị").click)
    expect(page.get_by_text("Chờ Văn phòng")).to_be_visible()
    picture(page, "ho-so")
    assert teacher.clicks == 2
    page = office.page
    page.goto("/")
    line = page.locator("li", has_text=name)
    expect(line).to_contain_text("Giấy khai sinh số 14/2016")
    office.count(line.get_by_role("link", name="Xem đề nghị").click)
    office.button("Nhận và ghi")
    expect(page.get_by_text("Đã nhận và ghi ngày sinh: 14/02/2016.")).to_be_visible()
    assert office.clicks == 2
    page.get_by_role("link", name="Lịch sử").click()
    expect(page.locator(".log")).to_contain_text("minh chứng: Giấy khai sinh số 14/2016")
    teacher.page.goto("/")
    expect(teacher.page.locator("li", has_text=name)).to_contain_text("Đã nhận")


def test_a_field_that_the_office_declares_shows_everywhere(sit_down: At) -> None:
    office, teacher = sit_down("cb003").page, sit_down("cb051").page
    office.goto("/so/muc-cua-truong/")
    office.get_by_role("link", name="Thêm mục hồ sơ riêng").click()
    office.get_by_label("Tên mục").fill("Ăn bán trú")
    office.get_by_label("Kiểu").select_option(label="Chọn một")
    office.get_by_label("Các lựa chọn").fill("Ăn mặn\nĂn chay")
    office.get_by_label("Dùng từ ngày").fill("01/09/2020")
    office.get_by_label("Bắt buộc từ ngày").fill("01/09/2020")
    office.get_by_role("button", name="Thêm mục hồ sơ riêng").click()
    expect(office.get_by_text("Đã thêm mục hồ sơ riêng")).to_be_visible()
    name = first_of_the_class(teacher)
    expect(teacher.locator(".lacks")).to_contain_text("Ăn bán trú")
    teacher.get_by_label("Ăn bán trú").select_option("Ăn chay")
    teacher.get_by_role("button", name="Ghi hồ sơ").click()
    expect(teacher.get_by_text("Đã ghi 1 mục.")).to_be_visible()
    expect(teacher.get_by_label("Ăn bán trú")).to_have_value("Ăn chay")
    office.goto("/so/hoc-sinh/?search=an chay")
    expect(office.locator("table tbody tr")).to_have_count(1)
    expect(office.locator("table tbody")).to_contain_text(name)
    office.get_by_text("+ Thêm bộ lọc").click()
    office.get_by_label("Cột thêm").select_option(label="Ăn bán trú")
    expect(office.locator("thead")).to_contain_text("Ăn bán trú")
    expect(office.locator("table tbody")).to_contain_text("Ăn chay")
    with office.expect_download() as taken:
        office.get_by_role("button", name="Xuất Excel").click()
    assert taken.value.suggested_filename == "hoc-sinh.xlsx"


def test_a_class_gets_its_register_numbers_as_they_were_seen(sit_down: At) -> None:
    desk = sit_down("cb003")
    page = desk.page
    page.goto("/ho-so/so-dang-bo")
    expect(page.locator("table tbody tr")).to_have_count(22)
    first = page.locator("table tbody td").first.inner_text()
    picture(page, "so-dang-bo")
    page.get_by_role("button", name="Cho 22 em số đăng bộ").click()
    page.get_by_role("button", name="Cho số", exact=True).click()
    expect(page.get_by_text(f"Đã cho 22 em số đăng bộ, từ {first}")).to_be_visible()
    expect(page.get_by_text("Mọi em đang học đã có số đăng bộ.")).to_be_visible()


def test_a_file_is_read_and_written_on_a_phone(sit_down: At) -> None:
    page = sit_down("cb052").page
    page.set_viewport_size(PHONE)
    first_of_the_class(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Điện thoại").first.fill("0900155555")
    page.get_by_role("button", name="Ghi hồ sơ").click()
    expect(page.get_by_text("Đã ghi 1 mục.")).to_be_visible()
