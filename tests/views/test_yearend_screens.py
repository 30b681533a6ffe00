"""The year's end, locks and first pages on screen: who sees and does what, and what it says."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from models.access import Closure, Opening, Reminder, Reopening
from models.base import utc_now
from models.clock import SCHOOL_TIME
from models.people import Account
from models.yearend import Dossier, FrozenList, Proposal, Seen
from permissions.session import system_session
from tests.complete_class import STAFF, CompleteClass
from tests.views.conftest import browser

PAGES = (
    "/hom-nay/",
    "/hom-nay/?ky=GHK1",
    "/con-thieu",
    "/con-thieu?ky=CN&loai=result",
    "/tong-ket/",
    "/tien-do/",
    "/tien-do/plan",
    "/tien-do/result?ky=GHK1&lop=1",
    "/dong-mo/",
    "/dong-mo/?loai=all&ky=CN&pv=k4",
)
OWN = ("principal", "vice", "seat", "homeroom")


def stored(made: CompleteClass, model: type) -> list[object]:
    """Every row of a table, whoever asks."""
    with system_session(made.engine, "kiểm tra") as session:
        return list(session.scalars(select(model)))


@pytest.mark.parametrize("person", list(STAFF))
def test_every_page_answers_everybody(made: CompleteClass, app_of: Flask, person: str) -> None:
    seat = browser(app_of, person)
    for page in PAGES:
        answer = seat.get(page, follow_redirects=True)
        assert answer.status_code == 200, (page, answer.text)
        assert "style=" not in answer.text
    for page in (f"/tong-ket/{made.class_id}", f"/tong-ket/{made.class_id}/tieu-bieu"):
        assert seat.get(page).status_code == (200 if person in OWN else 404)


def test_progress_leads_from_a_number_to_who_owes_it(made: CompleteClass, app_of: Flask) -> None:
    made.set("An", "NN1", "CN", level=None)
    seat = browser(app_of, "principal")
    page = seat.get("/tien-do/result?ky=CN").text
    assert re.search(r"còn thiếu 1 trong \d+ kết quả", page)
    assert "english" in page
    assert 'href="/con-thieu?' in page


@pytest.mark.parametrize(
    "page",
    [
        "/tien-do/xx",
        "/tong-ket/99",
        "/tong-ket/1/em/99",
        "/tong-ket/99999999999999999999",
        "/con-thieu?lop=99",
        "/con-thieu?ky=GHK9",
        "/con-thieu?lop=x",
        "/con-thieu?mon=99999999999999999999",
        "/dong-mo/?loai=x&ky=CN",
        "/dong-mo/?loai=all&ky=CN&pv=k9",
        "/dong-mo/mo-lai/99",
        "/dong-mo/mo-lai/99999999999999999999",
        "/dong-mo/yeu-cau/99",
    ],
)
def test_what_is_not_there_is_404(made: CompleteClass, app_of: Flask, page: str) -> None:
    assert browser(app_of, "principal").get(page).status_code == 404


def test_the_way_of_a_dossier(made: CompleteClass, app_of: Flask) -> None:
    page = f"/tong-ket/{made.class_id}"
    made.set("Bình", "TV", "CN", score=8)
    teacher, seat, head = (browser(app_of, p) for p in ("homeroom", "seat", "principal"))
    em = f"{page}/em/{made.pupil['Bình']}"
    assert "8, cần từ 9" in teacher.get(em).text
    refused = teacher.post(em, {"overall": "HTXS", "reason": " "})
    assert refused.status_code == 422
    assert teacher.post(em, {"overall": "HTXS", "reason": "Giải Nhất"}).status_code == 303
    assert "Giải Nhất" in teacher.get(page).text
    assert teacher.post(f"{page}/em/{made.pupil['Bình']}", {"act": "follow"}).status_code == 303
    assert teacher.post(f"{page}/tieu-bieu", {"pupil": made.pupil["Bình"]}).status_code == 303
    assert teacher.post(f"{page}/de-nghi").status_code == 303
    (dossier,) = stored(made, Dossier)
    assert dossier.proposed_by == made.staff["homeroom"]
    assert "Xem kết quả năm học lớp 4A" in seat.get("/hom-nay/").text
    assert seat.post(f"{page}/da-xem", {"remark": "Khớp"}).status_code == 303
    assert [line.remark for line in stored(made, Seen)] == ["Khớp"]
    assert "Xem kết quả năm học lớp 4A" not in seat.get("/hom-nay/").text
    assert seat.post(f"{page}/duyet").status_code == 403
    assert "Duyệt kết quả năm học lớp 4A" in head.get("/hom-nay/").text
    assert head.post(f"{page}/tra-lai", {"remark": "Xem lại em Bình"}).status_code == 303
    assert "Xem lại em Bình" in teacher.get(page).text
    assert teacher.post(f"{page}/de-nghi").status_code == 303
    assert head.post(f"{page}/duyet").status_code == 303
    (frozen,) = stored(made, FrozenList)
    assert frozen.sha256 in teacher.get(page).text
    assert {row.award for row in stored(made, Proposal)} == {
        "Học sinh Xuất sắc",
        "Học sinh Tiêu biểu",
    }
    assert teacher.post(f"{page}/de-nghi").status_code == 409


def test_a_gap_is_named_reminded_and_keeps_the_list_open(
    made: CompleteClass, app_of: Flask
) -> None:
    made.set("An", "NN1", "CN", level=None)
    page = f"/tong-ket/{made.class_id}"
    head, english = browser(app_of, "principal"), browser(app_of, "english")
    browser(app_of, "homeroom").post(f"{page}/de-nghi")
    assert "Ngoại ngữ 1, cuối năm: mức" in head.get(page).text
    assert head.post(f"{page}/duyet").status_code == 409
    assert head.post("/con-thieu/nhac", {"lop": made.class_id}).status_code == 303
    (line,) = stored(made, Reminder)
    assert line.to_id == made.staff["english"]
    shown = english.get("/hom-nay/").text
    assert "Còn 1 ô trống" in shown
    assert "Còn 1 ô cuối năm, lớp 4A" in shown
    assert english.post(f"/hom-nay/da-doc/{line.id}").status_code == 303
    assert "Lời nhắc" not in english.get("/hom-nay/").text
    assert browser(app_of, "music").post(f"/hom-nay/da-doc/{line.id}").status_code == 404


def test_the_map_leads_to_the_gap(made: CompleteClass, app_of: Flask) -> None:
    made.set("An", "NN1", "CN", level=None)
    shown = browser(app_of, "vice").get("/hom-nay/?ky=CN").text
    url = re.search(r'href="(/con-thieu[^"]+)" title="Ngoại ngữ 1, 4A: 1 trong 3', shown)
    assert url is not None
    assert "Lê An" in browser(app_of, "vice").get(url[1].replace("&amp;", "&")).text
    assert "Kết quả cuối năm còn thiếu" not in browser(app_of, "english").get("/hom-nay/").text


def test_closing_opening_and_reopening(made: CompleteClass, app_of: Flask) -> None:
    scope = {"loai": "result", "ky": "CN", "pv": ""}
    vice, seat = browser(app_of, "vice"), browser(app_of, "seat")
    assert seat.post("/dong-mo/dong", scope | {"cach": "ngay"}).status_code == 403
    assert vice.post("/dong-mo/dong", scope | {"cach": "hen", "at": "mai"}).status_code == 422
    later = (utc_now() + timedelta(days=3)).astimezone(SCHOOL_TIME)
    form = scope | {"cach": "hen", "at": f"{later:%Y-%m-%dT%H:%M}", "reason": "Họp xét"}
    assert vice.post("/dong-mo/dong", form).status_code == 303
    assert "Hẹn đóng" in vice.get("/dong-mo/").text
    assert vice.post("/dong-mo/dong", scope | {"cach": "ngay"}).status_code == 303
    assert len(stored(made, Closure)) == 2
    assert vice.post("/dong-mo/mo", scope).status_code == 409
    assert vice.post("/dong-mo/mo", scope | {"ky": "GHK1"}).status_code == 303
    assert len(stored(made, Opening)) == 2
    ask = {"lop": made.class_id, "reason": "chấm nhầm", "until": f"{later:%Y-%m-%dT%H:%M}"}
    assert vice.post("/dong-mo/mo-lai/2", ask | {"reason": ""}).status_code == 422
    assert seat.post("/dong-mo/mo-lai/2", ask).status_code == 403
    assert vice.post("/dong-mo/mo-lai/2", ask).status_code == 303
    assert "Cho mở lại" not in vice.get("/dong-mo/yeu-cau/1").text
    assert vice.post("/dong-mo/yeu-cau/1/cho").status_code == 409
    assert "Cho mở lại" in seat.get("/hom-nay/").text
    assert seat.post("/dong-mo/yeu-cau/1/cho").status_code == 303
    (row,) = stored(made, Reopening)
    assert row.granted_by == made.staff["seat"]


def test_a_page_asks_the_database_little(made: CompleteClass, app_of: Flask) -> None:
    from sqlalchemy import event  # noqa: PLC0415

    head, asked = browser(app_of, "principal"), []
    engine = app_of.extensions["so_truong_engines"].read
    event.listen(engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    for page, most in (("/hom-nay/", 30), (f"/tong-ket/{made.class_id}", 35), ("/dong-mo/", 25)):
        asked.clear()
        head.get(page)
        assert len(asked) <= most, (page, len(asked), asked)
    assert stored(made, Account)
