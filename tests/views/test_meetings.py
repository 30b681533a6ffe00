"""Department meetings on screen: whose, the sheet, reminders once a day, minutes as a paper."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pdfplumber
import pytest
from sqlalchemy import select, update

from models.base import Base
from tests.views.conftest import AsPerson
from tests.world import START, World

MEETING = Base.metadata.tables["meeting"]
REMINDER = Base.metadata.tables["reminder"]
DAY = START + timedelta(days=20)


def department(school: World, name: str) -> int:
    """A department by name."""
    return next(int(row["id"]) for row in school.rows["department"] if row["name"] == name)


def appointed(school: World, as_person: AsPerson, **other: Any) -> int:
    """Let the head of grade3 appoint a meeting about September; return it."""
    form = {
        "to": department(school, "grade3"),
        "held_on": DAY.isoformat(),
        "period_id": school.period["M09"],
        "title": "Sinh hoạt tháng 9",
    }
    answer = as_person("head3").post("/hop-to", form | other)
    assert answer.status_code == 303, answer.text
    found = re.search(r"/hop-to/(\d+)$", answer.headers["Location"])
    assert found
    return int(found[1])


def version(school: World, meeting: int) -> int:
    """Which version of a meeting stands."""
    with school.engine.connect() as connection:
        asked = select(MEETING.c.version).where(MEETING.c.id == meeting)
        return int(connection.scalar(asked) or 0)


def reminders(school: World) -> list[Any]:
    """Who was reminded from the sheet."""
    with school.engine.connect() as connection:
        asked = select(REMINDER).where(REMINDER.c.rule_key.like("asked:%"))
        return list(connection.execute(asked))


def test_a_head_has_the_own_department_management_has_all(
    school: World, as_person: AsPerson
) -> None:
    head, principal = as_person("head3"), as_person("principal")
    assert "grade3" in head.get("/hop-to").text
    assert "subjects" not in head.get("/hop-to").text
    assert "subjects" in principal.get("/hop-to").text
    assert "Hẹn buổi họp" not in principal.get("/hop-to").text
    other = department(school, "subjects")
    assert head.get(f"/hop-to/bang?to={other}").status_code == 404
    assert principal.get(f"/hop-to/bang?to={other}").status_code == 200


@pytest.mark.parametrize("person", ["office", "homeroom3a", "seat", "inspector", "nobody"])
def test_nobody_else_opens_the_meetings(as_person: AsPerson, person: str) -> None:
    here = as_person(person)
    assert here.get("/hop-to").status_code == 403
    assert here.get("/hop-to/bang").status_code == 403
    assert here.get("/hop-to/1").status_code == 403
    assert "Họp tổ" not in here.get("/tien-do/").text


def test_only_the_head_appoints_and_not_twice_on_a_day(school: World, as_person: AsPerson) -> None:
    meeting = appointed(school, as_person)
    assert "Sinh hoạt tháng 9" in as_person("vice").get(f"/hop-to/{meeting}").text
    form = {
        "to": department(school, "grade3"),
        "held_on": DAY.isoformat(),
        "period_id": school.period["M09"],
        "title": "Lần nữa",
    }
    again = as_person("head3").post("/hop-to", form)
    assert again.status_code == 422
    assert "Tổ đã có buổi họp ngày này." in again.text
    assert as_person("principal").post("/hop-to", form).status_code == 404
    for wrong in ({"held_on": "hôm nay"}, {"held_on": "1999-01-01"}, {"period_id": "0"}):
        assert as_person("head3").post("/hop-to", form | wrong).status_code == 422


def test_a_meeting_moves_until_its_minutes_are_closed(school: World, as_person: AsPerson) -> None:
    meeting, head = appointed(school, as_person), as_person("head3")
    place = f"/hop-to/{meeting}"
    seen = version(school, meeting)
    moved = {
        "version": seen,
        "title": "Họp sớm",
        "held_on": (DAY - timedelta(days=1)).isoformat(),
        "period_id": school.period["M09"],
    }
    assert head.post(place, moved).status_code == 303
    assert head.post(place, moved).status_code == 409
    assert as_person("principal").post(place, moved).status_code == 403
    seen = version(school, meeting)
    noted = {"version": seen, "notes": "Đã bàn.", "attended": "vắng cô Lan (có phép)"}
    assert head.post(place, noted).status_code == 303
    assert "vắng cô Lan (có phép)" in head.get(place).text
    seen = version(school, meeting)
    empty = head.post(f"{place}/bien-ban", {"version": seen, "notes": " "})
    assert empty.status_code == 422
    assert head.get(f"{place}/bien-ban.pdf").status_code == 404
    closing = {"version": seen, "notes": "Đã bàn.\nThống nhất.", "attended": "đủ"}
    assert head.post(f"{place}/bien-ban", closing).status_code == 303
    assert head.post(f"{place}/bien-ban", closing).status_code == 409
    late = head.post(place, moved | {"version": version(school, meeting)})
    assert late.status_code == 409
    assert "đã khép" in late.text


def test_the_minutes_are_a_paper_with_the_sheet_of_the_day(
    school: World, as_person: AsPerson
) -> None:
    meeting, head = appointed(school, as_person), as_person("head3")
    closing = {
        "version": version(school, meeting),
        "notes": "Cả tổ nghe đọc bảng theo dõi.\nThống nhất viết nhận xét theo việc đã làm.",
        "attended": "có mặt 2 trong 2",
    }
    head.post(f"/hop-to/{meeting}/bien-ban", closing)
    answer = as_person("vice").get(f"/hop-to/{meeting}/bien-ban.pdf")
    assert answer.mimetype == "application/pdf"
    with pdfplumber.open(BytesIO(answer.data)) as paper:
        text = "\n".join(page.extract_text() for page in paper.pages)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "BIÊN BẢN",
        "Sinh hoạt tháng 9",
        "có mặt 2 trong 2",
        "homeroom3a",
        "Thống nhất viết nhận xét theo việc đã làm.",
        "TỔ TRƯỞNG",
    ):
        assert words in text
    assert as_person("english3a").get(f"/hop-to/{meeting}/bien-ban.pdf").status_code == 404


def asked_monthly(school: World) -> None:
    """Let the school ask for monthly comments."""
    with school.engine.begin() as connection:
        connection.execute(update(Base.metadata.tables["school"]).values(monthly_comments=True))


def test_a_number_leads_to_the_very_cell(school: World, as_person: AsPerson) -> None:
    asked_monthly(school)
    head = as_person("head3")
    place = f"to={department(school, 'grade3')}&ky=M09"
    page = head.get(f"/hop-to/bang?{place}").text
    member = school.staff["homeroom3a"]
    assert (
        f"/hop-to/bang/nhan-xet?to={department(school, 'grade3')}&amp;ky=M09&amp;ai={member}"
        in page
    )
    rows = head.get(f"/hop-to/bang/nhan-xet?{place}&ai={member}").text
    room, month = school.klass["3A"], school.period["M09"]
    assert f"/nhan-xet-thang/{room}/{month}" in rows
    for name in ("gan-giong", "ke-hoach"):
        assert head.get(f"/hop-to/bang/{name}?{place}&ai={member}").status_code == 200
    stranger = school.staff["english3b"]
    assert head.get(f"/hop-to/bang/nhan-xet?{place}&ai={stranger}").status_code == 404


def test_who_is_late_is_reminded_once_a_day(school: World, as_person: AsPerson) -> None:
    asked_monthly(school)
    form = {"to": department(school, "grade3"), "ky": "M09"}
    with school.engine.begin() as connection:
        connection.execute(Base.metadata.tables["monthly_comment"].delete())
    first = as_person("head3").post("/hop-to/bang/nhac", form)
    assert first.status_code == 303
    told = reminders(school)
    assert {row.to_id for row in told} == {school.staff["homeroom3a"]}
    assert "nhận xét" in told[0].text
    assert told[0].link.startswith("/nhan-xet-thang/")
    as_person("head3").post("/hop-to/bang/nhac", form)
    as_person("principal").post("/hop-to/bang/nhac", form | {"ai": school.staff["homeroom3a"]})
    assert len([row for row in reminders(school) if row.to_id == told[0].to_id]) == 1
    assert as_person("homeroom3a").post("/hop-to/bang/nhac", form).status_code == 403


def test_the_trend_is_of_the_own_part_of_the_school(school: World, as_person: AsPerson) -> None:
    homeroom = as_person("homeroom3a").get("/tien-do/theo-ngay?ky=CN")
    assert homeroom.status_code == 200
    assert "Lớp 3A" in homeroom.text
    assert "<polyline" in homeroom.text
    assert "style=" not in homeroom.text
    assert as_person("homeroom3a").get("/tien-do/theo-ngay?cua=").status_code == 200
    other = school.klass["3B"]
    assert as_person("homeroom3a").get(f"/tien-do/theo-ngay?cua=lop-{other}").status_code == 404
    assert "Toàn trường" in as_person("principal").get("/tien-do/theo-ngay?ky=CN").text
    assert as_person("office").get("/tien-do/theo-ngay").status_code == 404
