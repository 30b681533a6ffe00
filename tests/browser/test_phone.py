"""The daily screens with one thumb on a telephone of 360 px, each as the person at work there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.desk import sign_in, watched
from tests.browser.site import Site
from tests.browser.thumb import PHONE, out_of_sight, rows_in_sight, sideways, small

pytestmark = pytest.mark.browser

#: who, then each screen: an address and the words tapped from there
WALKS: dict[str, tuple[tuple[str, ...], ...]] = {
    "cb031": (
        ("/diem-danh/",),
        ("/diem-danh/", "Cả tháng"),
        ("/diem-danh/", "Đơn xin nghỉ"),
        ("/ne-nep/lop",),
        ("/duyet-ke-hoach/",),
        ("/ke-hoach/",),
        ("/quyen-cua-toi",),
    ),
    "cb007": (
        ("/ne-nep/ghi",),
        ("/ne-nep/ghi", "3B"),
        ("/ne-nep/ghi", "3B", "Quên khăn quàng"),
        ("/ne-nep/tuan",),
    ),
    "cb005": (("/suc-khoe/phong-y-te",),),
    "cb032": (
        ("/hom-nay/",),
        ("/nhap-ket-qua/",),
        ("/nhap-ket-qua/", "Phẩm chất, năng lực"),
        ("/nhap-ket-qua/", "Nhận xét tháng"),
        ("/so-chu-nhiem/",),
        ("/so-chu-nhiem/", "Theo dõi hằng ngày"),
        ("/so-chu-nhiem/", "Mở tuần 33"),
    ),
    "cb061": (("/nhap-ket-qua/",),),
    "cb001": (("/tien-do/",), ("/tong-ket/", "2A")),
}
#: the fewest rows of pupils that a grid shows below its tools
ROWS = 4


@contextmanager
def phone(browser: Browser, server: Site, who: str) -> Iterator[Page]:
    """Sign somebody in on a telephone; a complaint of browser or server fails the test."""
    with watched(browser, server.url, **PHONE) as (page, complaints):
        sign_in(page, who)
        yield page
    assert complaints == []


def reach(page: Page, address: str, *words: str) -> str:
    """Open an address and tap words from there; return where that led, to name it."""
    page.goto(address)
    for word in words:
        with page.expect_navigation():
            page.get_by_role("link", name=word, exact=len(word) < len("Mở tuần")).first.tap()
    page.evaluate("document.fonts.ready")
    return " > ".join((address, *words))


def fits(page: Page) -> None:
    """Everything can be tapped, nothing goes sideways, what is current is in sight."""
    assert sideways(page) <= 0
    assert small(page) == []
    assert out_of_sight(page) == []
    if page.locator("table.grid").count():
        assert rows_in_sight(page) >= ROWS


@pytest.mark.parametrize("who", WALKS)
def test_the_daily_screens_fit_a_thumb(browser: Browser, server: Site, who: str) -> None:
    faults = {}
    with phone(browser, server, who) as page:
        for screen in WALKS[who]:
            name = reach(page, *screen)
            try:
                fits(page)
            except AssertionError as fault:
                faults[name] = str(fault)
    assert faults == {}


def test_a_visit_to_the_nurse_is_ticked_with_a_thumb(browser: Browser, server: Site) -> None:
    with phone(browser, server, "cb005") as page:
        page.goto("/suc-khoe/phong-y-te")
        page.get_by_label("Em nào xuống phòng y tế?").tap()
        page.keyboard.type("bao")
        page.locator("[role=option][data-id]").first.tap()
        page.wait_for_selector("form.visit")
        fits(page)


def test_the_way_in_fits_a_thumb(browser: Browser, server: Site) -> None:
    with watched(browser, server.url, **PHONE) as (page, _):
        page.goto("/dang-nhap")
        fits(page)
        page.evaluate("document.querySelector('form').style.width = '400px'")
        assert sideways(page) > 0


@pytest.mark.parametrize(
    ("file", "instead", "notices"),
    [("css/touch.css", "", small), ("js/strips.js", "export function strips() {}", out_of_sight)],
    ids=["touch.css", "strips.js"],
)
def test_what_makes_room_is_what_is_measured(
    browser: Browser, server: Site, file: str, instead: str, notices: object
) -> None:
    """Without our sheet, or our module, the measures above find something on the roll."""
    assert callable(notices)
    kind = "text/css" if file.endswith("css") else "text/javascript"

    def answer(route: Route) -> None:
        route.fulfill(body=instead, content_type=kind)

    with phone(browser, server, "cb031") as page:
        reach(page, "/duyet-ke-hoach/")
        assert notices(page) == []
        page.route(f"**/{file}*", answer)
        reach(page, "/duyet-ke-hoach/")
        assert notices(page)
