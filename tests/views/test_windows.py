"""Đóng, mở sổ on screen: the calendar, who writes when, procedures, versions of the regulation."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from models.access import Closure, HistoryLine, Opening, Procedure, Reminder, Reopening
from models.access.by_rule import due
from models.base import utc_now
from models.clock import SCHOOL_TIME, school_today
from models.people import Acknowledgement, RegulationDocument, RegulationItem
from permissions.session import system_session
from seeds.school_year import propose
from tests.complete_class import CompleteClass
from tests.views.conftest import Browser, browser

DAY = timedelta(days=1)


def stored(made: CompleteClass, model: type) -> list:
    with system_session(made.engine, "kiểm tra") as session:
        return list(session.scalars(select(model).order_by(model.id)))


def later(days: float) -> str:
    return f"{(utc_now() + days * DAY).astimezone(SCHOOL_TIME):%Y-%m-%dT%H:%M}"


def test_a_window_is_set_changed_and_taken_back(made: CompleteClass, app_of: Flask) -> None:
    vice, homeroom = browser(app_of, "vice"), browser(app_of, "homeroom")
    assert homeroom.get("/dong-mo/lich").status_code == 200
    assert "Thêm vào lịch" not in homeroom.get("/dong-mo/lich").text
    assert homeroom.get("/dong-mo/lich/moi").status_code == 403
    form = vice.get("/dong-mo/lich/moi?loai=result").text
    assert "Cuối năm" in form
    assert "Tuần 5" not in form
    window = {"loai": "result", "ky": "CN", "pv": "", "mon": "TOAN", "dong_luc": later(3)}
    assert homeroom.post("/dong-mo/lich/moi", window).status_code == 403
    assert vice.post("/dong-mo/lich/moi", window | {"dong_luc": later(-1)}).status_code == 422
    assert vice.post("/dong-mo/lich/moi", window | {"ky": "T05"}).status_code == 422
    assert vice.post("/dong-mo/lich/moi", window | {"loai": "plan", "ky": "T05"}).status_code == 422
    assert vice.post("/dong-mo/lich/moi", window).status_code == 303
    (closure,) = stored(made, Closure)
    assert (closure.unit_id, closure.made_by) == (made.unit["TOAN"], made.staff["vice"])
    page = vice.get("/dong-mo/lich").text
    assert "Toàn trường, Toán" in page
    assert "Hẹn đóng" in page
    address = f"/dong-mo/lich/dong/{closure.id}"
    assert browser(app_of, "principal").post(address, {"luc": later(4)}).status_code == 303
    assert stored(made, Closure)[0].starts_at > closure.starts_at
    assert vice.post(address, {"luc": "mai"}).status_code == 422
    assert homeroom.post(f"{address}/bo").status_code == 403
    assert vice.post(f"{address}/bo").status_code == 303
    assert stored(made, Closure) == []


def test_what_is_open_anyway_is_told_before_a_window_is_written(
    made: CompleteClass, app_of: Flask
) -> None:
    vice = browser(app_of, "vice")
    window = {"loai": "result", "ky": "CN", "pv": "", "mo_luc": later(2), "dong_luc": later(9)}
    told = vice.post("/dong-mo/lich/moi", window)
    assert told.status_code == 200
    assert "đang mở sẵn" in told.text
    assert len(stored(made, Opening)) == 1
    assert vice.post("/dong-mo/lich/moi", window | {"rieng": "co"}).status_code == 303
    now = vice.get("/dong-mo/ai-con-ghi").text
    results = now[now.index("Kết quả môn học") : now.index("Phẩm chất, năng lực")]
    assert "Cuối năm" in results
    assert re.search(r"Cuối năm.*?Đóng", results, re.DOTALL)
    then = vice.get(f"/dong-mo/ai-con-ghi?ngay={later(3)[:10]}").text
    results = then[then.index("Kết quả môn học") : then.index("Phẩm chất, năng lực")]
    assert "Đóng" not in results
    assert "Trần english" in results
    past = vice.get(f"/dong-mo/ai-con-ghi?ngay={later(10)[:10]}").text
    assert "Đóng" in past[past.index("Kết quả môn học") : past.index("Phẩm chất, năng lực")]
    assert vice.get("/dong-mo/ai-con-ghi?ngay=x").status_code == 422


def test_the_calendar_of_last_year_is_previewed_then_copied(
    made: CompleteClass, app_of: Flask
) -> None:
    vice = browser(app_of, "vice")
    assert "Chưa có năm học nào trước năm này" in vice.get("/dong-mo/lich/chep").text
    window = {"loai": "result", "ky": "CN", "pv": "", "dong_luc": later(3)}
    assert vice.post("/dong-mo/lich/moi", window).status_code == 303
    with system_session(made.engine, "thử") as session:
        monday = school_today() + timedelta(days=100 - school_today().weekday())
        propose(session, "2097-2098", first_monday=monday)
        session.commit()
    page = vice.get("/dong-mo/lich/chep?nam=2097-2098").text
    (key,) = re.findall(r'name="dong" value="(d\d+)"', page)
    assert "Ghi 1 dòng vào lịch" in page
    form = {"nam": "2097-2098", "tu": "2025-2026", "dong": key}
    assert browser(app_of, "seat").post("/dong-mo/lich/chep", form).status_code == 403
    assert vice.post("/dong-mo/lich/chep", form).status_code == 303
    assert len(stored(made, Closure)) == 2
    assert "Đã có" in vice.get("/dong-mo/lich/chep?nam=2097-2098").text
    assert "Hẹn đóng" in vice.get("/dong-mo/lich?nam=2097-2098").text


def saved(person: Browser, desk: str, cells: list[dict]) -> list[dict]:
    """Send a batch of cells as the grid does; return the answers."""
    head = {"X-CSRF-Token": person.token()}
    reply = person.client.post(f"{desk}/luu", json={"cells": cells}, headers=head)
    assert reply.status_code == 200, reply.text
    return reply.json["cells"]


PROCEDURE = {
    "who": "Giáo viên bộ môn",
    "until": "Trước 17:00 thứ Sáu",
    "how": "Ghi từng em",
    "ask": "Cô Hằng",
}


def test_a_procedure_holds_from_its_date_and_is_shown_and_quoted(
    made: CompleteClass, app_of: Flask
) -> None:
    vice, english = browser(app_of, "vice"), browser(app_of, "english")
    today = school_today()
    form = PROCEDURE | {"from_date": today.isoformat()}
    assert english.post("/dong-mo/quy-trinh/result", form).status_code == 403
    assert vice.post("/dong-mo/quy-trinh/result", form | {"how": " "}).status_code == 422
    old = form | {"from_date": (today - DAY).isoformat()}
    assert vice.post("/dong-mo/quy-trinh/result", old).status_code == 422
    assert vice.post("/dong-mo/quy-trinh/result", form).status_code == 303
    assert vice.post("/dong-mo/quy-trinh/result", form).status_code == 409
    coming = form | {"from_date": (today + DAY).isoformat(), "ask": "Thầy Phước"}
    assert vice.post("/dong-mo/quy-trinh/result", coming).status_code == 303
    again = coming | {"ask": "Cô Mai"}
    assert vice.post("/dong-mo/quy-trinh/result", again).status_code == 303
    assert [row.ask for row in stored(made, Procedure)] == ["Cô Hằng", "Cô Mai"]
    desk = english.get(f"/nhap-ket-qua/{made.class_id}/{made.period['CN']}").text
    (words,) = re.findall(r'data-words="([^"]+)"', desk)
    beside = english.get(words).text
    assert "Cô Hằng" in beside
    assert "Cô Mai" not in beside
    assert "chưa ghi quy trình" in english.get(words.replace("result", "trait")).text
    shown = english.get("/dong-mo/quy-trinh/result").text
    assert "Cô Hằng" in shown
    assert "Cô Mai" in shown
    assert "Ghi quy trình" not in shown
    assert english.get("/dong-mo/quy-trinh/x").status_code == 404
    made.set("An", "NN1", "CN", level=None)
    close = {"loai": "result", "ky": "CN", "pv": "", "cach": "hen", "at": later(1)}
    assert vice.post("/dong-mo/dong", close).status_code == 303
    with system_session(made.engine, "nhắc", capacities={"worker"}) as session:
        (told,) = [one for one in due(session) if one.key.startswith("closing")]
    assert "Quy trình: Trước 17:00 thứ Sáu. Vướng thì hỏi Cô Hằng." in told.text
    vice.post("/con-thieu/nhac?ky=CN&loai=result", {})
    (first, second) = stored(made, Procedure)
    assert vice.post(f"/dong-mo/quy-trinh/{first.id}/bo").status_code == 409
    assert vice.post(f"/dong-mo/quy-trinh/{second.id}/bo").status_code == 303
    assert stored(made, Reminder)


def test_one_pupils_cells_from_request_to_grant_to_change_to_paper(
    made: CompleteClass, app_of: Flask
) -> None:
    vice, english, seat = (browser(app_of, who) for who in ("vice", "english", "seat"))
    desk = f"/nhap-ket-qua/{made.class_id}/{made.period['CN']}"
    close = {"loai": "result", "ky": "CN", "pv": "", "cach": "ngay"}
    assert vice.post("/dong-mo/dong", close).status_code == 303
    page = english.get(desk).text
    address = re.search(r'href="(/dong-mo/mo-lai/[^"]+)"', page)[1].replace("&amp;", "&")
    assert "Lê An" in english.get(address).text
    assert browser(app_of, "principal").get("/dong-mo/").text.count("Chờ người thứ hai") == 0
    ask = {
        "loai": "result",
        "lop": made.class_id,
        "mon": "NN1",
        "em": made.pupil["An"],
        "reason": "Chấm nhầm đề",
        "until": later(1),
    }
    ask_at = address.split("?", maxsplit=1)[0]
    assert english.post(ask_at, ask | {"reason": ""}).status_code == 422
    assert english.post(ask_at, ask | {"mon": "TOAN"}).status_code == 403
    assert english.post(ask_at, ask | {"em": 10**6}).status_code == 422
    assert english.post(ask_at, ask).status_code == 303
    (row,) = stored(made, Reopening)
    assert (row.pupil_id, row.unit_id) == (made.pupil["An"], made.unit["NN1"])
    assert english.post(f"/dong-mo/yeu-cau/{row.id}/cho", {"han": "2g"}).status_code in (403, 409)
    assert "Cho mở lại" in seat.get("/hom-nay/").text
    assert seat.post(f"/dong-mo/yeu-cau/{row.id}/cho", {"han": "x"}).status_code == 422
    assert seat.post(f"/dong-mo/yeu-cau/{row.id}/cho", {"han": "2g"}).status_code == 303
    (row,) = stored(made, Reopening)
    assert timedelta(hours=1) < row.ends_at - utc_now() <= timedelta(hours=2)
    with system_session(made.engine, "nhắc", capacities={"worker"}) as session:
        (told,) = [one for one in due(session) if one.key.startswith("reopened")]
    assert (told.to_id, told.link) == (made.staff["english"], f"/dong-mo/yeu-cau/{row.id}")
    open_desk = english.get(desk).text
    assert "Mở lại cho 1 em" in open_desk
    cell = {"row": made.pupil["An"], "unit": made.unit["NN1"], "field": "comment"}
    with system_session(made.engine, "thử") as session:
        model = made.model("NN1")
        stands = {
            r.pupil_id: r.comment
            for r in session.scalars(
                select(model).where(
                    model.unit_id == made.unit["NN1"], model.period_id == made.period["CN"]
                )
            )
        }
    other = cell | {"row": made.pupil["Chi"]}
    batch = [
        one | {"old": stands[one["row"]], "new": "Em nghe hiểu tốt hơn."} for one in (cell, other)
    ]
    answers = saved(english, desk, batch)
    assert [a["state"] for a in answers] == ["saved", "refused"]
    (line,) = [one for one in stored(made, HistoryLine) if one.reopening_id]
    assert line.reopening_id == row.id
    shown = english.get(f"/dong-mo/yeu-cau/{row.id}").text
    assert "Em nghe hiểu tốt hơn." in shown
    paper = browser(app_of, "vice").get("/in-va-luu-tru/mo-khoa?class=4A")
    assert paper.status_code in (200, 403)
    paper = seat.get("/in-va-luu-tru/mo-khoa?class=4A")
    assert paper.mimetype == "application/pdf"
    assert english.get("/in-va-luu-tru/mo-khoa?class=4A").status_code == 403
    assert english.post(f"/dong-mo/yeu-cau/{row.id}/xong").status_code == 303
    again = batch[0] | {"old": batch[0]["new"], "new": "Khác."}
    assert [a["state"] for a in saved(english, desk, [again])] == ["refused"]
    assert "Hết hạn" in seat.get(f"/dong-mo/yeu-cau/{row.id}").text


def test_the_second_person_says_no_with_a_reason(made: CompleteClass, app_of: Flask) -> None:
    vice, homeroom, seat = (browser(app_of, who) for who in ("vice", "homeroom", "seat"))
    close = {"loai": "monthly", "ky": "all", "pv": "", "cach": "ngay"}
    assert vice.post("/dong-mo/dong", close).status_code == 303
    ask = {"lop": made.class_id, "ky": "M10", "reason": "Sót một em", "until": later(1)}
    assert homeroom.post("/dong-mo/mo-lai/1", ask).status_code == 303
    (row,) = stored(made, Reopening)
    assert row.period_id == made.period["M10"]
    assert seat.post(f"/dong-mo/yeu-cau/{row.id}/khong", {"answer": ""}).status_code == 422
    assert seat.post(f"/dong-mo/yeu-cau/{row.id}/khong", {"answer": "Đã đủ"}).status_code == 303
    assert "Đã đủ" in homeroom.get(f"/dong-mo/yeu-cau/{row.id}").text
    assert seat.post(f"/dong-mo/yeu-cau/{row.id}/cho", {"han": "2g"}).status_code == 409


def test_a_new_regulation_is_asked_for_anew_on_its_day_and_the_old_one_stays(
    made: CompleteClass, app_of: Flask
) -> None:
    vice, english = browser(app_of, "vice"), browser(app_of, "english")
    today = school_today()
    form = {
        "number": "1/QĐ",
        "title": "Quy chế",
        "in_force_from": (today - 400 * DAY).isoformat(),
        "items": "2.3 Ban quản trị đóng, mở sổ\nĐiều 9. Khen thưởng\nvà xử lí",
    }
    assert english.post("/quy-che/soan", form).status_code in (303, 403)
    assert vice.post("/quy-che/soan", form | {"items": "không số"}).status_code == 422
    assert vice.post("/quy-che/soan", form).status_code == 303
    assert [i.text for i in stored(made, RegulationItem)][1] == "Khen thưởng và xử lí"
    for who in (vice, english):
        assert who.get("/dong-mo/").status_code == 303
        assert who.post("/quy-che/1/da-doc").status_code == 303
    new = form | {"number": "2/QĐ", "items": "2.3 Ban quản trị đóng, mở sổ theo lịch\n10 Thi hành"}
    assert vice.post("/quy-che/soan", new | {"in_force_from": today.isoformat()}).status_code == 422
    ahead = new | {"in_force_from": (today + 5 * DAY).isoformat()}
    assert vice.post("/quy-che/soan", ahead).status_code == 303
    assert vice.post("/quy-che/soan/2", ahead | {"title": "Quy chế mới"}).status_code == 303
    assert vice.post("/quy-che/soan/1", ahead).status_code == 409
    shown = vice.get("/quy-che/ban/2").text
    assert "chưa có hiệu lực" in shown
    assert "bỏ: 9" in shown
    assert "theo lịch" not in english.get("/quy-che").text
    assert "theo lịch" in english.get(f"/quy-che?ngay={today + 5 * DAY}").text
    assert english.get("/quy-che/soan").status_code == 403
    with made.engine.begin() as connection:  # its day has come
        connection.execute(
            update(RegulationDocument).where(RegulationDocument.id == 2).values(in_force_from=today)
        )
    assert english.get("/dong-mo/").status_code == 303
    assert english.post("/quy-che/1/da-doc").status_code == 404
    assert english.post("/quy-che/2/da-doc").status_code == 303
    assert english.get("/dong-mo/").status_code == 200
    assert len(stored(made, Acknowledgement)) == 3
    before = english.get(f"/quy-che?ngay={today - DAY}").text
    assert "Khen thưởng" in before
    assert "đã được thay" in before
    assert vice.post("/quy-che/ban/2/bo").status_code in (303, 409)
    assert len(stored(made, RegulationDocument)) == 2
