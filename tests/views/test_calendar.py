"""The calendar on screen: who sees what, told before it is written (Điều 2.11, 7.2)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from sqlalchemy import select

from models.access import HistorySet
from models.school import SchoolDay
from permissions.session import system_session
from tests.plan_school import PlanSchool
from tests.views.test_plans import FIRST_MONDAY, app, kind, school, sign_in

__all__ = ["app", "kind", "school", "sign_in"]

OFF = FIRST_MONDAY + timedelta(days=21)
ADDRESS = f"/lich-nam-hoc/ngay/{OFF}"


def taught(school: PlanSchool) -> bool:
    with system_session(school.engine, "xem") as session:
        day = select(SchoolDay).where(SchoolDay.date == OFF)
        return session.scalars(day).first() is not None


def test_an_edit_is_told_first_and_written_when_it_is_confirmed(
    school: PlanSchool, sign_in: Any
) -> None:
    phuoc = sign_in("phuoc")
    page = unescape(phuoc.send(ADDRESS, buoi="nghi", viec="xem").text)
    assert "Thành ngày nghỉ" in page
    assert "5 tiết thôi phải nộp kế hoạch" in page
    assert taught(school)
    seal = re.search(r'name="viec" value="([0-9a-f]{32})"', page)
    assert seal, page
    wrong = phuoc.send(ADDRESS, buoi="nghi", viec="0" * 32)
    assert wrong.status_code == 200
    assert taught(school)
    answer = phuoc.send(ADDRESS, buoi="nghi", viec=seal[1], ly_do="Nghỉ lễ")
    assert answer.status_code == 303
    assert not taught(school)
    assert "nghỉ" in phuoc.see("/lich-nam-hoc/")
    with system_session(school.engine, "xem") as session:
        newest = select(HistorySet).order_by(HistorySet.id.desc()).limit(1)
        assert session.scalars(newest).one().reason == "Nghỉ lễ"


def test_a_week_and_the_terms_have_their_pages(school: PlanSchool, sign_in: Any) -> None:
    phuoc = sign_in("phuoc")
    monday = school.monday(6)
    page = unescape(phuoc.send("/lich-nam-hoc/tuan/T05", thu_hai=str(monday), viec="xem").text)
    assert "Tuần 5:" in page
    assert "Thành ngày nghỉ" in page
    bad = phuoc.send("/lich-nam-hoc/tuan/T05", thu_hai=str(monday + timedelta(days=1)))
    assert bad.status_code == 422
    phuoc.see("/lich-nam-hoc/tuan/T99", 404)
    phuoc.see("/lich-nam-hoc/ngay/2001-01-01", 404)
    phuoc.see("/lich-nam-hoc/ngay/x", 404)


def test_everybody_reads_the_calendar_and_one_person_edits_it(
    school: PlanSchool, sign_in: Any
) -> None:
    page = sign_in("tram").see("/lich-nam-hoc/")
    assert "Tuần 4" in page
    assert "/lich-nam-hoc/ngay/" not in page
    for path in (ADDRESS, "/lich-nam-hoc/tuan/T05", "/lich-nam-hoc/moc"):
        sign_in("tram").see(path, 403)
        sign_in("hieu").see(path, 403)
