"""The room of rule sets on screen: who opens it, what it says, and the way of a draft."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from models.assessment import RequestState, RuleApplication, RuleRequest, RuleSet
from models.clock import school_today
from models.pupils import IndividualPlan
from permissions.session import system_session
from tests.complete_class import CompleteClass
from tests.views.conftest import browser


def set_id(made: CompleteClass, code: str) -> int:
    with system_session(made.engine, "kiểm tra") as session:
        return session.scalars(select(RuleSet.id).where(RuleSet.code == code)).one()


def copied(made: CompleteClass, app_of: Flask) -> tuple[Any, int]:
    vice = browser(app_of, "vice")
    source = set_id(made, "TT27-2020")
    answer = vice.post(f"/quy-tac/{source}/chep", {"code": "HM", "name": "Bản thảo"})
    assert answer.status_code == 303
    return vice, set_id(made, "HM")


@pytest.mark.parametrize(
    ("person", "code"),
    [("principal", 200), ("vice", 200), ("seat", 200), ("homeroom", 403), ("english", 403)],
)
def test_the_board_opens_the_room(
    made: CompleteClass, app_of: Flask, person: str, code: int
) -> None:
    seat, one = browser(app_of, person), set_id(made, "TT27-2020")
    for page in ("", f"{one}", f"{one}/thu?khoi=4", f"{set_id(made, 'TT30-2014')}"):
        answer = seat.get(f"/quy-tac/{page}")
        assert answer.status_code == code, page
        assert ("style=" in answer.text) is False
    menu = 'href="/quy-tac/"' in seat.get("/hom-nay/").text
    assert menu is (code == 200)


def test_a_frozen_set_says_why_it_can_not_be_edited(made: CompleteClass, app_of: Flask) -> None:
    vice, one = browser(app_of, "vice"), set_id(made, "TT27-2020")
    page = vice.get(f"/quy-tac/{one}").text
    assert "bộ này được chốt" in page
    assert "Sửa thang" not in page
    for part in ("mon", "nguong"):
        assert vice.get(f"/quy-tac/{one}/{part}").status_code == 409
    principal = browser(app_of, "principal").get(f"/quy-tac/{one}").text
    assert "Chép ra bộ của trường" in page
    assert "Chép ra bộ của trường" not in principal
    assert browser(app_of, "principal").post(f"/quy-tac/{one}/chep", {}).status_code == 403


def test_a_draft_from_clone_to_trial_to_date(made: CompleteClass, app_of: Flask) -> None:
    made.set("Bình", "TOAN", "CN", score=7)
    vice, one = copied(made, app_of)
    form = {
        "version": "1",
        "name": "Bản thảo chặt hơn",
        "subject-excellent": ["T"],
        "trait-excellent": ["T"],
        "score-excellent": "9",
        "subject-good": ["T"],
        "trait-good": ["T"],
        "score-good": "8",
        "subject-completed": ["T", "H"],
        "trait-completed": ["T", "Đ"],
        "score-completed": "5",
        "award-name-0": "Học sinh Xuất sắc",
        "award-when-0": "excellent",
    }
    assert vice.post(f"/quy-tac/{one}/nguong", form | {"score-good": "10"}).status_code == 422
    assert vice.post(f"/quy-tac/{one}/nguong", form).status_code == 303
    assert vice.post(f"/quy-tac/{one}/nguong", form | {"version": "1"}).status_code == 409
    address = f"/quy-tac/{one}/nguong"
    scale = {"version": "2", "word-trait-Đ": "Đạt được", "lowest": "1"}
    assert 'value="Cần cố gắng"' in vice.get(address).text
    for wrong in (
        {"word-trait-Đ": " "},
        {"word-trait-Đ": "Tốt"},
        {"highest": "11"},
        {"lowest": "10"},
        {"lowest": "một"},
    ):
        assert vice.post(address, form | scale | wrong).status_code == 422, wrong
    assert vice.post(address, form | scale).status_code == 303
    page = vice.get(f"/quy-tac/{one}").text
    assert "Đ: Đạt được" in page
    assert "Điểm nguyên từ 1 đến 10" in page
    assert "từ 8 điểm" in page
    tried = vice.get(f"/quy-tac/{one}/thu?khoi=4").text
    assert "1 em sẽ đổi" in tried
    assert "Lê Bình" in tried
    assert "Toán 7" in tried
    assert vice.post(f"/quy-tac/{one}/ap-dung", {"autumn": "2030"}).status_code == 422
    done = {"autumn": "2030", "grade": ["4", "5"]}
    assert vice.post(f"/quy-tac/{one}/ap-dung", done).status_code == 303
    assert "từ 2030 - 2031" in vice.get(f"/quy-tac/{one}").text
    assert vice.post(f"/quy-tac/{one}/ap-dung", done).status_code == 422


def test_units_of_a_grade_are_ticked(made: CompleteClass, app_of: Flask) -> None:
    vice, one = copied(made, app_of)
    page = vice.get(f"/quy-tac/{one}/mon?khoi=4").text
    toan = made.unit["TOAN"]
    assert f'name="test-{toan}" value="CN"' in page
    form = {f"unit-{toan}": "m", f"test-{toan}": ["CN"], f"unit-{made.unit['TDT']}": "e"}
    assert vice.post(f"/quy-tac/{one}/mon?khoi=4", form).status_code == 303
    shown = vice.get(f"/quy-tac/{one}/mon?khoi=4").text
    assert shown.count("selected>bắt buộc") == 1
    assert shown.count("selected>tự chọn") == 1
    assert vice.post(f"/quy-tac/{one}/mon?khoi=4", {}).status_code == 422
    assert vice.get(f"/quy-tac/{one}/mon?khoi=9").status_code == 404


def test_a_draft_is_dropped_and_one_in_use_is_not(made: CompleteClass, app_of: Flask) -> None:
    vice, one = copied(made, app_of)
    made.run(update(RuleApplication).where(RuleApplication.grade == 1).values(rule_set_id=one))
    assert vice.post(f"/quy-tac/{one}/xoa").status_code == 422
    made.run(
        update(RuleApplication)
        .where(RuleApplication.grade == 1)
        .values(rule_set_id=set_id(made, "TT27-2020"))
    )
    assert vice.post(f"/quy-tac/{one}/xoa").status_code == 303
    assert vice.get(f"/quy-tac/{one}").status_code == 404


def test_an_unanswered_request_waits_on_the_first_page_of_the_board(
    made: CompleteClass, app_of: Flask
) -> None:
    made.add(
        RuleRequest,
        to_kind="authority",
        to_name="Phòng Giáo dục",
        what="Hướng dẫn điểm 0",
        basis="CV 12",
        asked_by=made.staff["vice"],
        sent_on=school_today(),
        state=RequestState.SENT,
    )
    for person, sees in (("principal", True), ("vice", True), ("seat", True), ("homeroom", False)):
        assert ("Hướng dẫn điểm 0" in browser(app_of, person).get("/hom-nay/").text) is sees
    vice = browser(app_of, "vice")
    page = "/so/de-nghi-quy-che/edit/?id=1"
    form = {
        "state": "answered",
        "version": "1",
        "to_kind": "authority",
        "to_name": "Phòng Giáo dục",
        "what": "Hướng dẫn điểm 0",
        "sent_on": f"{school_today():%d/%m/%Y}",
    }
    refused = vice.post(page, form)
    assert refused.status_code == 422
    assert "ghi câu trả lời" in refused.text
    form |= {"answer": "Để trống ô", "answered_on": f"{school_today():%d/%m/%Y}"}
    assert vice.post(page, form).status_code == 303
    assert "Chờ trả lời: Hướng dẫn" not in vice.get("/hom-nay/").text


def test_a_second_paper_is_written_and_flagged_on_the_desk(
    made: CompleteClass, app_of: Flask
) -> None:
    teacher = browser(app_of, "homeroom")
    form = {
        "class_id": str(made.class_id),
        "unit_id": str(made.unit["TOAN"]),
        "period_id": str(made.period["CN"]),
        "pupil_id": str(made.pupil["An"]),
        "taken_on": f"{school_today():%d/%m/%Y}",
        "score": "8",
        "reason": "Em ốm",
    }
    refused = teacher.post("/so/kiem-tra-lai/new/", form | {"unit_id": str(made.unit["DD"])})
    assert refused.status_code == 422
    assert "không có bài kiểm tra" in refused.text
    assert teacher.post("/so/kiem-tra-lai/new/", form).status_code == 303
    desk = teacher.get(f"/nhap-ket-qua/{made.class_id}/{made.period['CN']}", follow_redirects=True)
    assert "Toán: kiểm tra lại, dùng điểm 8" in desk.text


def test_an_own_plan_shows_on_the_desk_to_who_may_know(made: CompleteClass, app_of: Flask) -> None:
    made.add(IndividualPlan, pupil_id=made.pupil["Chi"], year_id=made.year_id)
    page = f"/nhap-ket-qua/{made.class_id}/{made.period['CN']}"
    for person, sees in (("homeroom", True), ("english", False)):
        text = browser(app_of, person).get(page, follow_redirects=True).text
        assert "Lê Chi" in text
        assert ("KH cá nhân" in text) is sees


def test_the_review_of_an_older_circular_opens(made: CompleteClass, app_of: Flask) -> None:
    """The page of a pupil asks what keeps from completion where there is no overall result."""
    made.run(update(RuleApplication).values(rule_set_id=set_id(made, "TT22-2016")))
    teacher = browser(app_of, "homeroom")
    for page in ("", f"/em/{made.pupil['An']}", "/tieu-bieu"):
        answer = teacher.get(f"/tong-ket/{made.class_id}{page}")
        assert answer.status_code == 200
        if page.startswith("/em"):
            assert "hoàn thành chương trình lớp học" in answer.text
            assert 'name="overall"' not in answer.text
