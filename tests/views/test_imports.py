"""Importing on screen: look first, correct there, write once; each person their own kinds."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
from sqlalchemy import select

from models.access import HistorySet, ImportRun
from models.assessment import SubjectResult
from models.pupils import Pupil
from permissions.session import system_session
from tests.jobs.imports.files import PUPIL_HEAD, book
from tests.views.conftest import AsPerson
from tests.world import World

YEAR = "2025-2026"
GOOD = [1, "3A-9", "Lê Văn Tư", "1/2/2017", "Nam", "Kinh", "3A"]
BAD = [2, "3A-8", "Lê Thị Năm", "31/02/2017", "Nữ", "Kinh", "3A"]
RESULT_HEAD = ["Mã định danh", "Họ và tên", "TOAN - Mức", "NN1 - Mức", "PC1"]


def pupils_file() -> bytes:
    return book(DS=[["Năm học 2025 - 2026"], PUPIL_HEAD, GOOD, BAD])


def sent(kind: str, content: bytes, **fields: str) -> dict[str, Any]:
    return {"kind": kind, "year": YEAR, "file": (io.BytesIO(content), "tệp.xlsx"), **fields}


def upload(browser: Any, kind: str, content: bytes, **fields: str) -> Any:
    return browser.post(
        "/nhap-tu-tep", sent(kind, content, **fields), content_type="multipart/form-data"
    )


def names(world: World) -> set[str]:
    with system_session(world.engine, "xem") as session:
        return set(session.scalars(select(Pupil.full_name)))


def test_office_looks_corrects_and_writes(school: World, as_person: AsPerson) -> None:
    office = as_person("office")
    answer = upload(office, "pupils", pupils_file())
    assert answer.status_code == 303
    page = office.get(answer.location).text
    assert "Tháng 2 năm 2017 chỉ có 28 ngày" in page
    assert "Ghi 1 dòng đúng" in page
    assert "Lê Văn Tư" not in names(school)
    field = re.search(r'name="(fix-[^"]+)"', page)
    assert field
    again = office.post(f"{answer.location}/kiem-tra", {field[1]: "28/02/2017"})
    page = office.get(again.location).text
    assert "Sẽ ghi" in page
    assert "Ghi 2 dòng đúng" in page
    assert "Lê Thị Năm" not in names(school)
    done = office.post(f"{answer.location}/ghi", {field[1]: "28/02/2017"})
    assert "Đã ghi 2 dòng vào sổ" in office.get(done.location).text
    assert {"Lê Văn Tư", "Lê Thị Năm"} <= names(school)
    assert office.post(f"{answer.location}/ghi").status_code == 409
    with system_session(school.engine, "xem") as session:
        reasons = set(session.scalars(select(HistorySet.reason)))
    assert "nhập từ tệp tệp.xlsx" in reasons


def test_each_tab_opens_and_shows_its_rows(school: World, as_person: AsPerson) -> None:
    office = as_person("office")
    run = upload(office, "pupils", pupils_file()).location
    shown = {
        "created": "Lê Văn Tư",
        "updated": "Không có dòng nào ở đây",
        "unchanged": "Không có dòng nào ở đây",
        "repaired": "thiếu số 0",
        "warned": "Không có dòng nào cần xem lại",
        "refused": "31/02/2017",
        "columns": "Mã định danh",
    }
    for tab, words in shown.items():
        assert words in office.get(f"{run}?tab={tab}").text


def test_refused_rows_come_as_excel_with_remarks(school: World, as_person: AsPerson) -> None:
    office = as_person("office")
    run = upload(office, "pupils", pupils_file()).location
    answer = office.get(f"{run}/tu-choi.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.values)
    assert [row[1] for row in rows[1:]] == ["Mã định danh", "3A-8"]
    assert "chỉ có 28 ngày" in str(rows[-1][-1])
    again = upload(office, "pupils", answer.data)
    assert "Từ chối 1" in office.get(again.location).text


def test_a_dropped_import_writes_nothing(school: World, as_person: AsPerson) -> None:
    office = as_person("office")
    run = upload(office, "pupils", pupils_file()).location
    assert office.post(f"{run}/bo").status_code == 303
    assert office.post(f"{run}/ghi").status_code == 409
    assert "Lê Văn Tư" not in names(school)
    assert "Đã bỏ" in office.get("/nhap-tu-tep").text


def test_what_cant_be_read_is_said_beside_the_file(school: World, as_person: AsPerson) -> None:
    office = as_person("office")
    for content in (b"", b"no excel", book(a=[["Mã", "Tên"], ["01", "Kinh"]])):
        answer = upload(office, "pupils", content)
        assert answer.status_code == 422
        assert 'class="help bad"' in answer.text
    missing = office.post("/nhap-tu-tep", {"kind": "pupils", "year": YEAR})
    assert missing.status_code == 422


def test_everybody_imports_their_own_kinds_and_nobody_anothers_run(
    school: World, as_person: AsPerson
) -> None:
    run = upload(as_person("office"), "pupils", pupils_file()).location
    offered = {
        "vice": {"staff", "assignments", "timetable", "pupils", "results"},
        "office": {"pupils"},
        "homeroom3a": {"results", "monthly", "attendance"},
        "english3a": {"results"},
        "nurse": {"measures", "checks"},
    }
    for person, kinds in offered.items():
        page = as_person(person).get("/nhap-tu-tep").text
        assert set(re.findall(r'name="kind" value="(\w+)"', page)) == kinds
    for person in ("principal", "secretary", "conduct", "inspector", "nobody"):
        browser = as_person(person)
        assert browser.get("/nhap-tu-tep").status_code == 403
        assert upload(browser, "pupils", pupils_file()).status_code == 403
    for person in ("vice", "homeroom3a"):
        assert as_person(person).get(run).status_code == 404
        assert as_person(person).post(f"{run}/ghi").status_code == 404
    assert upload(as_person("office"), "results", pupils_file()).status_code == 403
    assert upload(as_person("nurse"), "pupils", pupils_file()).status_code == 403


def test_a_teacher_imports_own_class_and_subject_with_a_reason(
    school: World, as_person: AsPerson
) -> None:
    rows = [["3A-3", "Em 3A-3", "T", "T", "T"], ["3A-9", "Em Lạ", "T", "T", "T"]]
    other = [["3B-3", "Em Khác Tên", "C", "C", "C"]]
    content = book(
        **{
            "3A-4": [["LỚP 3A - CUỐI NĂM"], RESULT_HEAD, *rows],
            "3B-4": [["LỚP 3B - CUỐI NĂM"], RESULT_HEAD, *other],
        }
    )
    english = as_person("english3a")
    assert upload(english, "results", content).status_code == 422
    run = upload(english, "results", content, reason="bảng của tôi").location
    page = english.get(f"{run}?tab=warned").text
    assert "Em 3B-3" not in page
    assert english.post(f"{run}/ghi").status_code == 303
    with system_session(school.engine, "xem") as session:
        marked = session.scalars(select(SubjectResult).where(SubjectResult.from_file.is_(True)))
        written = [(one.class_id, one.unit_id, one.level) for one in marked]
        kept = session.scalars(select(ImportRun)).all()
    assert written == [(school.klass["3A"], school.unit["NN1"], "T")]
    assert {one.reason for one in kept} >= {"bảng của tôi"}


def test_an_import_that_was_never_read_fails_nowhere(school: World, as_person: AsPerson) -> None:
    office = as_person("office")
    assert office.get("/nhap-tu-tep/1").status_code == 200
    assert office.get("/nhap-tu-tep/1?tab=?").status_code == 200
    for act in ("kiem-tra", "ghi"):
        assert office.post(f"/nhap-tu-tep/1/{act}").status_code == 422
    assert office.get("/nhap-tu-tep/1/tu-choi.xlsx").status_code == 422
    assert office.get("/nhap-tu-tep/99999999999999999999").status_code == 404
    assert office.get("/nhap-tu-tep/999").status_code == 404


def test_odd_years_and_kinds_are_refused(school: World, as_person: AsPerson) -> None:
    office = as_person("office")
    for year in ("", "x", "1999-2000", "2025-2029", "9" * 400):
        answer = office.post(
            "/nhap-tu-tep",
            sent("pupils", pupils_file()) | {"year": year},
            content_type="multipart/form-data",
        )
        assert answer.status_code == 422
    assert upload(office, "\x00", pupils_file()).status_code == 403
