"""Conduct has no totals by pupil (Điều 6.1, TT 19/2025): on no page, in no export, to nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import insert

from models.base import Base
from tests.promises.crawl import addresses, text_of
from tests.views.conftest import AsPerson, Browser
from tests.world import World

ENTRY = Base.metadata.tables["conduct_entry"]
#: points of each pupil of 3A, with sums that no other number of a page is likely to be
GIVEN = {0: (-83, -94), 2: (-71, -68)}
SUMS = [str(-sum(points)) for points in GIVEN.values()]
#: where conduct could be shown: its own rooms, and those that tell of a pupil or a class
ROOMS = re.compile(
    r"conduct|record_conduct|board|homeroom|today|profile|record_pupil\.|record_school_class\."
)
WATCHERS = ("conduct", "homeroom3a", "principal", "vice")


@pytest.fixture
def many_points(school: World) -> World:
    """Two pupils of 3A with several faults each, all of the same week."""
    first = dict(school.rows["conduct_entry"][0])
    rows = [
        first | {"id": 800 + 10 * at + n, "pupil_id": school.pupil["3A"][at], "points": p}
        for at, points in GIVEN.items()
        for n, p in enumerate(points)
    ]
    with school.engine.begin() as connection:
        connection.execute(insert(ENTRY), rows)
    return school


def sums_in(text: str) -> list[str]:
    """Return the sums that a text shows, alone or signed; not in addresses, names of files, ids."""
    shown = re.sub(r'(href|src|action|name|id|for|value|content)="[^"]*"', " ", text)
    return re.findall(rf"(?<![\w.])(?:{'|'.join(SUMS)})(?![\w.])", shown)


def seen(app: Flask, browser: Browser) -> Iterator[tuple[str, str]]:
    """Open each page, export and list of those rooms; give (address, text) of what opens."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not ROOMS.match(rule.endpoint):
            continue
        for address in addresses(app, rule):
            verb = rule.endpoint.partition(".")[2]
            query = "?id=800" if "conduct_entry" in rule.endpoint else "?id=1"
            answer = browser.get(address + (query if verb.endswith("_view") else ""), buffered=True)
            if answer.status_code == 200:
                yield address, text_of(answer)


@pytest.mark.parametrize("person", WATCHERS)
def test_nobody_meets_a_sum_of_a_pupils_points(
    many_points: World, app: Flask, as_person: AsPerson, person: str
) -> None:
    pages = dict(seen(app, as_person(person)))
    assert [(at, sums_in(text)) for at, text in pages.items() if sums_in(text)] == []
    week = pages[f"/ne-nep/lop/{many_points.klass['3A']}/{many_points.period['T01']}"]
    assert re.search(r"\b83\b", week)  # the single points are there, and the class's own sum
    assert "Em 3A-1" in week
    assert len(pages) > 15


def test_a_sum_would_be_found() -> None:
    for shown in ("<td>-177</td>", '{"total": -177}', "<b>−139</b> điểm", "<v>-139</v>"):
        assert sums_in(shown), shown
    assert sums_in('<a href="/ne-nep/muc/177">177a</a>') == []


@pytest.mark.parametrize("person", ["conduct", "principal", "vice"])
def test_the_ranking_of_the_week_names_no_pupil(
    many_points: World, as_person: AsPerson, person: str
) -> None:
    page = as_person(person).get(f"/ne-nep/tuan?tuan={many_points.period['T01']}").text
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert all(name in table for name in ("3A", "3B", "3C"))
    assert "Em 3" not in page
