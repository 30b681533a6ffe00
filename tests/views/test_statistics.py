"""Statistics: the numbers are those of plain Python, outsiders see no small group, paper agrees."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update

from app import create_app
from jobs.database import writer
from models.access import HistoryLine
from models.assessment import SubjectResult, TraitResult, Unit
from models.base import Base
from models.daily import Absence
from models.people import Duty, Staff
from models.people.staff import Sex
from models.pupils import EnrolmentInterval, EthnicGroup, PupilBackground, PupilBirth
from models.school import Period
from models.yearend.outcomes import outcomes
from permissions.session import system_session
from tests.databases import KINDS, Databases, settings_for
from tests.jobs.printing.reading import pages
from tests.promises.crawl import close
from tests.views.test_board import signed_in

AT = "/thong-ke/"
BODY = re.compile(r"<tbody><tr class=\"sub\">(.*?)</tbody>", re.DOTALL)
TAGS = re.compile(r"<[^>]+>")
Blocks = dict[str, dict[str, list[str]]]


@pytest.fixture(scope="module", params=KINDS)
def school(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The program over the demo school, on each kind of database."""
    with databases.copy(str(request.param), "demo") as url:
        app = create_app(settings_for(url, tmp_path_factory.mktemp("data")))
        yield app
        close(app)


def engine_of(app: Flask) -> Engine:
    engine: Engine = app.extensions["so_truong_engines"].read
    return engine


def plain(markup: str) -> str:
    return unescape(" ".join(TAGS.sub(" ", markup).split()))


def blocks(page: str) -> Blocks:
    """Return the table: block → measure → counts of the groups."""
    found: Blocks = {}
    for body in BODY.findall(page):
        head, *rows = body.split("<tr>")
        found[plain(head)] = {
            plain(cells[0]): [plain(cell) for cell in cells[1::2]]
            for cells in (row.split("</td>")[:-1] for row in rows)
        }
    return found


def rows_of(app: Flask, *columns: Any) -> list[Any]:
    with system_session(engine_of(app), "thử") as session:
        return list(session.execute(select(*columns)).all())


def groups(app: Flask) -> list[set[int]]:
    """Return the pupils of every column after the first, by plain Python."""
    girls = {p for p, sex in rows_of(app, PupilBirth.pupil_id, PupilBirth.sex) if sex is Sex.FEMALE}
    codes = dict(rows_of(app, EthnicGroup.id, EthnicGroup.code))
    b = PupilBackground
    home = rows_of(app, b.pupil_id, b.ethnic_group_id, b.disability, b.poor_household)
    minority = {p for p, group, _, _ in home if group and codes[group] not in ("01", "55")}
    disabled, poor = {r[0] for r in home if r[2]}, {r[0] for r in home if r[3]}
    return [girls, minority, girls & minority, disabled, poor]


def numbers(pupils: list[int], app: Flask) -> list[str]:
    """Write how many of these pupils are in each column."""
    return [str(len(pupils)), *(str(sum(p in of for p in pupils)) for of in groups(app))]


def expected(app: Flask, code: str) -> set[tuple[int, int]]:
    """Return (class, pupil) of who was there at a term's end, newcomers from their 15th day on."""
    ends = dict(rows_of(app, Period.code, Period.to_date))
    i, end = EnrolmentInterval, ends[code]
    stays = rows_of(app, i.class_id, i.pupil_id, i.from_date, i.to_date, i.newcomer)
    return {
        (class_id, pupil)
        for class_id, pupil, first, last, newcomer in stays
        if first <= end - timedelta(days=15 if newcomer else 0) and (last is None or last >= end)
    }


def test_levels_scores_and_traits_are_those_of_plain_python(school: Flask) -> None:
    head = signed_in(school, "cb001")
    units = {code: (i, name) for i, code, name in rows_of(school, Unit.id, Unit.code, Unit.name)}
    periods = dict(rows_of(school, Period.code, Period.id))
    s, t = SubjectResult, TraitResult
    results = rows_of(school, s.unit_id, s.period_id, s.pupil_id, s.level, s.score, s.class_id)
    traits = rows_of(school, t.unit_id, t.period_id, t.pupil_id, t.level, t.class_id)
    here = expected(school, "CHK1")
    unit, name = units["TOAN"]
    shown = blocks(head.get(f"{AT}?loai=mon&ky=CHK1").text)[name]
    own = [r for r in results if r[:2] == (unit, periods["CHK1"]) and (r[5], r[2]) in here]
    for level, label in (("T", "Hoàn thành tốt (T)"), ("H", "Hoàn thành (H)")):
        assert shown[label] == numbers([r[2] for r in own if r[3] == level], school)
    top = [r[2] for r in own if r[4] is not None and r[4] >= 9]
    assert shown["Điểm 9–10"] == numbers(top, school)
    unit, name = units["PC1"]
    table = blocks(head.get(f"{AT}?loai=pcnl&ky=CHK1").text)
    good = [
        r[2]
        for r in traits
        if r[:2] == (unit, periods["CHK1"]) and r[3] == "T" and (r[4], r[2]) in here
    ]
    assert table[f"PC {name}"]["Tốt (T)"] == numbers(good, school)


def test_outcomes_are_those_of_lists_and_rule_and_say_so(school: Flask) -> None:
    page = signed_in(school, "cb001").get(f"{AT}?loai=ket-qua").text
    table = blocks(page)
    with system_session(engine_of(school), "thử") as session:
        year = session.scalars(select(Period.year_id)).first()
        assert year is not None
        judged = outcomes(session, year)
    codes = Counter(one.outcome.overall for one in judged)
    words = {"HTXS": "Hoàn thành xuất sắc (HTXS)", "HTT": "Hoàn thành tốt (HTT)"}
    for code, label in words.items():
        assert table["Toàn trường"][label][0] == str(codes[code])
    missing = [one.pupil_id for one in judged if one.outcome.missing]
    assert table["Toàn trường"]["Còn thiếu"] == numbers(missing, school)
    assert "Lớp 1A · theo danh sách đã duyệt" in table
    assert "Lớp 1B · theo quy tắc" in table


def test_attendance_is_that_of_the_absences_and_a_number_leads_to_its_pupils(school: Flask) -> None:
    head = signed_in(school, "cb001")
    whole = blocks(head.get(f"{AT}?loai=chuyen-can&ky=CN").text)["Toàn trường"]
    here = {pupil for _, pupil in expected(school, "CN")}
    away = [r for r in rows_of(school, Absence.pupil_id, Absence.excused) if r[0] in here]
    with_leave = [p for p, excused in away if excused]
    assert whole["Số buổi vắng có phép"] == numbers(with_leave, school)
    page = head.get(f"{AT}danh-sach?loai=chuyen-can&ky=CN&do=away&nhom=dan-toc").text
    minority = {p for p, _ in away} & groups(school)[1]
    assert page.count('<td class="num">') >= len(minority) > 0
    assert whole["Có vắng"][2] == str(len(minority))
    link = re.search(
        r'href="(/thong-ke/danh-sach[^"]+do=never[^"]*)"',
        head.get(f"{AT}?loai=chuyen-can&ky=CN").text,
    )
    assert link
    listed = head.get(unescape(link[1])).text
    assert f"{whole['Không vắng buổi nào'][0]} học sinh" in listed


def test_who_may_not_know_a_group_has_no_column_of_it(school: Flask) -> None:
    whole = signed_in(school, "cb001").get(AT).text
    assert "Dân tộc thiểu số" in whole
    english = signed_in(school, "cb061").get(AT).text
    assert "Nữ</th>" not in english
    assert "Ngoại ngữ 1" in blocks(english)
    assert not {"Toán", "Tiếng Việt"} & set(blocks(english))
    own = blocks(signed_in(school, "cb032").get(f"{AT}?loai=ket-qua").text)
    assert {head.split(" · ")[0] for head in own if head.startswith("Lớp ")} == {"Lớp 3B"}
    assert signed_in(school, "cb005").get(AT).status_code == 403


def taken(client: FlaskClient, where: str, **form: str) -> Any:
    page = client.get(AT).text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token
    return client.post(f"{AT}{where}", data={"csrf_token": token[1]} | form)


def test_excel_and_paper_are_the_table_and_are_recorded(school: Flask) -> None:
    head = signed_in(school, "cb001")
    shown = blocks(head.get(f"{AT}?loai=mon&ky=CHK1").text)
    answer = taken(head, "xlsx", loai="mon", ky="CHK1")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    lines = [row for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]]
    assert [[str(n) for n in row[2::2]] for row in lines] == [
        counts for block in shown.values() for counts in block.values()
    ]
    with system_session(engine_of(school), "thử") as session:
        read = select(HistoryLine.changes).where(HistoryLine.action == "read")
        last = json.loads(session.scalars(read.order_by(HistoryLine.id.desc())).first() or "")
    assert last["rows"][1] == len(lines)
    assert "xuất Excel thống kê Môn học" in last["what"][1]
    text = " ".join(pages(taken(head, "in.pdf", loai="mon", ky="CHK1", khoi="3").data))
    for said in ("CỘNG HÒA XÃ HỘI", "THỐNG KÊ MÔN HỌC", "Khối 3", "Hoàn thành tốt (T)", "Nữ"):
        assert said in text


def test_an_inspector_sees_no_group_under_five_and_no_pupil(school: Flask) -> None:
    with system_session(engine_of(school), "thử") as session:
        duties = session.execute(
            select(Duty.id, Staff.code).join(Staff, Staff.id == Duty.staff_id).order_by(Duty.id)
        ).all()
    row, code = next((i, c) for i, c in duties if c.lower() == "cb005")
    name = code.lower()
    duty = Base.metadata.tables["duty"]
    with writer(engine_of(school)).begin() as connection:
        values = {"function": "inspector", "kinds": "result"}
        connection.execute(update(duty).where(duty.c.id == row).values(**values))
    client = signed_in(school, name)
    maths = dict(rows_of(school, Unit.code, Unit.id))["TOAN"]
    page = client.get(f"{AT}?loai=mon&theo=lop&ky=CN&mon={maths}").text
    table = blocks(page)
    counts = [n for block in table.values() for line in block.values() for n in line]
    assert "< 5" in counts
    assert not {"1", "2", "3", "4"} & set(counts)
    assert "Nữ</th>" not in page
    assert "danh-sach" not in page
    assert client.get(f"{AT}danh-sach?loai=mon").status_code == 404
    assert "Phẩm chất" not in plain(page.split('class="tabs')[-1].split("</nav>")[0])
    with system_session(engine_of(school), "thử") as session:
        looks = select(HistoryLine.changes).where(
            HistoryLine.entity == "duty", HistoryLine.row_id == row, HistoryLine.action == "read"
        )
        assert any("Thống kê" in json.loads(one)["what"][1] for one in session.scalars(looks))
