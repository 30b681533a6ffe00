"""Help at the grid in a real Chromium: "/" and letters, drafts, hints, reminding a colleague."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk as Hands
from tests.browser.grids import Open, column, go, saved, stored
from tests.browser.site import Site
from tests.models.desk import Desk

pytestmark = pytest.mark.browser
School = tuple[Site, Desk]


def test_a_slash_and_letters_without_marks_put_a_sentence_in(
    open_desk: Open, school: School
) -> None:
    page = open_desk("gv01", "GHK2", mon="TV")
    go(page, 0, 1)
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("t")
    page.keyboard.press("Tab")
    page.keyboard.type("/dien cam")
    offered = page.locator(".bank-line")
    expect(offered).to_have_count(1)
    expect(offered).to_contain_text("Em đọc diễn cảm")
    page.keyboard.press("Enter")
    expect(page.locator(".bank")).to_be_hidden()
    page.keyboard.press("Enter")
    saved(page)
    (comment,) = {row.comment for row in stored(school[1], "TV", "GHK2").values()}
    assert comment == "Em đọc diễn cảm, hiểu nội dung bài và trả lời câu hỏi rõ ràng."


def test_escape_leaves_the_list_and_letters_stay(open_desk: Open) -> None:
    page = open_desk("gv01", "GHK2", mon="TV")
    go(page, 1, 1)
    page.keyboard.type("Em ngoan /xyz")
    expect(page.locator(".bank")).to_contain_text("Không có câu nào")
    page.keyboard.press("Escape")
    expect(page.locator(".bank")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr").nth(1).locator("td[data-c]").nth(1)).to_have_text(
        "Em ngoan /xyz"
    )


def test_35_comments_from_the_bank_are_drafts_until_a_key_takes_each(
    open_desk: Open, school: School
) -> None:
    page = open_desk("gv01", "CN", mon="TOAN")
    go(page, 0, 0)
    for _ in range(35):
        page.keyboard.type("t")
        page.keyboard.press("Enter")
    saved(page)
    page.locator("[data-drafts] summary").click()
    page.get_by_role("button", name="Mức T: 35 ô").click()
    expect(page.locator("td.draft")).to_have_count(35)
    assert all(row.comment is None for row in stored(school[1], "TOAN", "CN").values())
    page.keyboard.press("Enter")
    expect(page.locator("td.draft")).to_have_count(34)
    page.keyboard.press("Delete")
    expect(page.locator("td.draft")).to_have_count(33)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("F2")
    page.keyboard.type(" Cô khen.")
    page.keyboard.press("Enter")
    expect(page.locator("td.draft")).to_have_count(32)
    for _ in range(32):
        page.keyboard.press("Enter")
    expect(page.locator("td.draft")).to_have_count(0)
    saved(page)
    comments = column(page, "comment")
    assert comments.count("") == 1
    assert sum(text.endswith(" Cô khen.") for text in comments) == 1
    assert len(set(comments)) > 6
    assert sorted(row.comment or "" for row in stored(school[1], "TOAN", "CN").values()) == sorted(
        comments
    )
    page.keyboard.press("Control+z")
    expect(page.locator("[data-live]")).to_contain_text("Đã hoàn tác")


def test_35_comments_from_the_bank_take_three_clicks_and_no_key(
    open_desk: Open, school: School
) -> None:
    page = open_desk("gv01", "CN", mon="DD")
    go(page, 0, 0)
    for _ in range(35):
        page.keyboard.type("t")
        page.keyboard.press("Enter")
    saved(page)
    desk = Hands(page, [])
    desk.click("[data-drafts] summary")
    desk.count(page.get_by_role("button", name="Mức T: 35 ô").click)
    desk.count(page.get_by_role("button", name="Ghi cả 35").click)
    expect(page.locator("td.draft")).to_have_count(0)
    saved(page)
    assert desk.clicks == 3
    comments = [row.comment for row in stored(school[1], "DD", "CN").values()]
    assert len(comments) == 35
    assert all(comments)


def test_a_hint_stands_at_its_cell_and_ctrl_enter_says_it_is_right(open_desk: Open) -> None:
    page = open_desk("gv01", "CHK1", mon="TOAN")
    go(page, 2, 0)
    page.keyboard.type("t")
    page.keyboard.press("Tab")
    page.keyboard.type("6")
    page.keyboard.press("Enter")
    saved(page)
    bar = page.locator("[data-hint-bar]")
    expect(bar).to_have_text("1 gợi ý xem lại")
    bar.click()
    expect(page.locator("[data-pop]")).to_contain_text("Mức T mà điểm 6")
    page.keyboard.press("Control+Enter")
    expect(bar).to_be_hidden()
    page.reload()
    expect(page.locator("td.hint")).to_have_count(0)


def test_an_empty_cell_of_a_colleague_leads_to_a_reminder(open_desk: Open) -> None:
    page = open_desk("gv01", "GHK1", mon="NN1")
    go(page, 0, 0)
    slip = page.locator("[data-pop]")
    expect(slip).to_contain_text("Ô này của thầy Hậu.")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Enter")
    expect(page.locator("[data-live]")).to_contain_text("Đã nhắc 1 người.")
