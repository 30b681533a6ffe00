"""Approving a grade in one act, reopening what was approved, a round in summer: on screen."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from models.assessment import SubjectResult
from models.base import utc_now
from models.clock import SCHOOL_TIME, school_today
from models.yearend import DossierReopening, FrozenList, SupplementaryResult
from tests.complete_class import CompleteClass
from tests.views.conftest import browser
from tests.views.test_yearend_screens import stored


def test_a_grade_is_approved_in_one_act_and_what_blocks_is_named(
    made: CompleteClass, app_of: Flask
) -> None:
    head, teacher = browser(app_of, "principal"), browser(app_of, "homeroom")
    page = head.get("/tong-ket/duyet-chung?khoi=4").text
    assert "4A" in page
    assert 'name="lop"' not in page, "what isn't proposed can't be chosen"
    head.post("/tong-ket/duyet-chung", {"khoi": "4", "lop": str(made.class_id)})
    assert stored(made, FrozenList) == []
    teacher.post(f"/tong-ket/{made.class_id}/de-nghi")
    assert f'name="lop" value="{made.class_id}"' in head.get("/tong-ket/duyet-chung?khoi=4").text
    assert teacher.get("/tong-ket/duyet-chung").status_code == 403
    assert teacher.post("/tong-ket/duyet-chung", {"lop": str(made.class_id)}).status_code == 403
    head.post("/tong-ket/duyet-chung", {"khoi": "4", "lop": str(made.class_id)})
    assert "Đã duyệt và chốt 1 lớp: 4A." in head.get("/tong-ket/duyet-chung").text
    (list_,) = stored(made, FrozenList)
    assert list_.sha256 in head.get(f"/tong-ket/{made.class_id}").text


def test_an_approved_class_is_reopened_by_two_people_and_approved_again(
    made: CompleteClass, app_of: Flask
) -> None:
    page = f"/tong-ket/{made.class_id}"
    head, vice, teacher = (browser(app_of, p) for p in ("principal", "vice", "homeroom"))
    teacher.post(f"{page}/de-nghi")
    head.post(f"{page}/duyet")
    assert teacher.post(f"{page}/de-nghi").status_code == 409
    until = (utc_now() + timedelta(hours=3)).astimezone(SCHOOL_TIME).strftime("%Y-%m-%dT%H:%M")
    assert teacher.post(f"{page}/xin-mo-lai", {"until": until, "reason": " "}).status_code == 422
    asked = {"until": until, "reason": "Sót điểm kiểm tra lại của em Chi"}
    assert teacher.post(f"{page}/xin-mo-lai", asked).status_code == 303
    assert teacher.post(f"{page}/mo-lai/cho").status_code == 409, "nobody grants the own request"
    assert "Cho mở lại hồ sơ cuối năm lớp 4A" in vice.get("/hom-nay/").text
    assert vice.post(f"{page}/mo-lai/cho").status_code == 303
    (row,) = stored(made, DossierReopening)
    assert (row.requested_by, row.granted_by) == (made.staff["homeroom"], made.staff["vice"])
    assert teacher.post(f"{page}/de-nghi").status_code == 303
    assert head.post(f"{page}/duyet").status_code == 303
    first, second = sorted(stored(made, FrozenList), key=lambda one: one.number)
    assert (first.number, second.number) == (1, 2)
    text = head.get(page).text
    assert second.sha256 in text
    assert first.sha256[:16] in text
    assert teacher.post(f"{page}/de-nghi").status_code == 409, "approving again closed it"


def test_a_round_in_summer_is_set_and_its_result_entered(
    made: CompleteClass, app_of: Flask
) -> None:
    made.set("Chi", "TOAN", "CN", level="C", score=3)
    page = f"/tong-ket/{made.class_id}"
    head, vice, teacher = (browser(app_of, p) for p in ("principal", "vice", "homeroom"))
    teacher.post(f"{page}/de-nghi")
    head.post(f"{page}/duyet")
    day = school_today()
    days = {"from_date": day.isoformat(), "to_date": (day + timedelta(days=5)).isoformat()}
    assert teacher.post("/tong-ket/bo-sung", days).status_code == 403
    wrong = {"from_date": days["to_date"], "to_date": days["from_date"]}
    assert vice.post("/tong-ket/bo-sung", wrong).status_code == 422
    assert vice.post("/tong-ket/bo-sung", days).status_code == 303
    pupil, unit = made.pupil["Chi"], made.unit["TOAN"]
    shown = teacher.get(f"{page}/bo-sung").text
    assert f'name="muc-{pupil}-{unit}"' in shown
    assert f'name="muc-{made.pupil["An"]}-' not in shown
    given = {f"muc-{pupil}-{unit}": "H", f"diem-{pupil}-{unit}": "6", "held_on": day.isoformat()}
    assert (
        teacher.post(f"{page}/bo-sung", given | {f"diem-{pupil}-{unit}": "11"}).status_code == 422
    )
    assert teacher.post(f"{page}/bo-sung", given).status_code == 303
    (again,) = stored(made, SupplementaryResult)
    assert (again.level, again.score) == ("H", 6)
    kept = [r for r in stored(made, SubjectResult) if r.pupil_id == pupil and r.unit_id == unit]
    assert {(r.level, r.score) for r in kept if r.score == 3} == {("C", 3)}
    assert teacher.post(f"{page}/de-nghi").status_code == 303
    assert head.post(f"{page}/duyet").status_code == 303
    lists = sorted(stored(made, FrozenList), key=lambda one: one.number)
    told = [next(p for p in one.content["pupils"] if p["name"].endswith("Chi")) for one in lists]
    assert [one["completed"] for one in told] == [False, True]
