"""What a thumb needs of a page: room to tap, nothing sideways, the current word in sight."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

#: a small telephone, held upright
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 760},
    "has_touch": True,
    "is_mobile": True,
}
#: px; a fingertip
TAP = 44

#: Menus are opened first, since what is in them is tapped too. A box or field is as large as the
#: label around it. A link that stands among other words of its block is as high as their line.
_SMALL = """least => {
  const closed = [...document.querySelectorAll("details:not([open])")];
  for (const menu of closed) menu.open = true;
  const inSight = (e) => e.checkVisibility({ visibilityProperty: true })
    && e.getClientRects().length > 0;
  const high = (e) => e.getBoundingClientRect().height;
  const inText = (link) => {
    if (getComputedStyle(link).display !== "inline") return false;
    let block = link.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const words = (e) => e.innerText.replace(/\\s+/g, " ").trim();
    return words(block) !== words(link);
  };
  const found = [...document.querySelectorAll(
    "a[href], button, select, textarea, summary, input:not([type=hidden]), [role=button]")]
    .filter((e) => inSight(e) && !e.matches(".sr"))
    .filter((e) => Math.max(high(e), ...[...(e.labels ?? [])].map(high)) < least - 0.5)
    .filter((e) => !inText(e))
    .map((e) => `${e.tagName} ${e.className} ${Math.round(high(e))} px: ${e.innerText || e.name}`);
  for (const menu of closed) menu.open = false;
  return found;
}"""

#: A strip is whatever scrolls sideways and holds something current.
_OUT_OF_SIGHT = """() => [...document.querySelectorAll("[aria-current]")].flatMap((current) => {
  let strip = current.parentElement;
  const scrolls = (e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowX)
    && e.scrollWidth > e.clientWidth;
  while (strip && strip !== document.body && !scrolls(strip)) strip = strip.parentElement;
  if (!strip || strip === document.body || !current.checkVisibility()) return [];
  const [place, frame] = [current.getBoundingClientRect(), strip.getBoundingClientRect()];
  return place.left >= frame.left - 1 && place.right <= frame.right + 1
    ? [] : [`${strip.className}: ${current.innerText}`];
})"""

_ROWS = """() => {
  const heads = [...document.querySelectorAll(".grid thead th")];
  const top = Math.max(...heads.map((th) => th.getBoundingClientRect().bottom));
  const place = (css) => document.querySelector(css).getBoundingClientRect();
  const bottom = Math.min(innerHeight, place(".savebar").top, place(".grid-wrap").bottom);
  return [...document.querySelectorAll(".grid tbody tr")].filter((tr) => {
    const row = tr.getBoundingClientRect();
    return row.top >= top - 1 && row.bottom <= bottom + 1;
  }).length;
}"""


def small(page: Page) -> list[str]:
    """Return what is tapped and lower than a fingertip; a link in a sentence may be."""
    found: list[str] = page.evaluate(_SMALL, TAP)
    return found


def out_of_sight(page: Page) -> list[str]:
    """Return the strips that scroll sideways and don't show what is current in them."""
    found: list[str] = page.evaluate(_OUT_OF_SIGHT)
    return found


def sideways(page: Page) -> int:
    """Return by how many px the page is wider than the screen (innerWidth zooms out with it)."""
    root = "document.documentElement"
    return int(page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))


def rows_in_sight(page: Page) -> int:
    """Return how many rows of an entry grid are wholly seen between its head and the foot bar."""
    return int(page.evaluate(_ROWS))
