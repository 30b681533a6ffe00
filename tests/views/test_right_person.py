"""Each entry desk: the right person opens it and saves a cell; a wrong one can do neither.

A new desk is one more line of DESKS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from models.access import HistoryLine
from permissions.session import system_session
from tests.databases import KINDS, Databases
from tests.promises.crawl import app_of, close, lay_canaries
from tests.views.conftest import Browser, signed_in
from tests.world import START, World, lay_out

LAST_DAY = START + timedelta(days=1)


@dataclass(frozen=True)
class Desk:
    """An entry screen of 3A: who fills it in, who may not, where, and one save.

    ``page`` and ``save`` get the world; ``save`` returns an address and what is sent: cells or
    marks as JSON, anything else as a form. ``written``: the table that the history then names.
    """

    right: str
    wrong: tuple[str, ...]
    page: Callable[[World], str]
    save: Callable[[World], tuple[str, dict[str, Any]]]
    written: str


def at(form: str) -> Callable[[World], str]:
    """Return an address by names: "/diem-danh/{room}/…"."""

    def address(world: World) -> str:
        return form.format(
            room=world.klass["3A"],
            em=world.pupil["3A"][2],
            day=LAST_DAY.isoformat(),
            **world.period,
        )

    return address


def cell(form: str, field: str, new: Any, unit: str = "") -> Callable[[World], Any]:
    """Return the save of one empty cell of the third pupil."""

    def save(world: World) -> tuple[str, dict[str, Any]]:
        one = {"row": world.pupil["3A"][2], "field": field, "old": None, "new": new}
        return at(form)(world), {"cells": [one | ({"unit": world.unit[unit]} if unit else {})]}

    return save


def mark(world: World) -> tuple[str, dict[str, Any]]:
    """Return the save of an absence."""
    one = {"pupil": world.pupil["3A"][2], "old": "", "new": "P"}
    return at("/diem-danh/{room}/{day}/sang/luu")(world), {"marks": [one], "done": False}


def form(address: str, **fields: Any) -> Callable[[World], Any]:
    """Return the save of a form; a field that is callable gets the world."""

    def save(world: World) -> tuple[str, dict[str, Any]]:
        filled = {k: v(world) if callable(v) else v for k, v in fields.items()}
        return at(address)(world), filled

    return save


def third(world: World) -> int:
    return world.pupil["3A"][2]


RESULTS, SAVE = "/nhap-ket-qua/{room}/{CN}", "/nhap-ket-qua/{room}/{CN}/luu"
FAULT, CLASS_FAULT = "/ne-nep/ghi/{room}/1", "/ne-nep/ghi/{room}/2"
PROFILE = "/so/hoc-sinh/details/?id={em}"
STRANGERS = ("homeroom3c", "english3b")

DESKS = {
    "results, class teacher": Desk(
        "homeroom3a",
        STRANGERS,
        at(RESULTS + "?mon=TOAN"),
        cell(SAVE, "level", "T", "TOAN"),
        "subject_result",
    ),
    "results, subject teacher": Desk(
        "english3a",
        STRANGERS,
        at(RESULTS + "?mon=NN1"),
        cell(SAVE, "level", "H", "NN1"),
        "subject_result",
    ),
    "traits": Desk(
        "homeroom3a",
        STRANGERS,
        at(RESULTS + "?phan=nang-luc"),
        cell(SAVE, "level", "Đ", "PC1"),
        "trait_result",
    ),
    "monthly comments": Desk(
        "homeroom3a",
        (*STRANGERS, "english3a"),
        at("/nhan-xet-thang/{room}/{M09}"),
        cell("/nhan-xet-thang/{room}/{M09}/luu", "comment", "Em tiến bộ."),
        "monthly_comment",
    ),
    "attendance": Desk(
        "homeroom3a",
        (*STRANGERS, "english3a", "nurse"),
        at("/diem-danh/{room}/{day}/sang"),
        mark,
        "absence",
    ),
    "conduct, duty team": Desk(
        "conduct",
        (*STRANGERS, "english3a", "nurse"),
        at("/ne-nep/ghi/{room}"),
        form(FAULT, em=third),
        "conduct_entry",
    ),
    "conduct, class teacher": Desk(
        "homeroom3a",
        (*STRANGERS, "office"),
        at("/ne-nep/ghi/{room}"),
        form(CLASS_FAULT),
        "conduct_entry",
    ),
    "health, a visit": Desk(
        "nurse",
        (*STRANGERS, "homeroom3a", "office"),
        at("/suc-khoe/luot-moi?em={em}"),
        form("/suc-khoe/luot-moi?em={em}", complaint="Sốt"),
        "health_visit",
    ),
    "health, a round": Desk(
        "nurse",
        (*STRANGERS, "office"),
        at("/suc-khoe/do/{room}/{SK1}"),
        cell("/suc-khoe/do/{room}/{SK1}/luu", "height", "131,5"),
        "measurement",
    ),
    "particulars, class teacher": Desk(
        "homeroom3a",
        STRANGERS,
        at(PROFILE),
        form("/ho-so/{em}", **{"seen.declared.1": "", "declared.1": "1,5"}),
        "declared_value",
    ),
    "homeroom book": Desk(
        "homeroom3a",
        (*STRANGERS, "english3a", "nurse"),
        at("/so-chu-nhiem/{room}/tuan/{T01}"),
        form("/so-chu-nhiem/{room}/tuan/{T01}", **{"viec-moi1": "Trực nhật"}),
        "week_task",
    ),
}


@pytest.fixture(scope="module", params=KINDS)
def house(
    databases: Databases, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, Flask]]:
    """The program over the small world, on each database; each desk writes cells of its own."""
    with databases.school(str(request.param), lay_out) as world:
        lay_canaries(world)
        app = app_of(world, tmp_path_factory.mktemp("data"))
        yield world, app
        close(app)


def written(world: World) -> dict[str, int]:
    """Count the history's lines by table."""
    with system_session(world.engine, "xem") as session:
        counts = select(HistoryLine.entity, func.count()).group_by(HistoryLine.entity)
        return dict(session.execute(counts).all())


def sent(app: Flask, person: str, address: str, filled: dict[str, Any]) -> Any:
    """Save as a person."""
    browser = Browser(signed_in(app, f"token {person}"))
    if not {"cells", "marks"} & filled.keys():
        return browser.post(address, filled)
    headers = {"X-CSRF-Token": browser.token()}
    return browser.client.post(address, json=filled, headers=headers)


@pytest.mark.parametrize("name", DESKS)
def test_the_right_person_saves_and_a_wrong_one_does_not_get_in(
    house: tuple[World, Flask], name: str
) -> None:
    (world, app), desk = house, DESKS[name]
    address, filled = desk.save(world)
    before = written(world)
    for person in desk.wrong:
        stranger = Browser(signed_in(app, f"token {person}"))
        assert stranger.get(desk.page(world)).status_code in (403, 404), person
        assert sent(app, person, address, filled).status_code in (403, 404), person
    assert written(world) == before
    assert Browser(signed_in(app, f"token {desk.right}")).get(desk.page(world)).status_code == 200
    answer = sent(app, desk.right, address, filled)
    assert answer.status_code in (200, 303), answer.text
    changed = {n: k - before.get(n, 0) for n, k in written(world).items() if k > before.get(n, 0)}
    assert changed.get(desk.written) == 1, (changed, answer.text)
