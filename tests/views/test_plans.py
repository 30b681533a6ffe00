"""The screens of lesson plans: hand-in, queue, files in a frame, refusals (Điều 4.7, 5.2)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from models.access import Closure
from models.clock import school_today
from models.plans import Decision, LessonPlan, PlanFile
from permissions.session import system_session
from tests.conftest import Lay
from tests.databases import KINDS
from tests.plan_school import PlanSchool, at, build, docx, pdf
from tests.programs import program_over
from tests.views.turning import turned

TODAY = school_today()
#: week T03 is the next one: its plans were due on this week's Monday
FIRST_MONDAY = TODAY - timedelta(days=TODAY.weekday() + 7)


@pytest.fixture
def kind() -> str:
    """Screens speak the same SQL everywhere: most tests run on SQLite alone."""
    return "sqlite"


@pytest.fixture
def school(lay: Lay) -> PlanSchool:
    return lay(build, first_monday=FIRST_MONDAY)


@pytest.fixture
def app(school: PlanSchool, tmp_path: Path) -> Flask:
    return program_over(school.engine, tmp_path / "data")


class Person:
    """Somebody's browser: signed in, carrying the token of the page it was shown."""

    def __init__(self, app: Flask, code: str) -> None:
        """Sign in by the session cookie."""
        self.client: FlaskClient = app.test_client()
        with self.client.session_transaction() as cookie:
            cookie.update(_user_id=f"token {code}", _fresh=True, since=10**11)

    def see(self, path: str, status: int = 200) -> str:
        """Open a page and return its text without mark-up entities."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def send(self, path: str, page: str = "/quy-che", **fields: Any) -> TestResponse:
        """Post a form with the token of a page."""
        shown = self.client.get(page).text
        token = re.search(r'name="csrf-token" content="([^"]+)"', shown)
        assert token, shown
        return self.client.post(
            path, data={"csrf_token": token[1]} | fields, content_type="multipart/form-data"
        )

    def hand_in(self, code: str, content: bytes, **more: Any) -> TestResponse:
        """Hand in all own lessons of a week."""
        places = more.pop("places")
        return self.send(
            "/ke-hoach/nop",
            tuan=code,
            ten=more.pop("ten", "Kế hoạch tuần"),
            tiet=["-".join(map(str, place)) for place in places],
            tep=(BytesIO(content), "tuan.docx"),
            **more,
        )


@pytest.fixture
def sign_in(app: Flask) -> Any:
    return lambda code: Person(app, code)


def only_plan(school: PlanSchool) -> LessonPlan:
    """Return the newest plan."""
    with system_session(school.engine, "xem") as session:
        return session.scalars(select(LessonPlan).order_by(LessonPlan.id.desc()).limit(1)).one()


def token(school: PlanSchool, plan_id: int) -> str:
    """Return the plan as a decision names it."""
    with system_session(school.engine, "xem") as session:
        digest = session.scalars(select(PlanFile.sha256).where(PlanFile.plan_id == plan_id)).one()
    return f"{plan_id}:{digest}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_week_goes_from_the_teacher_to_the_head_and_back(
    school: PlanSchool, sign_in: Any
) -> None:
    tram, duyen = sign_in("tram"), sign_in("duyen")
    page = tram.see("/ke-hoach/")
    assert "hạn nộp" in page
    assert "0 / 5 tiết đã nộp" in page
    assert "Nộp tệp tuần" in page
    assert 'value="' in tram.see("/ke-hoach/nop?tuan=T04")
    places = school.places("tram", "T04")
    answer = tram.hand_in("T04", docx(), places=places, ten="Tuần bốn")
    assert answer.status_code == 303
    plan = only_plan(school)
    page = duyen.see("/duyet-ke-hoach/")
    assert "Chờ duyệt 1" in page
    assert "Yêu cầu cần đạt: học sinh nhân được" in page
    assert "chờ cô duyệt (5 tiết)" in page
    answer = duyen.send(
        "/duyet-ke-hoach/quyet-dinh",
        viec="tra",
        ban=token(school, plan.id),
        nhan_xet="Sai tiết.",
        muc="cho",
    )
    assert answer.status_code == 303
    page = tram.see("/ke-hoach/?tuan=T04")
    assert "Sai tiết." in page
    assert "Nộp lại" in page
    assert "Sai tiết." in tram.see(f"/ke-hoach/nop?tuan=T04&thay={plan.id}")
    answer = tram.hand_in("T04", pdf(), places=places, thay=plan.id)
    assert answer.status_code == 303
    again = only_plan(school)
    assert again.replaces_id == plan.id
    assert "nộp lại" in duyen.see("/duyet-ke-hoach/")
    duyen.send("/duyet-ke-hoach/quyet-dinh", viec="duyet", ban=token(school, again.id), muc="cho")
    assert only_plan(school).decision is Decision.APPROVED
    page = duyen.see("/duyet-ke-hoach/?muc=duyet")
    assert "duyệt đúng bản này" in page
    assert "Đã trả 0" in page
    assert "đã duyệt" in tram.see("/ke-hoach/?tuan=T04")


def test_late_is_said_in_days_to_both(school: PlanSchool, sign_in: Any) -> None:
    late = TODAY.weekday()
    plan = school.hand_in("tram", "T02", now=at(FIRST_MONDAY + timedelta(days=3)))
    assert "muộn 3 ngày" in sign_in("duyen").see("/duyet-ke-hoach/")
    assert "muộn 3 ngày" in sign_in("tram").see(f"/ke-hoach/{plan}")
    page = sign_in("oanh").see("/ke-hoach/")
    assert "Còn nợ từ các tuần trước" in page
    assert (f"muộn {late} ngày" in page) == (late > 0)


def test_a_bad_file_keeps_what_was_typed_and_says_why(school: PlanSchool, sign_in: Any) -> None:
    tram = sign_in("tram")
    places = school.places("tram", "T04", "TOAN")
    answer = tram.hand_in("T04", b"MZ\x90", places=places, ten="Toán của tôi")
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert "Chỉ nhận tệp Word" in page
    assert 'value="Toán của tôi"' in page
    assert len(re.findall(r'name="tiet"[^>]* checked', page)) == 2


def test_broken_lessons_are_a_sentence_not_a_fault(school: PlanSchool, sign_in: Any) -> None:
    tram = sign_in("tram")
    for bad in ("1-2", "a-b-c", "1-2-" + "9" * 30, "", "1-2-3-4"):
        file = (BytesIO(pdf()), "a.pdf")
        answer = tram.send("/ke-hoach/nop", tuan="T04", ten="a", tiet=bad, tep=file)
        assert answer.status_code == 422, bad


def test_a_pdf_stands_in_our_own_frame_and_nothing_else_does(
    school: PlanSchool, sign_in: Any
) -> None:
    plan = school.hand_in("tram", "T04")
    duyen = sign_in("duyen")
    assert f'src="/ke-hoach/{plan}/tep#' in duyen.see("/duyet-ke-hoach/")
    file = duyen.client.get(f"/ke-hoach/{plan}/tep")
    assert file.data.startswith(b"%PDF-")
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("inline")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in file.headers["Content-Security-Policy"]
    assert "unsafe" not in file.headers["Content-Security-Policy"]
    saved = duyen.client.get(f"/ke-hoach/{plan}/tep?tai=1")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    page = duyen.client.get("/duyet-ke-hoach/")
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_a_docx_is_never_shown_as_itself(school: PlanSchool, sign_in: Any) -> None:
    body = "<w:p><w:r><w:t>&lt;script&gt;alert(1)&lt;/script&gt;</w:t></w:r></w:p>"
    plan = school.hand_in("tram", "T04", content=docx(body))
    duyen = sign_in("duyen")
    raw = duyen.client.get("/duyet-ke-hoach/").text
    assert "<script>alert" not in raw
    assert "&lt;script&gt;alert(1)" in raw
    file = duyen.client.get(f"/ke-hoach/{plan}/tep")
    assert file.headers["Content-Disposition"].startswith("attachment")


def test_plans_and_files_of_others_are_not_there(school: PlanSchool, sign_in: Any) -> None:
    plan = school.hand_in("tram", "T04")
    for code in ("oanh", "nghia", "tu"):
        for path in (f"/ke-hoach/{plan}", f"/ke-hoach/{plan}/tep"):
            assert sign_in(code).client.get(path).status_code == 404
        asked = f"/ke-hoach/nop?tuan=T04&thay={plan}"
        assert sign_in(code).client.get(asked).status_code == 404
    for code in ("tram", "duyen", "phuoc", "hieu"):
        sign_in(code).see(f"/ke-hoach/{plan}")


@pytest.mark.parametrize("kind", KINDS)
def test_the_queue_is_of_those_who_decide(school: PlanSchool, sign_in: Any) -> None:
    school.hand_in("tram", "T04", title="Của Trâm")
    school.hand_in("duyen", "T04", title="Của Duyên")
    duyen, phuoc = sign_in("duyen"), sign_in("phuoc")
    page = duyen.see("/duyet-ke-hoach/")
    assert "Của Trâm" in page
    assert "Của Duyên" not in page
    page = phuoc.see("/duyet-ke-hoach/")
    assert "Của Duyên" in page
    assert "Của Trâm" not in page
    assert "ổ trưởng các tổ" in page
    assert "Không còn bản nào chờ" in sign_in("nghia").see("/duyet-ke-hoach/")
    for code in ("tram", "hieu"):
        sign_in(code).see("/duyet-ke-hoach/", 403)
        assert sign_in(code).send("/duyet-ke-hoach/quyet-dinh").status_code == 403
    for code in ("hieu", "phuoc"):
        sign_in(code).see("/ke-hoach/", 403)


def test_a_forged_decision_on_ones_own_plan_changes_nothing(
    school: PlanSchool, sign_in: Any
) -> None:
    plan = school.hand_in("duyen", "T04")
    answer = sign_in("duyen").send(
        "/duyet-ke-hoach/quyet-dinh", viec="duyet", ban=token(school, plan)
    )
    assert answer.status_code in (403, 404)
    assert school.plan(plan).decision is None


def test_ticked_plans_are_approved_together_or_not_at_all(school: PlanSchool, sign_in: Any) -> None:
    one, two = school.hand_in("tram", "T04"), school.hand_in("oanh", "T04")
    duyen = sign_in("duyen")
    tokens = [token(school, one), token(school, two)]
    wrong = [tokens[0], f"{two}:{'0' * 64}"]
    duyen.send("/duyet-ke-hoach/quyet-dinh", viec="duyet", ban=wrong, muc="cho")
    assert "nội dung không còn như bản vừa xem" in duyen.see("/duyet-ke-hoach/")
    assert school.plan(one).decision is None
    duyen.send("/duyet-ke-hoach/quyet-dinh", viec="duyet", ban=tokens, muc="cho")
    assert "Đã duyệt 2 bản." in duyen.see("/duyet-ke-hoach/")
    assert school.plan(two).decision is Decision.APPROVED


@pytest.mark.parametrize("kind", KINDS)
def test_the_queue_is_turned_over_to_its_end(
    school: PlanSchool, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.plans.asked.MOST", 2)
    for week in ("T03", "T04"):
        for person in ("tram", "oanh"):
            school.hand_in(person, week, now=at(FIRST_MONDAY + timedelta(days=8)))
    last = school.hand_in("tram", "T05")
    duyen = sign_in("duyen")
    card = r'class="pick-plan" href="[^"]*chon=(\d+)"'
    waiting = turned(duyen.see, "/duyet-ke-hoach/", card)
    assert [len(page) for page in waiting] == [2, 2, 1]
    plans = [plan for page in waiting for plan in page]
    assert plans == sorted(plans, key=int)
    assert turned(duyen.see, "/duyet-ke-hoach/?muon=1", card) == [waiting[0]]
    behind = f"/duyet-ke-hoach/?sau={waiting[0][1]}"
    duyen.send("/duyet-ke-hoach/quyet-dinh", viec="duyet", ban=[token(school, int(waiting[0][1]))])
    assert turned(duyen.see, behind, card) == waiting[1:]  # it doesn't move when plans go
    for plan in plans[2:]:
        duyen.send("/duyet-ke-hoach/quyet-dinh", viec="duyet", ban=[token(school, int(plan))])
    done = turned(duyen.see, "/duyet-ke-hoach/?muc=duyet", card)
    assert ([len(page) for page in done], done[0][0]) == ([2, 2], str(last))
    duyen.see("/duyet-ke-hoach/?sau=999", 404)


def test_broken_decisions_are_answered_with_a_sentence(school: PlanSchool, sign_in: Any) -> None:
    duyen = sign_in("duyen")
    for ban in ([], ["x"], ["9" * 40 + ":a"], ["1"] * 21, ["\x00"]):
        answer = duyen.send("/duyet-ke-hoach/quyet-dinh", viec="duyet", ban=ban)
        assert answer.status_code == 303, ban


def test_a_closed_week_is_said_before_anyone_types(school: PlanSchool, sign_in: Any) -> None:
    school.hand_in("tram", "T04", "TOAN")
    with school.session("hieu") as session:
        session.add(
            Closure(
                year_id=school.year,
                starts_at=at(FIRST_MONDAY - timedelta(days=30)),
                made_by=school.staff["hieu"],
            )
        )
        session.commit()
    assert "đã đóng lúc" in sign_in("tram").see("/ke-hoach/?tuan=T04")
    form = sign_in("tram").see("/ke-hoach/nop?tuan=T04")
    assert "đã đóng lúc" in form
    assert '<button class="btn main"' not in form
    page = sign_in("duyen").see("/duyet-ke-hoach/")
    assert "đã đóng lúc" in page
    assert re.search(r'class="btn s main" disabled', page)


@pytest.mark.parametrize("kind", KINDS)
def test_the_sheet_of_a_week_counts_in_slots(school: PlanSchool, sign_in: Any) -> None:
    school.hand_in("tram", "T02", now=at(FIRST_MONDAY + timedelta(days=1)))
    school.hand_in("oanh", "T02", "TOAN", now=at(FIRST_MONDAY - timedelta(days=1)))
    page = re.sub(r"<[^>]+>", " ", sign_in("duyen").see("/duyet-ke-hoach/tiet/?tuan=T02"))
    lines = [" ".join(line.split()) for line in page.splitlines()]
    assert "Nguyễn Thị Bích Trâm 5 5 0 5 0 – –" in lines
    assert "Nguyễn Thị Kiều Oanh 5 2 2 – 0 – 3" in lines
    assert "Cộng 10 7 2 5 0 – 3" in lines


def test_no_address_is_a_fault(school: PlanSchool, sign_in: Any) -> None:
    tram, duyen = sign_in("tram"), sign_in("duyen")
    for path in (
        "/ke-hoach/nop?tuan=T99",
        "/ke-hoach/nop",
        "/ke-hoach/nop?tuan=T04&thay=" + "9" * 40,
        "/ke-hoach/nop?tuan=T04&thay=x",
        "/ke-hoach/999",
        "/ke-hoach/" + "9" * 40,
        "/ke-hoach/999/tep",
    ):
        tram.see(path, 404)
    for query in ("chon=x", "chon=" + "9" * 40, "muc=x", "muc=tra&chon=-1", "tuan=%00"):
        duyen.see(f"/duyet-ke-hoach/?{query}")
        duyen.see(f"/duyet-ke-hoach/tiet/?{query}")
        tram.see(f"/ke-hoach/?{query}")
