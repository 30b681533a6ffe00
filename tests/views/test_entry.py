"""The desk's pages and its batch endpoint: what is said before typing, and every kind of answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from time import sleep, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from jobs.database import writer
from models.access import Reminder
from models.assessment import SubjectResult
from models.assessment.entry import save_batch
from models.base import utc_now
from models.batch import Cell
from permissions import guard
from permissions.session import actor_session, system_session
from tests.conftest import Lay
from tests.models.desk import Desk, build, close
from tests.programs import program_over

As = Callable[[str | None], FlaskClient]
MOST_QUESTIONS = 12
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@pytest.fixture
def desk(lay: Lay) -> Desk:
    return lay(build, pupils=3)


@pytest.fixture
def app(desk: Desk, tmp_path: Path) -> Flask:
    return program_over(desk.engine, tmp_path)


@pytest.fixture
def as_staff(app: Flask) -> As:
    """Return a browser of a staff code (None: nobody)."""

    def browser(code: str | None) -> FlaskClient:
        client = app.test_client()
        if code is not None:
            with client.session_transaction() as cookie:
                cookie["_user_id"], cookie["since"] = code * 4, time()
        return client

    return browser


def url(desk: Desk, period: str = "CN", tail: str = "") -> str:
    return f"/nhap-ket-qua/{desk.class_id}/{desk.periods[period]}{tail}"


def test_a_subject_opens_with_at_most_twelve_questions(desk: Desk, as_staff: As) -> None:
    asked: list[str] = []
    event.listen(desk.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    assert as_staff("GV01").get(url(desk, tail="?mon=TOAN")).status_code == 200
    assert len([said for said in asked if said != "BEGIN"]) <= MOST_QUESTIONS, "\n".join(asked)


def send(client: FlaskClient, desk: Desk, *cells: Any, token: str | None = None) -> Any:
    if token is None:
        found = TOKEN.search(client.get("/quyen-cua-toi").text)
        token = found[1] if found else ""
    return client.post(
        url(desk, tail="/luu"), json={"cells": list(cells)}, headers={"X-CSRF-Token": token}
    )


def level(desk: Desk, n: int, old: Any, new: Any, unit: str = "TOAN") -> dict[str, Any]:
    row = {"row": desk.pupils[n], "unit": desk.units[unit], "field": "level"}
    return row | {"old": old, "new": new}


def test_a_batch_is_answered_cell_by_cell_with_200(desk: Desk, as_staff: As) -> None:
    client = as_staff("GV01")
    reply = send(client, desk, level(desk, 0, None, "t"), level(desk, 1, None, "Đ"))
    assert reply.status_code == 200
    assert re.fullmatch(r"\d\d:\d\d", reply.json["saved_at"])
    saved, refused = reply.json["cells"]
    assert saved == {"state": "saved", "value": "T"}
    assert refused["state"] == "refused"
    assert "TT 27/2020" in refused["reason"]
    clash = send(client, desk, level(desk, 0, None, "C")).json["cells"][0]
    assert clash["state"] == "conflict"
    assert (clash["value"], clash["given"], clash["who"]) == ("T", "C", "Cô Trâm")
    assert re.fullmatch(r"\d\d:\d\d", clash["at"])


def test_without_a_session_or_token_or_in_anothers_class_nothing_is_written(
    desk: Desk, as_staff: As
) -> None:
    cell = level(desk, 0, None, "T")
    nobody = send(as_staff(None), desk, cell)
    assert nobody.status_code == 401
    assert nobody.json["message"]
    assert send(as_staff("GV01"), desk, cell, token="x").status_code == 403  # noqa: S106
    client = as_staff("GV01")
    token = TOKEN.search(client.get("/quyen-cua-toi").text)
    assert token
    elsewhere = client.post(
        f"/nhap-ket-qua/{desk.class_id + 99}/{desk.periods['CN']}/luu",
        json={"cells": [cell]},
        headers={"X-CSRF-Token": token[1]},
    )
    assert elsewhere.status_code == 404
    (answer,) = send(as_staff("HT01"), desk, cell).json["cells"]
    assert answer["state"] == "refused"
    with system_session(desk.engine, "xem") as session:
        assert session.scalars(select(SubjectResult)).all() == []


UNREADABLE: list[Any] = [
    None,
    [],
    {"cells": "x"},
    {"cells": [1]},
    {"cells": [{"row": "1", "unit": 1, "field": "level"}]},
    {"cells": [{"row": 2**70, "unit": 1, "field": "level", "new": "T"}]},
    {"cells": [{"row": True, "unit": 1, "field": "level", "new": "T"}]},
    {"cells": [{}] * 5001},
]


def test_a_batch_that_cannot_be_read_is_422(desk: Desk, as_staff: As) -> None:
    client = as_staff("GV01")
    token = TOKEN.search(client.get("/quyen-cua-toi").text)
    assert token
    for body in UNREADABLE:
        reply = client.post(url(desk, tail="/luu"), json=body, headers={"X-CSRF-Token": token[1]})
        assert reply.status_code == 422, body


def test_the_page_says_what_is_open_and_whose_it_is_before_anyone_types(
    desk: Desk, as_staff: As
) -> None:
    close(desk, "CN", at=utc_now() + timedelta(days=2))
    close(desk, "CHK1")
    own = as_staff("GV01").get(url(desk)).text
    assert "Mở đến" in own
    assert "Ngoại ngữ 1 của lớp này không thuộc phần được phân công" in own
    shut = as_staff("GV01").get(url(desk, "CHK1")).text
    assert "Cuối học kì I đã đóng." in shut
    assert "Hỏi cô Võ Thị Hồng Loan." in shut
    assert 'class="lv need' not in shut
    theirs = as_staff("GV02").get(url(desk)).text
    assert "Toán" not in theirs
    head = as_staff("HT01").get(url(desk)).text
    assert "Chỉ xem" in head
    traits = as_staff("GV01").get(url(desk) + "?phan=nang-luc").text
    assert "Phẩm chất chủ yếu" in traits
    assert "Yêu nước, mức" in traits


def test_the_desk_opens_at_the_own_class_and_a_link_at_its_cell(desk: Desk, as_staff: As) -> None:
    client = as_staff("GV01")
    assert client.get("/nhap-ket-qua/").location.startswith(f"/nhap-ket-qua/{desk.class_id}/")
    pupil, unit = desk.pupils[1], desk.units["PC1"]
    page = client.get(url(desk) + f"?pupil={pupil}&unit={unit}&field=level").text
    assert f'data-go-row="{pupil}" data-go-unit="{unit}" data-go-field="level"' in page
    assert client.get(url(desk) + "?pupil=x&unit=999&field=y&mon=?").status_code == 200
    assert client.get(f"/nhap-ket-qua/{2**70}/1").status_code == 404
    assert client.get(f"/nhap-ket-qua/{desk.class_id}/{2**70}").status_code == 404


def test_values_from_a_file_are_confirmed_with_one_click(desk: Desk, as_staff: As) -> None:
    with system_session(desk.engine, "nhập", capacities={"importer"}) as session:
        session.add(
            SubjectResult(
                class_id=desk.class_id,
                unit_id=desk.units["TOAN"],
                period_id=desk.periods["CN"],
                pupil_id=desk.pupils[0],
                level="T",
                from_file=True,
            )
        )
        session.commit()
    client = as_staff("GV01")
    page = client.get(url(desk)).text
    assert "Xác nhận Toán" in page
    assert "Xác nhận Toán" not in as_staff("HT01").get(url(desk)).text
    token = TOKEN.search(page)
    assert token
    form = {"csrf_token": token[1], "unit": desk.units["TOAN"]}
    assert client.post(url(desk, tail="/xac-nhan"), data=form).status_code == 303
    page = client.get(url(desk)).text
    assert "Xác nhận Toán" not in page
    assert "Đã xác nhận kết quả nhập từ tệp của 1 em." in page


def test_two_people_who_create_the_same_row_at_once_get_an_answer_each(
    desk: Desk, as_staff: As
) -> None:
    client = as_staff("GV01")
    token = TOKEN.search(client.get("/quyen-cua-toi").text)
    assert token
    cell = level(desk, 0, None, "C")
    with (
        ThreadPoolExecutor(1) as other,
        actor_session(writer(desk.engine), desk.actor("GV01")) as session,
    ):
        mine = Cell(desk.pupils[0], desk.units["TOAN"], "level", None, "T")
        save_batch(session, guard, desk.class_id, desk.periods["CN"], [mine])
        waiting = other.submit(send, client, desk, cell, token=token[1])
        sleep(0.5)
        session.commit()
        reply = waiting.result(30)
    assert reply.status_code == 200
    assert reply.json["cells"][0]["state"] == "conflict"
    assert reply.json["cells"][0]["value"] == "T"


def test_own_writings_are_listed_and_taken_back_another_day(desk: Desk, as_staff: As) -> None:
    client = as_staff("GV01")
    send(client, desk, level(desk, 0, None, "T"), level(desk, 1, None, "H"))
    send(client, desk, level(desk, 1, "H", "C"))
    newest, first = client.get(url(desk, tail="/lan-ghi")).json["batches"]
    assert (first["count"], newest["count"]) == (2, 1)
    assert first["columns"] == [[desk.units["TOAN"], "level", 2]]
    assert as_staff("HT01").get(url(desk, tail="/lan-ghi")).json == {"batches": []}
    token = TOKEN.search(client.get("/quyen-cua-toi").text)
    assert token

    def undo(who: FlaskClient, **body: Any) -> Any:
        found = TOKEN.search(who.get("/quyen-cua-toi").text)
        assert found
        return who.post(url(desk, tail="/lan-ghi"), json=body, headers={"X-CSRF-Token": found[1]})

    reply = undo(client, id=first["id"])
    row = {"unit": desk.units["TOAN"], "field": "level"}
    assert reply.json["cells"] == [
        row | {"row": desk.pupils[0], "state": "saved", "value": None},
        row
        | {"row": desk.pupils[1], "state": "conflict", "value": "C", "given": None}
        | {name: reply.json["cells"][1][name] for name in ("who", "at")},
    ]
    assert undo(as_staff("HT01"), id=first["id"]).status_code == 404
    assert undo(client, id=str(2**70)).status_code == 422
    assert undo(client, id="x").status_code == 422


def remind(client: FlaskClient, desk: Desk, unit: Any) -> Any:
    token = TOKEN.search(client.get("/quyen-cua-toi").text)
    assert token
    return client.post(
        url(desk, tail="/nhac"), json={"unit": unit}, headers={"X-CSRF-Token": token[1]}
    )


def test_the_homeroom_teacher_reminds_a_colleague_once_of_the_gaps_in_the_own_class(
    desk: Desk, as_staff: As
) -> None:
    client, unit = as_staff("GV01"), desk.units["NN1"]
    page = client.get(url(desk)).text
    assert 'data-owner="thầy Hậu"' in page
    assert "/nhac" in page
    told = remind(client, desk, unit).json["message"]
    assert told.startswith("Đã nhắc 1 người. Còn 9 ô trống: ")
    assert "Ngoại ngữ 1" in told
    assert "chưa được đọc" in remind(client, desk, unit).json["message"]
    with system_session(desk.engine, "xem") as session:
        (sent,) = session.scalars(select(Reminder)).all()
    assert (sent.to_id, sent.from_id) == (desk.actor("GV02").staff_id, desk.actor("GV01").staff_id)
    assert client.get(str(sent.link)).status_code == 200
    own = remind(client, desk, desk.units["TOAN"])
    assert own.status_code == 422
    assert remind(client, desk, "1").status_code == 422
    theirs = as_staff("GV02")
    assert "/nhac" not in theirs.get(url(desk)).text
    assert remind(theirs, desk, desk.units["TOAN"]).status_code in (403, 422)
    assert remind(as_staff("HT01"), desk, unit).status_code == 200
