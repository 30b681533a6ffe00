"""A grid's file in a real browser: taken, filled in, looked at, written; a column for vnEdu."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.grids import Open, column, go, paste, saved

pytestmark = pytest.mark.browser
COMMENT = "Em đọc tốt.\nCần viết đẹp hơn."


def open_menu(page: Page, words: str) -> None:
    page.locator("details.drop > summary", has_text=words).click()


def test_a_class_is_taken_home_filled_in_and_brought_back_on_a_phone(
    open_desk: Open, tmp_path: Path
) -> None:
    page = open_desk("gv01", "GHK2", mon="DD")
    page.set_viewport_size({"width": 360, "height": 740})
    open_menu(page, "Excel")
    with page.expect_download() as sent:
        page.get_by_role("button", name="Xuất bảng này ra Excel").click()
    assert sent.value.suggested_filename == "ket-qua-3a-ghk2.xlsx"
    path = tmp_path / "bang.xlsx"
    sent.value.save_as(path)
    book = openpyxl.load_workbook(path)
    row = next(r[0].row for r in book.active.iter_rows() if r[0].value == "STT")
    head = [cell.value for cell in book.active[row]]
    assert head == ["STT", "Mã định danh", "Họ và tên", "Đạo đức - Mức", "Đạo đức - Nhận xét"]
    levels = ["t", "H", "X", *["T"] * 32]
    for n, level in enumerate(levels, start=1):
        book.active.cell(row + n, 4).value = level
    book.save(path)
    page.set_input_files("#excel-file", path)
    page.get_by_role("button", name="Xem trước khi ghi").click()
    expect(page.locator("h1")).to_have_text("Xem trước khi ghi")
    expect(page.locator(".head")).to_contain_text("vào bảng lớp 3A, Giữa học kì II")
    expect(page.locator("table.imp")).to_contain_text("Chỉ nhận T, H hoặc C")
    page.get_by_label("Giá trị đúng").fill("C")
    page.get_by_role("button", name="Ghi 34 dòng đúng").click()
    page.get_by_role("link", name="Về bảng lớp 3A").click()
    page.locator("textarea.pen").wait_for(state="attached")
    page.select_option("#mon", "DD")
    page.wait_for_url("**mon=DD**")
    assert column(page, "level") == ["T", "H", "C", *["T"] * 32]


def copied(page: Page) -> list[str]:
    """Return the lines that lie in the clipboard."""
    page.context.grant_permissions(["clipboard-read"])
    text = page.evaluate("navigator.clipboard.readText()")
    return text.replace("\r\n", "\n").split("\n")


def test_a_column_is_copied_as_it_pastes_into_vnedu(open_desk: Open) -> None:
    page = open_desk("gv01", "GHK2", mon="TV")
    go(page, 0, 0)
    paste(page, f'T\t"{COMMENT}"\nH\tNgoan.\nC')
    saved(page)
    open_menu(page, "Chép sang vnEdu")
    page.select_option("[data-vnedu-column]", label="Tiếng Việt, nhận xét")
    page.get_by_role("button", name="Chép cột sang vnEdu").click()
    expect(page.locator("[data-vnedu-told]")).to_contain_text("Đã chép 35 dòng, từ ")
    assert copied(page) == ["Em đọc tốt. Cần viết đẹp hơn.", "Ngoan.", *[""] * 33]
    page.select_option("[data-vnedu-column]", label="Tiếng Việt: cả 2 cột")
    page.get_by_role("button", name="Chép cột sang vnEdu").click()
    expect(page.locator("[data-vnedu-told]")).to_contain_text("Đã chép 35 dòng")
    assert copied(page)[:3] == ["T\tEm đọc tốt. Cần viết đẹp hơn.", "H\tNgoan.", "C\t"]


def test_a_browser_that_lets_nothing_be_copied_shows_the_text_instead(open_desk: Open) -> None:
    page = open_desk("gv01", "GHK2", mon="TOAN")
    go(page, 0, 0)
    paste(page, "T\nH\nC")
    saved(page)
    page.evaluate("document.execCommand = () => false")
    open_menu(page, "Chép sang vnEdu")
    page.select_option("[data-vnedu-column]", label="Toán, mức")
    page.get_by_role("button", name="Chép cột sang vnEdu").click()
    shown = page.locator("[data-vnedu-text]")
    expect(shown).to_be_visible()
    expect(shown).to_be_focused()
    assert shown.input_value().split("\n")[:4] == ["T", "H", "C", ""]
    expect(page.locator("[data-vnedu-told]")).to_contain_text("35 dòng ở khung dưới")
