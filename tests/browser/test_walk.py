"""The way through the house in a real browser: from a file of the office to a frozen list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from models.clock import school_today
from models.pupils import EnrolmentInterval, Pupil
from models.school import SchoolClass
from models.yearend import FrozenList
from permissions.session import system_session
from seeds.demo.days import lay
from tests.browser import files
from tests.browser.desk import Desk
from tests.browser.site import Site
from tests.databases import open_url

pytestmark = pytest.mark.browser

At = Callable[[str], Desk]
NEXT_WEEK = 34


def test_the_office_imports_pupils(server: Site, sit_down: At, tmp_path: Path) -> None:
    desk = sit_down("cb003")
    page = desk.page
    desk.menu("Nhập từ tệp")
    year = lay(school_today()).year_name
    page.locator("#year").select_option(year)
    page.locator("#file").set_input_files(files.pupils(tmp_path, year, "4B"))
    desk.button("Xem trước khi ghi")
    expect(page.get_by_text("Chưa ghi gì vào sổ.")).to_be_visible()
    wrong = page.get_by_label("Giá trị đúng, dòng 5", exact=False)
    expect(wrong).to_have_value(files.SPOILED[2])
    wrong.fill("28/02/2016")
    desk.button("Kiểm tra lại")
    expect(page.get_by_text("Sẽ ghi")).to_be_visible()
    desk.button("Ghi 2 dòng đúng")
    expect(page.get_by_text("Đã ghi vào sổ.")).to_be_visible()
    assert _room_of(server, files.NEW_PUPIL[0]) == "4B"
    assert _room_of(server, files.SPOILED[0]) == "4B"


def test_a_lesson_plan_is_handed_in_approved_and_returned(sit_down: At, tmp_path: Path) -> None:
    music, english, head = sit_down("cb064"), sit_down("cb062"), sit_down("cb061")
    _hands_in(music, files.lesson_plan(tmp_path, NEXT_WEEK))
    head.click("nav.nav a[href^='/duyet-ke-hoach']")
    head.click("a.pick-plan:has-text('Quách Thị Mộng Cầm')")
    expect(head.page.locator(".read-pane")).to_contain_text("gõ đệm theo nhịp")
    head.button("Duyệt")
    expect(head.page.locator("main")).to_contain_text("Đã duyệt")
    head.click("a.pick-plan:has-text('Tạ Hoài Thương')")
    head.page.locator("textarea[name=nhan_xet]").fill("Thêm hoạt động cho em làm xong sớm.")
    head.click("[data-return-form] button.danger")
    expect(head.page.locator(".queue")).not_to_contain_text("Tạ Hoài Thương")
    english.menu("Kế hoạch của tôi")
    expect(english.page.locator("main")).to_contain_text("Thêm hoạt động cho em làm xong sớm.")
    music.page.reload()
    expect(music.page.locator("main")).to_contain_text("đã duyệt")


def test_a_heads_own_plan_goes_to_the_vice_principal(sit_down: At) -> None:
    desk = sit_down("cb002")
    desk.click("nav.nav a[href^='/duyet-ke-hoach']")
    expect(desk.page.locator("h1")).to_have_text("Duyệt kế hoạch bài dạy")
    desk.page.wait_for_load_state("load")
    before = desk.page.locator("a.pick-plan").count()
    desk.page.keyboard.press("a")
    expect(desk.page.locator("a.pick-plan")).to_have_count(before - 1)


def test_the_vice_principal_sees_what_closing_leaves_and_closes(sit_down: At) -> None:
    vice, teacher = sit_down("cb002"), sit_down("cb012")
    page = vice.page
    vice.menu("Đóng, mở sổ")
    page.get_by_label("Loại sổ").select_option("result")
    page.get_by_label("Thời gian").select_option(label="Cuối năm")
    page.get_by_label("Phạm vi").select_option(label="Lớp 1B")
    vice.button("Xem còn ô của ai")
    expect(page.locator("ul.who")).to_contain_text("Bùi Thị Cẩm Hường")
    page.wait_for_load_state("load")  # until styles and fonts are there, what is clicked may move
    page.get_by_label("Đóng ngay, chấp nhận").check()
    page.get_by_label("Lí do").fill("Hết hạn nhập của khối 1")
    vice.button("Đóng sổ")
    expect(page.get_by_text("Hết hạn nhập của khối 1").first).to_be_visible()
    teacher.menu("Nhập kết quả")
    expect(teacher.page.locator(".note").first).to_contain_text("đóng")
    expect(teacher.page.get_by_role("button", name="Ô trống kế tiếp")).to_have_count(0)


def test_the_office_prints_report_books_of_a_frozen_class(sit_down: At) -> None:
    desk = sit_down("cb003")
    page = desk.page
    desk.menu("In và lưu trữ")
    page.get_by_label("Lớp", exact=True).select_option("1A")
    desk.button("Xem mục còn thiếu")
    desk.button("In học bạ 1A")
    expect(page.get_by_text("24 trong 24")).to_be_visible(timeout=120_000)
    with page.expect_download() as fetched:
        desk.click("table a:has-text('.pdf')")
    path = fetched.value.path()
    assert path.read_bytes().startswith(b"%PDF-")


def _hands_in(desk: Desk, file: Path) -> None:
    desk.menu("Kế hoạch của tôi")
    desk.click(f"a[href*='nop?tuan=T{NEXT_WEEK}']")
    desk.page.locator("#tep").set_input_files(file)
    desk.button("Nộp kế hoạch")
    expect(desk.page.locator("main")).to_contain_text("chờ duyệt")


def test_the_map_of_the_principal_leads_to_the_empty_cells(sit_down: At) -> None:
    desk = sit_down("cb001")
    page = desk.page
    expect(page.locator("h1")).to_have_text("Hôm nay")
    desk.click("table.heat td.orphan a")
    expect(page.locator("main")).to_contain_text("Mĩ thuật")
    expect(page.locator("main")).to_contain_text("chưa phân công")
    page.goto("/")
    desk.click("table.heat a[title^='Âm nhạc, 5B']")
    expect(page.locator("main")).to_contain_text("Quách Thị Mộng Cầm")


def _room_of(server: Site, code: str) -> str | None:
    i = EnrolmentInterval
    with system_session(open_url(server.settings.database_url), "xem") as session:
        query = (
            select(SchoolClass.name)
            .join(i, i.class_id == SchoolClass.id)
            .join(Pupil, Pupil.id == i.pupil_id)
            .where(Pupil.code == code)
        )
        return session.scalars(query).one_or_none()


def test_a_class_goes_from_its_last_empty_cell_to_the_frozen_list(
    server: Site, sit_down: At
) -> None:
    teacher, board, principal = sit_down("cb051"), sit_down("cb042"), sit_down("cb001")
    _fills_the_last_cell(teacher)
    _proposes(teacher)
    _has_seen(board)
    _approves(principal)
    teacher.page.reload()
    expect(teacher.page.get_by_text("Danh sách lớp 5A đã chốt.")).to_be_visible()
    teacher.menu("Nhập kết quả")
    expect(teacher.page.locator("main")).to_contain_text("chốt")
    expect(teacher.page.get_by_role("button", name="Ô trống kế tiếp")).to_have_count(0)
    assert _frozen_hashes(server)["5A"] in _hash_on(principal)


def _fills_the_last_cell(desk: Desk) -> None:
    page = desk.page
    desk.menu("Nhập kết quả")
    desk.button("Ô trống kế tiếp")
    page.keyboard.type("Em ham tìm hiểu, ghi chép thí nghiệm cẩn thận.")
    page.keyboard.press("Enter")
    expect(page.locator("[data-states]")).to_contain_text("Đã lưu")


def _proposes(desk: Desk) -> None:
    desk.menu("Tổng kết năm")
    _opens_5a(desk)
    desk.button("Đề nghị cả lớp")
    expect(desk.page.get_by_text("Đã đề nghị lớp 5A.")).to_be_visible()


def _has_seen(desk: Desk) -> None:
    desk.menu("Tổng kết năm")
    _opens_5a(desk)
    desk.click("summary:has-text('Đã xem')")
    desk.page.locator("textarea[name=remark]:visible").fill("Em nào cũng đủ nhận xét.")
    desk.button("Ghi đã xem")
    expect(desk.page.get_by_text("Đã ghi: đã xem lớp 5A.")).to_be_visible()


def _approves(desk: Desk) -> None:
    desk.menu("Tổng kết năm")
    _opens_5a(desk)
    desk.button("Duyệt và chốt 5A")
    desk.click("dialog[open] button:has-text('Duyệt và chốt')")
    expect(desk.page.get_by_text("Đã duyệt và chốt lớp 5A")).to_be_visible()


def _opens_5a(desk: Desk) -> None:
    """Open the class from the list; who reads only this one is there already."""
    if desk.page.get_by_role("heading", name="Lớp 5A").count() == 0:
        desk.click("table a.rec:has-text('5A')")
    expect(desk.page.get_by_role("heading", name="Lớp 5A").first).to_be_visible()


def _hash_on(desk: Desk) -> str:
    return desk.page.locator(".hash").first.inner_text()


def _frozen_hashes(server: Site) -> dict[str, str]:
    with system_session(open_url(server.settings.database_url), "xem") as session:
        query = select(SchoolClass.name, FrozenList.sha256).join(
            SchoolClass, SchoolClass.id == FrozenList.class_id
        )
        return dict(session.execute(query).all())
