"""What was typed is never lost: a cut network, a closed tab, another account, a change of mind."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.desk import sign_in
from tests.browser.grids import Open, column, go, saved, send_again, stored
from tests.browser.site import Site
from tests.models.desk import Desk

pytestmark = pytest.mark.browser
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('so-truong:cells:')).length"


def scores(page: Page, *typed: str) -> None:
    for score in typed:
        page.keyboard.type(score)
        page.keyboard.press("Enter")


def leave(page: Page, address: str) -> None:
    """Leave the page though it warns."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(address)


def test_a_network_cut_in_the_middle_and_back_again_needs_no_hand(
    open_desk: Open, school: tuple[Site, Desk]
) -> None:
    page = open_desk("gv01", "CN", mon="TOAN")
    go(page, 0, 1)
    scores(page, "7", "8")
    saved(page)
    page.context.set_offline(offline=True)
    scores(page, "9", "10", "6")
    expect(page.locator(".savebar .tag.bad")).to_contain_text("Chưa lưu 3 ô")
    expect(page.locator(".savebar")).to_contain_text("Mất mạng")
    scores(page, "5")
    page.context.set_offline(offline=False)
    saved(page)
    expect(page.locator(".savebar .tag.bad")).to_have_count(0)
    assert column(page, "score")[:6] == ["7", "8", "9", "10", "6", "5"]
    found = stored(school[1], "TOAN", "CN")
    assert sorted(row.score or 0 for row in found.values()) == [5, 6, 7, 8, 9, 10]
    assert page.evaluate(KEPT) == 0


def test_a_tab_closed_without_network_gives_its_cells_back(
    open_desk: Open, school: tuple[Site, Desk]
) -> None:
    page = open_desk("gv01", "CN", mon="TV")
    address = page.url
    go(page, 0, 1)
    page.context.set_offline(offline=True)
    scores(page, "7", "8", "11")
    expect(page.locator("td.no")).to_have_count(1)
    expect(page.locator(".savebar .tag.bad")).to_contain_text("Chưa lưu 2 ô")
    warned: list[str] = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    page.close(run_before_unload=True)
    page.wait_for_event("close")
    assert warned == ["beforeunload"]
    later = page.context.new_page()
    later.context.set_offline(offline=False)
    later.goto(address)
    expect(later.locator("[data-live]")).to_contain_text("3 ô chưa lưu từ lần trước đã trở lại.")
    saved(later)
    assert column(later, "score")[:3] == ["7", "8", "11"]
    expect(later.locator("td.no")).to_have_count(1)
    found = stored(school[1], "TV", "CN")
    assert sorted(row.score or 0 for row in found.values()) == [7, 8]


def test_what_another_wrote_meanwhile_is_not_overwritten_by_what_was_kept(open_desk: Open) -> None:
    first, second = (open_desk("gv01", "CHK1", mon="TOAN") for _ in range(2))
    first.context.set_offline(offline=True)
    go(first, 0, 1)
    scores(first, "7")
    expect(first.locator(".savebar .tag.bad")).to_contain_text("Chưa lưu 1 ô")
    go(second, 0, 1)
    scores(second, "9")
    saved(second)
    first.context.set_offline(offline=False)
    first.once("dialog", lambda dialog: dialog.accept())
    first.reload()
    expect(first.locator("td.clash")).to_have_count(1)
    go(first, 0, 1)
    slip = first.locator("[data-pop]")
    expect(slip.get_by_role("button", name="Giữ 9 đã lưu")).to_be_visible()
    slip.get_by_role("button", name="Ghi 7 của tôi").click()
    saved(first)
    second.reload()
    assert column(second, "score")[0] == "7"


def test_signing_out_leaves_nothing_in_the_browser(open_desk: Open) -> None:
    page = open_desk("gv01", "GHK1", mon="TOAN")
    page.route("**/luu", lambda route: route.abort())
    go(page, 3, 0)
    scores(page, "t")
    expect(page.locator(".savebar .tag.bad")).to_contain_text("Chưa lưu 1 ô")
    assert page.evaluate(KEPT) == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/dang-nhap*")
    assert page.evaluate(KEPT) == 0


def test_cells_are_not_written_in_the_name_of_who_signed_in_after(
    open_desk: Open, school: tuple[Site, Desk]
) -> None:
    page = open_desk("gv01", "GHK2", mon="DD")
    page.wait_for_load_state("networkidle")  # a late answer would bring the cookie back
    page.context.clear_cookies()
    other = page.context.new_page()
    sign_in(other, "gv02")
    go(page, 0, 0)
    scores(page, "t")
    expect(page.locator(".savebar")).to_contain_text("tài khoản khác")
    assert stored(school[1], "DD", "GHK2") == {}
    other.context.clear_cookies()
    sign_in(other, "gv01")
    send_again(page)
    saved(page)
    assert [row.level for row in stored(school[1], "DD", "GHK2").values()] == ["T"]


def test_what_was_written_yesterday_is_taken_back_with_the_same_key(
    open_desk: Open, school: tuple[Site, Desk]
) -> None:
    page = open_desk("gv01", "CN", mon="DD")
    go(page, 0, 0)
    scores(page, "t", "h")
    saved(page)
    scores(page, "c")
    saved(page)
    page.reload()
    go(page, 0, 0)
    page.keyboard.press("Control+z")
    box = page.locator("[data-past-box]")
    expect(box).to_contain_text("1 ô")
    expect(box.locator("li").nth(1)).to_contain_text("2 ô")
    expect(box.locator("li").nth(1)).to_contain_text("Đạo đức, mức")
    box.locator("li").nth(1).get_by_role("button", name="Hoàn tác").click()
    expect(page.locator("[data-live]")).to_contain_text("Đã hoàn tác 2 ô.")
    assert column(page, "level")[:3] == ["", "", "C"]
    levels = [row.level for row in stored(school[1], "DD", "CN").values()]
    assert sorted(levels, key=str) == ["C", None, None]
    page.keyboard.press("Control+z")
    box.get_by_role("button", name="Đóng").click()
    scores(page, "h")
    assert column(page, "level")[0] == "H"
    saved(page)


@pytest.mark.parametrize(("way", "row"), [("mouse", 0), ("Escape", 5), ("Enter", 10)])
def test_however_the_list_of_writings_closes_the_next_letter_is_written(
    open_desk: Open, way: str, row: int
) -> None:
    page = open_desk("gv01", "CHK1", mon="DD")
    go(page, row, 0)
    page.keyboard.press("Control+z")
    box = page.locator("[data-past-box]")
    expect(box).to_be_visible()
    button = box.get_by_role("button", name="Đóng")
    if way == "mouse":
        button.click()
    elif way == "Enter":
        button.press("Enter")
    else:
        page.keyboard.press("Escape")
    scores(page, "h", "t")
    assert column(page, "level")[row : row + 2] == ["H", "T"]
    saved(page)


def test_the_browsers_own_undo_in_the_list_of_writings_reaches_no_cell(open_desk: Open) -> None:
    page = open_desk("gv01", "GHK2", mon="TV")
    go(page, 0, 0)
    scores(page, "t", "h", "c")
    saved(page)
    go(page, 0, 0)
    page.get_by_role("button", name="Lần ghi trước").click()
    box = page.locator("[data-past-box]")
    expect(box.locator("li button").first).to_be_focused()
    for keys in ("Control+z", "Control+z", "Control+Shift+z", "Control+z"):
        page.keyboard.press(keys)
    expect(page.locator("textarea.pen.on")).to_have_count(0)
    box.get_by_role("button", name="Đóng").click()
    assert column(page, "level")[:3] == ["T", "H", "C"]


def test_who_types_on_while_the_list_is_on_its_way_keeps_the_keyboard(open_desk: Open) -> None:
    page = open_desk("gv01", "GHK2", mon="TOAN")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/lan-ghi", hold)
    go(page, 0, 0)
    with page.expect_request("**/lan-ghi"):
        page.keyboard.press("Control+z")
    scores(page, "h")
    page.keyboard.type("t")
    with page.expect_response("**/lan-ghi"):
        held[0].continue_()
    page.keyboard.press("Enter")
    scores(page, "c")
    assert column(page, "level")[:3] == ["H", "T", "C"]
    expect(page.locator("[data-past-box]")).to_be_hidden()
    saved(page)


def test_a_letter_typed_after_a_button_went_away_goes_into_the_cell(open_desk: Open) -> None:
    page = open_desk("gv01", "GHK1", mon="TV")
    page.route("**/luu", lambda route: route.abort())
    go(page, 0, 0)
    scores(page, "t")
    page.get_by_role("button", name="Ghi lại").click()
    page.locator("h1").click()
    scores(page, "h")
    assert column(page, "level")[:2] == ["T", "H"]
    page.unroute("**/luu")
    send_again(page)
    saved(page)
