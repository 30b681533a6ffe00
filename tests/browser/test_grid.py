"""The entry desk in a real Chromium: typed fast, pasted, undone, composed, contested, closed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk import sign_in
from tests.browser.grids import Open, column, go, paste, saved, send_again, stored
from tests.browser.site import Site
from tests.models.desk import Desk, close

pytestmark = pytest.mark.browser


def test_35_scores_in_70_keys_typed_fast_land_on_35_pupils(
    open_desk: Open, school: tuple[Site, Desk]
) -> None:
    page = open_desk("gv01", "CN", mon="TOAN")
    go(page, 0, 1)
    wanted = [str(n % 9 + 1) for n in range(35)]
    for score in wanted:
        page.keyboard.type(score)
        page.keyboard.press("Enter")
    assert column(page, "score") == wanted
    saved(page)
    assert sorted(str(r.score) for r in stored(school[1], "TOAN", "CN").values()) == sorted(wanted)
    page.reload()
    assert column(page, "score") == wanted
    expect(page.locator("th[data-field=score] [data-count]")).to_have_text("35/35")


def test_ten_takes_two_keys_and_arrows_and_tab_commit_what_was_typed(open_desk: Open) -> None:
    page = open_desk("gv01", "CHK1", mon="TOAN")
    go(page, 0, 0)
    for key in ("t", "Tab", "1", "0", "ArrowDown", "9", "ArrowLeft", "h", "Shift+Enter"):
        page.keyboard.press(key)
    assert column(page, "level")[:2] == ["T", "H"]
    assert column(page, "score")[:2] == ["10", "9"]
    saved(page)
    page.keyboard.press("F2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    assert column(page, "level")[0] == "T"
    page.keyboard.press("Delete")
    assert column(page, "level")[0] == ""
    page.keyboard.press("Control+z")
    assert column(page, "level")[0] == "T"
    page.keyboard.press("Control+y")
    assert column(page, "level")[0] == ""


def test_a_paste_of_35_by_3_with_four_bad_cells_and_its_single_undo(
    open_desk: Open, school: tuple[Site, Desk]
) -> None:
    page = open_desk("gv01", "CN", mon="TV")
    go(page, 0, 0)
    lines = [["t", str(n % 9 + 1), f"Đọc tốt, {n}."] for n in range(35)]
    lines[3][0], lines[7][1], lines[8][1], lines[20][0] = "X", "8,5", "11", "Đ"
    lines[5][2] = '"Em nói: ""tốt"",\nviết rõ."'
    paste(page, "\r\n".join("\t".join(line) for line in lines))
    expect(page.locator("td.no")).to_have_count(4)
    expect(page.locator("[data-live]")).to_contain_text("4 ô chưa nhận")
    expect(page.locator("[data-pop]")).to_contain_text("Mức môn học chỉ có T, H, C")
    saved(page)
    rows = stored(school[1], "TV", "CN")
    assert len(rows) == 35
    assert sum(row.level is None for row in rows.values()) == 2
    assert 'Em nói: "tốt",\nviết rõ.' in {row.comment for row in rows.values()}
    page.keyboard.press("Control+z")
    assert set(column(page, "level")) == {""}
    expect(page.locator("td.no")).to_have_count(0)
    saved(page)
    rows = stored(school[1], "TV", "CN")
    assert {(r.level, r.score, r.comment) for r in rows.values()} == {(None, None, None)}


def test_a_range_is_copied_as_excel_reads_it_and_filled_down(open_desk: Open) -> None:
    page = open_desk("gv01", "GHK1", mon="TV")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    go(page, 0, 0)
    paste(page, "T\tĐọc trôi chảy.\nH\tViết rõ.")
    go(page, 0, 0)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("td.range")).to_have_count(4)
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines() == ["T\tĐọc trôi chảy.", "H\tViết rõ."]
    go(page, 5, 0)
    page.keyboard.press("Control+v")
    assert column(page, "comment")[5:7] == ["Đọc trôi chảy.", "Viết rõ."]
    go(page, 5, 0)
    for _ in range(3):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+d")
    assert column(page, "level")[5:9] == ["T"] * 4
    page.keyboard.press("Control+z")
    assert column(page, "level")[5:9] == ["T", "H", "", ""]
    saved(page)


def test_a_read_only_column_keeps_its_values_and_says_whose_it_is(open_desk: Open) -> None:
    page = open_desk("gv01", "GHK1")
    nn1 = page.locator("th[data-label^='Ngoại ngữ 1']").first
    at = page.evaluate(
        "h => [...document.querySelectorAll('th[data-field]')].indexOf(h)", nn1.element_handle()
    )
    read = """at => [...document.querySelectorAll("tbody tr")].map(
        (tr) => tr.querySelectorAll("td[data-c]")[at].textContent)"""
    before = page.evaluate(read, at)
    go(page, 0, at)
    page.keyboard.type("T")
    expect(page.locator("[data-live]")).to_contain_text("không thuộc phần được phân công")
    paste(page, "T\nT")
    expect(page.locator("[data-live]")).to_contain_text("2 ô chỉ đọc")
    assert page.evaluate(read, at) == before


def test_letters_that_an_input_method_composes_are_never_lost(open_desk: Open) -> None:
    page = open_desk("gv01", "GHK2", mon="TOAN")
    go(page, 0, 1)
    ime = page.context.new_cdp_session(page)
    for part in ("v", "vi", "viê", "viêt", "viết"):
        ime.send(
            "Input.imeSetComposition",
            {"text": part, "selectionStart": len(part), "selectionEnd": len(part)},
        )
    ime.send("Input.insertText", {"text": "viết đẹp"})
    page.keyboard.press("Enter")
    assert column(page, "comment")[0] == "viết đẹp"
    page.keyboard.type("Đọc rõ")
    page.keyboard.press("Enter")
    assert column(page, "comment")[:2] == ["viết đẹp", "Đọc rõ"]
    saved(page)


def test_two_people_on_one_cell_choose_between_two_named_values(open_desk: Open) -> None:
    first, second = (open_desk("gv01", "GHK1", mon="DD") for _ in range(2))
    for page, letter in ((first, "H"), (second, "T")):
        go(page, 0, 0)
        page.keyboard.type(letter)
        page.keyboard.press("Enter")
        if page is first:
            saved(page)
    expect(second.locator("td.clash")).to_have_count(1)
    second.keyboard.press("ArrowUp")
    slip = second.locator("[data-pop]")
    expect(slip).to_contain_text("Hai người cùng sửa")
    expect(slip).to_contain_text("Cô Trâm")
    expect(slip.get_by_role("button", name="Giữ H đã lưu")).to_be_visible()
    second.keyboard.press("Enter")
    expect(slip.get_by_role("button", name="Giữ H đã lưu")).to_be_focused()
    second.keyboard.press("ArrowRight")
    expect(slip.get_by_role("button", name="Ghi T của tôi")).to_be_focused()
    second.keyboard.press("Enter")
    saved(second)
    first.reload()
    assert column(first, "level")[0] == "T"


def test_a_network_that_fails_keeps_the_cells_and_sends_them_later(open_desk: Open) -> None:
    page = open_desk("gv01", "GHK2", mon="DD")
    page.route("**/luu", lambda route: route.abort())
    go(page, 0, 0)
    page.keyboard.type("T")
    page.keyboard.press("Enter")
    expect(page.locator(".savebar .tag.bad")).to_contain_text("Chưa lưu 1 ô")
    expect(page.locator("td.new")).to_have_count(1)
    page.unroute("**/luu")
    send_again(page)
    saved(page)
    page.reload()
    assert column(page, "level")[0] == "T"


def test_an_ended_session_asks_to_sign_in_and_then_saves(open_desk: Open) -> None:
    page = open_desk("gv02", "GHK2")
    page.wait_for_load_state("networkidle")  # an answer on its way would bring the cookie back
    cookies = page.context.cookies()
    page.context.clear_cookies()
    go(page, 1, 0)
    page.keyboard.type("H")
    page.keyboard.press("Enter")
    expect(page.locator(".savebar")).to_contain_text("Phiên làm việc đã hết")
    assert cookies
    other = page.context.new_page()
    sign_in(other, "gv02")
    other.close()
    send_again(page)
    saved(page)
    page.reload()
    assert column(page, "level")[1] == "H"


def test_a_link_leads_to_the_very_cell_and_f3_to_the_next_empty_one(
    open_desk: Open, school: tuple[Site, Desk]
) -> None:
    desk = school[1]
    page = open_desk("gv01", "GHK1", pupil=str(desk.pupils[20]), unit=str(desk.units["PC3"]),
                     field="level")  # fmt: skip
    pen = page.locator("textarea.pen")
    expect(pen).to_be_focused()
    expect(pen).to_have_attribute("aria-label", "Võ Ngọc Ánh, Chăm chỉ, mức: trống")
    page.keyboard.type("d")
    page.keyboard.press("F3")
    expect(pen).not_to_have_attribute("aria-label", "Võ Ngọc Ánh, Chăm chỉ, mức: trống")
    saved(page)


def test_a_lock_that_closes_while_typing_refuses_the_cells_and_keeps_what_was_typed(
    open_desk: Open, school: tuple[Site, Desk]
) -> None:
    desk = school[1]
    page = open_desk("gv01", "CHK1", mon="DD")
    go(page, 0, 0)
    page.keyboard.type("T")
    close(desk, "CHK1")
    page.keyboard.press("Enter")
    expect(page.locator("td.no")).to_have_count(1)
    assert column(page, "level")[0] == "T"
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-pop]")).to_contain_text("đã đóng lúc")
    assert stored(desk, "DD", "CHK1") == {}
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator(".note")).to_contain_text("Cuối học kì I đã đóng.")
    expect(page.locator(".note")).to_contain_text("Cô Võ Thị Hồng Loan đóng toàn trường lúc")
    go(page, 0, 0)
    page.keyboard.type("T")
    expect(page.locator("[data-live]")).to_contain_text("đã đóng lúc")
    assert set(column(page, "level")) == {""}


def test_at_phone_width_the_desk_is_usable_and_the_page_does_not_scroll_sideways(
    open_desk: Open,
) -> None:
    page = open_desk("gv01", "GHK1", mon="TOAN")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    go(page, 2, 0)
    page.keyboard.type("H")
    page.keyboard.press("Enter")
    assert column(page, "level")[2] == "H"
    saved(page)
