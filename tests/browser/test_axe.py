"""axe-core finds nothing serious on the screens of every day, in light and in dark."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.desk import sign_in, watched
from tests.browser.site import Site
from tests.needs import axe

pytestmark = pytest.mark.browser

#: who, then each screen: an address and the words clicked from there
SCREENS: dict[str, tuple[tuple[str, ...], ...]] = {
    "": (("/dang-nhap",),),
    "cb001": (
        ("/hom-nay/",),
        ("/tien-do/",),
        ("/dong-mo/",),
        ("/tong-ket/", "2A"),
        ("/khen-thuong/",),
        ("/viec-can-bo/2",),
    ),
    "cb032": (("/hom-nay/",), ("/nhap-ket-qua/",), ("/diem-danh/",), ("/so-chu-nhiem/",)),
    "cb007": (("/ne-nep/ghi",), ("/so/danh-muc-ne-nep/new/",)),
    "cb031": (("/duyet-ke-hoach/",), ("/quyen-cua-toi",)),
    "cb003": (("/nhap-tu-tep",), ("/so/hoc-sinh/",), ("/chuyen-truong",)),
    "cb002": (("/thong-ke/",), ("/phan-quyen",), ("/phan-quyen/dang-nhap",), ("/nam-hoc-moi",)),
}
GRAVE = ("serious", "critical")
#: what depends on the colours; the rest is the same in the dark
COLOURS = ["color-contrast", "link-in-text-block"]

_RUN = """async ([rules, grave]) => {
  const { violations } = await axe.run(document, {
    resultTypes: ["violations"], iframes: false,
    ...(rules.length ? { runOnly: { type: "rule", values: rules } } : {}),
  });
  return violations.filter((one) => grave.includes(one.impact)).flatMap((one) =>
    one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 120)} (${node.failureSummary})`));
}"""


@cache
def source() -> str:
    """Read the checker; it stays out of static/ and is never served."""
    return axe().read_text(encoding="utf-8")


def grave(page: Page, *rules: str) -> list[str]:
    """Return what axe-core calls serious or critical on the page as it stands."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(source())
    found: list[str] = page.evaluate(_RUN, [list(rules), GRAVE])
    return found


@pytest.mark.parametrize("who", SCREENS)
def test_nothing_grave_is_found(browser: Browser, server: Site, who: str) -> None:
    faults: dict[str, list[str]] = {}
    light: dict[str, Any] = {"color_scheme": "light", "reduced_motion": "reduce"}
    with watched(browser, server.url, **light) as (page, complaints):
        if who:
            sign_in(page, who)
        for address, *words in SCREENS[who]:
            page.emulate_media(color_scheme="light")
            page.goto(address)
            for word in words:
                with page.expect_navigation():
                    page.get_by_role("link", name=word, exact=True).first.click()
            faults[page.url] = grave(page)
            page.emulate_media(color_scheme="dark")
            faults[f"{page.url} (dark)"] = grave(page, *COLOURS)
    assert complaints == []
    assert {place: found for place, found in faults.items() if found} == {}


def test_a_fault_is_found(browser: Browser, server: Site) -> None:
    """The checker works here: a field without a name, and ink too pale in the dark alone."""
    with watched(browser, server.url, color_scheme="light") as (page, _):
        page.goto("/dang-nhap")
        page.evaluate(
            "document.querySelector('main, form').append(document.createElement('input'))"
        )
        assert any(found.startswith("label:") for found in grave(page))
        assert grave(page, *COLOURS) == []
        page.emulate_media(color_scheme="dark")
        page.evaluate("document.documentElement.style.setProperty('--ink', '#444')")
        assert any(found.startswith("color-contrast:") for found in grave(page, *COLOURS))
