"""Assignments and timetables: classes come from the one, slots and doubts from the other."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import Engine, select

from models.assessment import Unit
from models.people import Staff
from models.school import HomeroomAssignment, SchoolClass, TeachingAssignment, TimetableSlot
from permissions.session import system_session
from tests.jobs.imports.conftest import Importer
from tests.jobs.imports.files import ASSIGN, ASSIGN_HEAD, STAFF, STAFF_HEAD, book, titled

DAYS = ["Tiết", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu"]


def refused(report: Any) -> list[tuple[int | None, str | None]]:
    return [(entry["row"], entry["column"]) for entry in report.as_json()["refused"]]


def slots(engine: Engine) -> set[tuple[str, int, int, str]]:
    with system_session(engine, "xem") as session:
        return set(
            map(
                tuple,
                session.execute(
                    select(SchoolClass.name, TimetableSlot.weekday, TimetableSlot.lesson, Unit.code)
                    .join(TimetableSlot, TimetableSlot.class_id == SchoolClass.id)
                    .join(Unit, Unit.id == TimetableSlot.unit_id)
                ),
            )
        )


def test_classes_grades_teachers_and_homeroom_come_from_the_file(
    school: Importer, engine: Engine
) -> None:
    with system_session(engine, "xem") as session:
        grades = dict(session.execute(select(SchoolClass.name, SchoolClass.grade)).all())
        rooms = dict(
            session.execute(
                select(SchoolClass.name, Staff.code)
                .join(HomeroomAssignment, HomeroomAssignment.class_id == SchoolClass.id)
                .join(Staff, Staff.id == HomeroomAssignment.staff_id)
            ).all()
        )
    assert grades == {"1A": 1, "4B": 4}
    assert rooms == {"1A": "CB002", "4B": "CB003"}


def test_faults_of_an_assignments_file(imports: Importer) -> None:
    imports("staff", book(CB=[STAFF_HEAD, *STAFF]))
    rows = [
        *ASSIGN,
        [5, "1A", "Toán", "CB003", "Võ Thị Hòa", None],
        [6, "9Z", "Toán", "CB002", "Lê Văn Tâm", None],
        [7, "1A", "Khoa học", "CB002", "Lê Văn Tâm", None],
        [8, "1A", "Thiên văn", "CB002", "Lê Văn Tâm", None],
        [9, "1A", "Đạo đức", "CB999", "Ai Đó", None],
        [10, "1A", "Mĩ thuật", "CB003", "Võ Thị Hòa", "x"],
        [11, None, "Đạo đức", "CB002", "Lê Văn Tâm", None],
        [12, "1A", None, "CB002", "Lê Văn Tâm", None],
        [13, "1A", "Đạo đức", "CB002", "Lê Văn Tám", None],
        ["", "Tổng cộng"],
    ]
    report = imports("assignments", book(PC=[ASSIGN_HEAD, *rows]), only_valid=True)
    assert refused(report) == [
        (6, "Môn học / HĐGD"),
        (7, "Lớp"),
        (8, "Môn học / HĐGD"),
        (9, "Môn học / HĐGD"),
        (10, "Mã CB"),
        (11, "GVCN"),
        (12, "Lớp"),
        (13, "Môn học / HĐGD"),
    ]
    assert [(one.row, one.column) for one in report.warned] == [(14, "Giáo viên")]
    assert report.as_json()["rows"] == 13


def test_another_teacher_is_an_update_and_a_second_run_none(
    school: Importer, engine: Engine
) -> None:
    changed = [*ASSIGN[:1], [2, "1a", "TOÁN", "CB003", "Võ Thị Hòa", None], *ASSIGN[2:]]
    content = book(PC=[ASSIGN_HEAD, *changed])
    first, second = school("assignments", content), school("assignments", content)
    assert (first.as_json()["updated"], first.as_json()["unchanged"]) == (1, 3)
    assert second.as_json()["unchanged"] == 4
    assert [(one.before, one.after) for one in first.repaired] == [("1a", "1A"), ("TOÁN", "Toán")]
    with system_session(engine, "xem") as session:
        assert len(session.scalars(select(TeachingAssignment)).all()) == 4


def test_names_alone_do_where_the_file_has_no_codes(imports: Importer) -> None:
    imports("staff", book(CB=[STAFF_HEAD, *STAFF]))
    head = ["Lớp", "Môn", "Giáo viên dạy"]
    rows = [["1A", "Toán", "Lê Văn Tâm"], ["1A", "Tiếng Việt", "Không Ai Cả"]]
    report = imports("assignments", book(PC=[head, *rows]), only_valid=True)
    assert report.as_json()["created"] == 1
    assert refused(report) == [(3, "Giáo viên dạy")]


def test_a_timetable_of_a_sheet_per_class(school: Importer, engine: Engine) -> None:
    sheets = {
        "1A": [["THỜI KHÓA BIỂU LỚP 1A"], DAYS, [1, "Toán", "Tiếng Việt"], [2, None, "Âm nhạc"]],
        "TKB": [
            ["Lớp 4B"],
            ["Buổi", *DAYS],
            ["Sáng", 1, "Toán"],
            ["Chiều", 1, "Toán"],
            [None, 2, "Toán"],
        ],
    }
    first = school("timetable", book(**sheets))
    assert first.as_json()["created"] == 5
    assert slots(engine) == {
        ("1A", 2, 1, "TOAN"),
        ("1A", 3, 1, "TV"),
        ("1A", 3, 2, "AN"),
        ("4B", 2, 1, "TOAN"),
        ("4B", 2, 5, "TOAN"),
        ("4B", 2, 6, "TOAN"),
    }
    assert school("timetable", book(**sheets)).as_json()["unchanged"] == 5
    sheets["1A"][2] = [1, "Âm nhạc", None]
    assert school("timetable", book(**sheets)).as_json()["updated"] == 1
    assert {slot for slot in slots(engine) if slot[0] == "1A"} == {
        ("1A", 2, 1, "AN"),
        ("1A", 3, 2, "AN"),
    }


def test_writings_of_units_are_repaired_and_other_names_taken(school: Importer) -> None:
    lessons = [1, " Toán", "tiếng việt", unicodedata.normalize("NFD", "Đạo đức"), "HĐTN"]
    report = school("timetable", book(**{"1A": [DAYS, lessons]}))
    assert {one.column: one.after for one in report.repaired} == {
        "Thứ Hai": "Toán",
        "Thứ Ba": "Tiếng Việt",
        "Thứ Tư": "Đạo đức",
    }
    rows = [[1, "4B", "Tiếng Anh", "CB003", "Võ Thị Hòa", None]]
    taken = school("assignments", book(PC=[ASSIGN_HEAD, *rows]))
    assert (taken.repaired, taken.refused, taken.as_json()["created"]) == ([], [], 1)


def test_one_sheet_with_a_column_per_class(school: Importer, engine: Engine) -> None:
    head = ["Thứ", "Buổi", "Tiết", "1A", "Lớp 4B"]
    rows = [
        ["Hai", "Sáng", 1, "Toán — Tâm", "Toán\nCô Hòa"],
        [None, None, 2, "Tiếng Việt — Võ Thị Hòa", None],
        [None, "Chiều", 1, "Âm nhạc", None],
        ["Thứ 3", "Sáng", 1, None, "Toán - Hòa"],
    ]
    report = school("timetable", book(TKB=[["NĂM HỌC 2025 - 2026"], head, *rows]))
    assert report.as_json()["created"] == 4
    assert [(one.row, one.column) for one in report.warned] == [(4, "1A")]
    assert slots(engine) == {
        ("1A", 2, 1, "TOAN"),
        ("4B", 2, 1, "TOAN"),
        ("1A", 2, 2, "TV"),
        ("1A", 2, 5, "AN"),
        ("4B", 3, 1, "TOAN"),
    }


def test_faults_of_a_timetable_refuse_their_cells(school: Importer) -> None:
    rows = [[1, "Toán", "Thiên văn", "Khoa học"], ["x", "Toán"], [1, "Toán"], [99, "Toán"]]
    sheets = {"1A": [DAYS, *rows], "2C": [["LỚP 2C"], DAYS, [1, "Toán"]]}
    report = school("timetable", book(**sheets), only_valid=True)
    assert refused(report) == [
        (2, "Thứ Ba"),
        (2, "Thứ Tư"),
        (3, "Tiết"),
        (4, "Thứ Hai"),
        (5, "Tiết"),
        (3, "Thứ Hai"),
    ]
    assert (report.as_json()["rows"], report.as_json()["created"]) == (5, 1)


def test_a_timetable_of_another_class_than_its_sheet_is_refused(school: Importer) -> None:
    table = titled(DAYS, [[1, "Toán"]], "THỜI KHÓA BIỂU LỚP 4B")
    assert refused(school("timetable", book(**{"1A": table}))) == [(None, None)]
