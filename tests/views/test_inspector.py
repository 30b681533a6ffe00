"""An inspector sees what was granted, without pupils' names, and leaves a line a look (Đ2.8)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import create_app
from jobs.database import writer
from models.access import HistoryLine
from models.base import Base
from models.people import Duty
from permissions.session import system_session
from tests.databases import KINDS, Databases, settings_for
from tests.promises.crawl import client_of, close, lay_canaries
from tests.world import World, lay_out
from views.names import hidden

FIGURE = re.compile(r'<li><a href="([^"]+)"><span>([^<]*)</span><span[^>]*><b>([\d.]+)</b>')
RESULTS, DUTIES = "/so/ket-qua/", "/so/nhiem-vu"
SCHOOL = "/hom-nay/toan-truong"


@pytest.fixture(params=KINDS)
def house(
    request: pytest.FixtureRequest,
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[World, Flask]]:
    """The program over the small school, on each kind of database."""
    with databases.school(str(request.param), lay_out) as world:
        url = world.engine.url.render_as_string(hide_password=False)
        lay_canaries(world)  # and everybody has acknowledged the regulation
        app = create_app(settings_for(url, tmp_path_factory.mktemp("data")))
        yield world, app
        close(app)


def _grant(world: World, kinds: str) -> int:
    duty = Base.metadata.tables["duty"]
    mine = (duty.c.staff_id == world.staff["inspector"]) & (duty.c.function == "inspector")
    with writer(world.engine).begin() as connection:
        connection.execute(update(duty).where(mine).values(kinds=kinds))
        return int(connection.scalar(select(duty.c.id).where(mine)) or 0)


def _looks(world: World, duty: int) -> list[str]:
    with system_session(world.engine, "thử") as session:
        lines = session.scalars(
            select(HistoryLine)
            .where(HistoryLine.entity == "duty", HistoryLine.row_id == duty)
            .order_by(HistoryLine.id)
        )
        return [json.loads(line.changes)["what"][1] for line in lines if line.action == "read"]


def test_only_the_granted_kinds_are_counted(house: tuple[World, Flask]) -> None:
    world, app = house
    client = client_of(app, "inspector")
    _grant(world, "result plan")
    page = unescape(client.get(SCHOOL).text)
    assert "Kết quả môn học" in page
    assert "Phẩm chất, năng lực" not in page
    assert {title for _, title, _ in FIGURE.findall(page)} == {
        "Đã duyệt", "Chờ duyệt", "Đã nộp nhưng muộn", "Quá hạn chưa nộp",
    }  # fmt: skip
    _grant(world, "trait")
    page = unescape(client.get(SCHOOL).text)
    assert "Phẩm chất, năng lực" in page
    assert "Kết quả môn học" not in page
    assert FIGURE.findall(page) == []


def test_the_numbers_are_the_principals(house: tuple[World, Flask]) -> None:
    _, app = house
    whole = re.compile(r"<b>([^<]+)</b> <span[^>]*>[^<]*</span></td>.*?<b>([\d.]+)</b>", re.DOTALL)
    theirs, own = (
        dict(whole.findall(client_of(app, person).get(SCHOOL).text))
        for person in ("principal", "inspector")
    )
    assert own
    assert own.items() <= theirs.items()


def test_pupils_are_numbers_and_comments_lose_their_names(house: tuple[World, Flask]) -> None:
    world, app = house
    pupils, results = Base.metadata.tables["pupil"], Base.metadata.tables["subject_result"]
    with writer(world.engine).begin() as connection:
        row, pupil = connection.execute(select(results.c.id, results.c.pupil_id).limit(1)).one()
        name = connection.scalar(select(pupils.c.full_name).where(pupils.c.id == pupil))
        said = f"{name.split()[-1]} đọc to; {name} viết đẹp."
        connection.execute(update(results).where(results.c.id == row).values(comment=said))
    at = f"{RESULTS}details/?id={row}"
    assert name in unescape(client_of(app, "principal").get(at).text)
    client = client_of(app, "inspector")
    for address in (at, RESULTS, f"{RESULTS}history/?id={row}"):
        page = unescape(client.get(address).text)
        assert name not in page
        assert f"{name.split()[-1]} đọc to" not in page
    page = unescape(client.get(at).text)
    assert f"Em {pupil}" in page
    assert "••• đọc to; ••• viết đẹp." in page


def test_every_look_is_recorded_and_found_at_the_grant(house: tuple[World, Flask]) -> None:
    world, app = house
    duty = _grant(world, "result plan")
    client = client_of(app, "inspector")
    assert client.get(SCHOOL).status_code == 200
    assert client.get("/so/hoc-sinh/").status_code == 403
    assert client.get(f"{RESULTS}?page=0&sort=level").status_code == 200
    assert _looks(world, duty) == [
        "xem “Toàn trường”, /hom-nay/toan-truong",
        "xem “Kết quả môn học”, /so/ket-qua/?page=0&sort=level",
    ]
    page = unescape(client_of(app, "principal").get(f"{DUTIES}/history/?id={duty}").text)
    assert "xem “Kết quả môn học”, /so/ket-qua/?page=0&sort=level" in page


def test_what_can_not_be_recorded_is_not_shown(
    house: tuple[World, Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, app = house
    client = client_of(app, "inspector")

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("views.looks.record_reading", full)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.get(RESULTS)
    assert answer.status_code == 500
    assert "Toán" not in answer.text


def test_other_people_leave_no_line(house: tuple[World, Flask]) -> None:
    world, app = house
    duty = _grant(world, "result")
    client_of(app, "principal").get(SCHOOL)
    client_of(app, "homeroom3a").get(RESULTS)
    assert _looks(world, duty) == []


def test_the_principal_grants_by_ticking(house: tuple[World, Flask]) -> None:
    world, app = house
    duty = _grant(world, "result")
    client = client_of(app, "principal")
    page = client.get(f"{DUTIES}/edit/?id={duty}").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    boxes = dict(re.findall(r'name="kinds" value="(\w+)"( checked)?', page))
    assert token
    assert {kind for kind, ticked in boxes.items() if ticked} == {"result"}
    form = dict(re.findall(r'<input[^>]*name="([a-z_]+)"[^>]*value="([^"]*)"', page))
    form = {name: unescape(value) for name, value in form.items() if name != "kinds"}
    chosen = re.findall(r'<select[^>]*name="(\w+)".*?</select>', page, re.DOTALL)
    for name in chosen:
        block = page[page.index(f'name="{name}"') :]
        found = re.search(r'<option value="([^"]*)" selected', block[: block.index("</select>")])
        form[name] = found[1] if found else ""
    sent = form | {"csrf_token": token[1], "kinds": ["monthly", "plan", "health"]}
    answer = client.post(f"{DUTIES}/edit/?id={duty}", data=sent)
    assert "Không có trong danh sách" in unescape(answer.text)
    answer = client.post(f"{DUTIES}/edit/?id={duty}", data=sent | {"kinds": ["plan", "monthly"]})
    assert answer.status_code in (302, 303), answer.text[:500]
    with system_session(world.engine, "thử") as session:
        assert session.get_one(Duty, duty).kinds == "monthly plan"
    shown = unescape(client.get(f"{DUTIES}/details/?id={duty}").text)
    assert "Nhận xét tháng, Kế hoạch bài dạy" in shown


def test_a_name_is_hidden_whole_and_in_parts() -> None:
    text = "An hiền. Thanh An đọc to, Nguyễn Thanh An viết; cái Ansi không phải, ăn cũng không."
    assert hidden(text, "Nguyễn Thanh An") == (
        "••• hiền. ••• đọc to, ••• viết; cái Ansi không phải, ăn cũng không."
    )
