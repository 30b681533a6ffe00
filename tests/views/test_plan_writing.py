"""Writing plans on screen, the queue's filters and comparisons, the teaching schedule (Đ4.7)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from models.access import HistoryLine
from models.plans import LessonPlan, PlanDraft, PlanSeen, PlanText
from permissions.session import system_session
from tests.databases import KINDS
from tests.plan_school import PlanSchool, at
from tests.views.test_plans import FIRST_MONDAY, app, kind, only_plan, school, sign_in

__all__ = ["app", "kind", "school", "sign_in"]

AIMS = "<p>Nhân được số có năm chữ số.</p>"
STEPS = "<table><tbody><tr><td>Giao bài</td><td>Làm bảng con</td></tr></tbody></table>"


def json(person: Any, path: str, **body: Any) -> Any:
    """Post JSON with the token of a page."""
    shown = person.client.get("/quy-che").text
    found = re.search(r'name="csrf-token" content="([^"]+)"', shown)
    assert found
    return person.client.post(path, json=body, headers={"X-CSRF-Token": found[1]})


def begin(school: PlanSchool, person: Any, code: str, **more: Any) -> str:
    """Begin a draft for a person's maths of week T04; return its address."""
    places = ["-".join(map(str, place)) for place in school.places(code, "T04", "TOAN")]
    answer = person.send("/ke-hoach/soan/", tuan="T04", tiet=places, **more)
    assert answer.status_code == 303, answer.text
    return answer.location


def version(school: PlanSchool) -> int:
    with system_session(school.engine, "xem") as session:
        return session.scalars(select(PlanDraft.version)).one()


def finish(school: PlanSchool, person: Any, address: str, **more: Any) -> LessonPlan:
    """Fill a draft, hand it in, and return the plan."""
    values = {"title": "Phép nhân", "aims": AIMS, "activities": STEPS} | more
    answer = json(person, address, version=version(school), **values)
    assert answer.status_code == 200, answer.text
    sent = person.send(f"{address}/nop", ban=str(answer.json["version"]))
    assert sent.status_code == 303, sent.text
    return only_plan(school)


def token(school: PlanSchool, plan: LessonPlan) -> str:
    with system_session(school.engine, "xem") as session:
        digest = select(PlanText.sha256).where(PlanText.plan_id == plan.id)
        return f"{plan.id}:{session.scalars(digest).one()}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_is_written_returned_written_on_and_approved(
    school: PlanSchool, sign_in: Any
) -> None:
    tram, duyen = sign_in("tram"), sign_in("duyen")
    address = begin(school, tram, "tram")
    page = tram.see(address)
    for part in ("Yêu cầu cần đạt", "Đồ dùng dạy học", "hoạt động dạy học", "Điều chỉnh sau"):
        assert part in page
    plan = finish(school, tram, address)
    tram.see(address, 404)
    page = duyen.see("/duyet-ke-hoach/")
    assert "<td>Giao bài</td>" in page
    duyen.send(
        "/duyet-ke-hoach/quyet-dinh", viec="tra", ban=token(school, plan), nhan_xet="Thêm Vận dụng."
    )
    assert "Sửa và nộp lại" in tram.see("/ke-hoach/?tuan=T04")
    again = tram.send("/ke-hoach/soan/", tuan="T04", thay=plan.id).location
    assert "Thêm Vận dụng." in tram.see(again)
    later = finish(school, tram, again, aims=AIMS + "<p>Giải toán ngoài chợ.</p>")
    assert later.replaces_id == plan.id
    page = duyen.see(f"/ke-hoach/{later.id}/so")
    assert "<ins>Giải toán ngoài chợ.</ins>" in page
    assert "<ins>Giải toán" in duyen.see(f"/duyet-ke-hoach/?chon={later.id}&so=1")
    duyen.send("/duyet-ke-hoach/quyet-dinh", viec="duyet", ban=token(school, later))
    page = tram.see(f"/ke-hoach/{later.id}")
    assert "duyệt đúng bản này" in page
    assert "ô Lâm Thị Mỹ Duyên" in page
    tram.send(f"/ke-hoach/{later.id}/dieu-chinh", dieu_chinh="Bớt Mở đầu.")
    assert "Bớt Mở đầu." in duyen.see(f"/ke-hoach/{later.id}")
    assert duyen.send(f"/ke-hoach/{later.id}/dieu-chinh", dieu_chinh="x").status_code == 403


def test_what_is_pasted_comes_back_clean(school: PlanSchool, sign_in: Any) -> None:
    tram = sign_in("tram")
    word = '<p style="x" class=Mso><b>A</b><script>x()</script></p><img src=x>'
    assert json(tram, "/ke-hoach/soan/sach", html=word).json == {"html": "<p><b>A</b></p>"}
    address = begin(school, tram, "tram")
    json(tram, address, version=version(school), activities=word)
    page = tram.client.get(address).text
    assert "<p><b>A</b></p>" in page
    assert "x()" not in page
    for body in ({}, {"version": "1"}, {"version": 1, "lessons": []}, {"version": 99}):
        assert json(tram, address, **body).status_code in (409, 422), body


def test_a_stale_window_is_told_and_nothing_is_handed_in(school: PlanSchool, sign_in: Any) -> None:
    tram = sign_in("tram")
    address = begin(school, tram, "tram")
    first = version(school)
    json(tram, address, version=first, title="Phép nhân", aims=AIMS, activities=STEPS)
    assert json(tram, address, version=first, title="B").status_code == 409
    answer = tram.send(f"{address}/nop", ban=str(first))
    assert answer.status_code == 409
    assert "cửa sổ khác" in unescape(answer.text)
    json(tram, address, version=version(school), aims="")
    answer = tram.send(f"{address}/nop", ban=str(version(school)))
    assert answer.status_code == 422
    assert "Chưa viết phần" in unescape(answer.text)
    assert tram.send(f"{address}/bo").status_code == 303
    tram.see(address, 404)


def test_drafts_of_others_are_not_there(school: PlanSchool, sign_in: Any) -> None:
    address = begin(school, sign_in("tram"), "tram")
    for code in ("oanh", "duyen"):
        sign_in(code).see(address, 404)
        sign_in(code).see(f"{address}/chep", 404)
        assert json(sign_in(code), address, version=1, title="x").status_code == 404
    sign_in("hieu").see(address, 403)


def test_a_colleagues_shared_plan_fills_a_draft(school: PlanSchool, sign_in: Any) -> None:
    tram, oanh = sign_in("tram"), sign_in("oanh")
    plan = finish(school, tram, begin(school, tram, "tram"), title="Của Trâm")
    mine = begin(school, oanh, "oanh")
    assert "Chưa có bài cũ" in oanh.see(f"{mine}/chep")
    tram.send(f"/ke-hoach/{plan.id}/chia-se", chia_se="1")
    page = oanh.see(f"{mine}/chep")
    assert "cô Nguyễn Thị Bích Trâm" in page
    bai = re.search(r'name="bai" value="(\d+)"', page)
    assert bai
    assert oanh.send(f"{mine}/chep", bai=bai[1]).status_code == 303
    assert "<td>Giao bài</td>" in oanh.see(mine)
    tram.send(f"/ke-hoach/{plan.id}/chia-se")
    assert oanh.send(f"{mine}/chep", bai=bai[1]).status_code == 404


def test_the_queue_is_filtered_and_knows_what_was_opened(school: PlanSchool, sign_in: Any) -> None:
    late = school.hand_in("tram", "T02", now=at(FIRST_MONDAY + timedelta(days=3)), title="Muộn")
    school.hand_in("oanh", "T04", title="Của Oanh")
    duyen = sign_in("duyen")
    for query, here, gone in (
        (f"gv={school.staff['oanh']}", "Nguyễn Thị Kiều Oanh</span>", "Bích Trâm</span>"),
        ("tuan=T02", "Bích Trâm</span>", "Kiều Oanh</span>"),
        ("muon=1", "Bích Trâm</span>", "Kiều Oanh</span>"),
    ):
        page = duyen.see(f"/duyet-ke-hoach/?{query}")
        assert here in page, query
        assert gone not in page, query
    assert "Không có bản nào theo bộ lọc" in duyen.see("/duyet-ke-hoach/?tuan=T05")
    page = duyen.see(f"/duyet-ke-hoach/?chon={late}")
    assert page.count("data-unseen") == 2
    shown = re.search(r'data-token="([^"]+)"', page)
    assert shown
    assert json(duyen, "/duyet-ke-hoach/da-mo", ban=shown[1]).json == {"seen": True}
    json(duyen, "/duyet-ke-hoach/da-mo", ban=shown[1])
    assert json(duyen, "/duyet-ke-hoach/da-mo", ban=f"{late}:0").json == {"seen": False}
    assert json(sign_in("nghia"), "/duyet-ke-hoach/da-mo", ban=shown[1]).status_code == 404
    page = duyen.see("/duyet-ke-hoach/")
    assert page.count("data-unseen") == 1
    assert re.search(r'data-late="3" data-seen="1"', page)
    with system_session(school.engine, "xem") as session:
        assert len(session.scalars(select(PlanSeen)).all()) == 1


def test_the_plan_before_stands_beside(school: PlanSchool, sign_in: Any) -> None:
    school.hand_in("tram", "T03", "TOAN", title="Tuần ba")
    duyen = sign_in("duyen")
    page = duyen.see("/duyet-ke-hoach/")
    shown = re.search(r'name="ban" value="([^"]+)"', page)
    assert shown
    duyen.send("/duyet-ke-hoach/quyet-dinh", viec="duyet", ban=shown[1])
    other = school.hand_in("tram", "T04", "TV", title="Tiếng Việt")
    assert "So với bài trước" not in duyen.see(f"/duyet-ke-hoach/?chon={other}")
    same = school.hand_in("tram", "T04", "TOAN", title="Tuần bốn")
    page = duyen.see(f"/duyet-ke-hoach/?chon={same}&so=1")
    assert "Bài trước của cùng giáo viên, cùng môn" in page
    assert page.count('class="plan-pdf"') == 2


@pytest.mark.parametrize("kind", KINDS)
def test_the_teaching_schedule_is_shown_and_printed(school: PlanSchool, sign_in: Any) -> None:
    tram = sign_in("tram")
    finish(school, tram, begin(school, tram, "tram"), title="Phép nhân")
    page = tram.see("/lich-bao-giang/?tuan=T04")
    assert page.count(">Phép nhân</a>") == 2
    assert "Phép nhân" not in sign_in("oanh").see(
        f"/lich-bao-giang/?tuan=T04&gv={school.staff['tram']}"
    )
    assert "Lớp 3A" in tram.see(f"/lich-bao-giang/?tuan=T04&lop={school.klass['3A']}")
    answer = tram.send("/lich-bao-giang/in.pdf", tuan="T04", gv=school.staff["tram"])
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    with system_session(school.engine, "xem") as session:
        lines = select(HistoryLine).where(HistoryLine.action == "read")
        assert "lịch báo giảng" in session.scalars(lines).one().changes
    for query in ("lop=999", "gv=999", "lop=x"):
        tram.see(f"/lich-bao-giang/?{query}", 404)
