"""The files of Sao Mai, whose faults are known row by row (faults.json, golden.json)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from models.assessment import DeclaredAbsence, SubjectResult, TraitResult
from models.people import Duty
from models.pupils import Enrolment, Pupil, PupilBackground, PupilBirth
from models.school import HomeroomAssignment, Period, SchoolClass, TeachingAssignment, TimetableSlot
from permissions.session import system_session
from tests.jobs.imports.conftest import Importer
from tests.jobs.imports.files import FILES, SAO_MAI

FAULTS: dict[int, tuple[str, str]] = {
    row: (kind, what)
    for row, kind, what in json.loads((SAO_MAI / "faults.json").read_text("utf-8"))
}
GOLDEN: dict[str, Any] = json.loads((SAO_MAI / "golden.json").read_text("utf-8"))
ERRORS = {row for row, (kind, _) in FAULTS.items() if kind == "error"}
#: fixable faults that are taken without a remark
SILENT = {"date cell instead of text", "identifier as number"}


def everything(imports: Importer, **options: Any) -> dict[str, dict[str, Any]]:
    return {
        kind: imports(kind, SAO_MAI / name, only_valid=True, **options).as_json()
        for kind, name in FILES.items()
    }


@pytest.fixture(scope="module")
def reports(module_imports: Importer) -> tuple[dict[str, Any], dict[str, Any]]:
    return everything(module_imports), everything(module_imports)


def test_every_file_goes_in(reports: tuple[dict[str, Any], dict[str, Any]]) -> None:
    counts = {
        kind: [report[name] for name in ("rows", "created", "updated", "unchanged")]
        for kind, report in reports[0].items()
    }
    assert counts == {
        "staff": [50, 50, 0, 0],
        "assignments": [288, 288, 0, 0],
        "timetable": [210, 210, 0, 0],
        "pupils": [1000, 950, 0, 0],
        "results": [4000, 3800, 0, 0],
    }
    assert all(report["written"] for report in reports[0].values())
    assert not any(report["warned"] for report in reports[0].values())


def test_a_second_run_changes_nothing(reports: tuple[dict[str, Any], dict[str, Any]]) -> None:
    for first, second in zip(reports[0].values(), reports[1].values(), strict=True):
        assert (second["created"], second["updated"]) == (0, 0)
        assert second["unchanged"] == first["created"]
        assert second["refused"] == first["refused"]


def test_exactly_the_faulty_rows_are_refused(reports: tuple[dict[str, Any], Any]) -> None:
    refused = reports[0]["pupils"]["refused"]
    assert sorted(entry["row"] for entry in refused) == sorted(ERRORS)
    columns = {
        "no such date": "Ngày sinh",
        "no such class": "Lớp",
        "no name": "Họ và tên",
        "identifier repeated": "Mã định danh",
        "no such sex": "Giới tính",
    }
    for entry in refused:
        assert entry["column"] == columns[FAULTS[entry["row"]][1]]


def test_exactly_the_repairable_rows_are_repaired(reports: tuple[dict[str, Any], Any]) -> None:
    repaired = reports[0]["pupils"]["repaired"]
    expected = {
        row for row, (kind, what) in FAULTS.items() if kind == "fixable" and what not in SILENT
    }
    two_digits = {row for row in expected if FAULTS[row][1] == "date without leading zeros"} - {
        entry["row"] for entry in repaired
    }
    assert {entry["row"] for entry in repaired} == expected - two_digits
    assert two_digits == {127, 321, 418, 903}  # days like 15/10/2019 have no zero to lose


def test_every_fixable_row_has_its_right_value(
    reports: tuple[dict[str, Any], Any], module_engine: Engine
) -> None:
    with system_session(module_engine, "xem") as session:
        found = {
            code: (name, birth, note)
            for code, name, birth, note in session.execute(
                select(Pupil.code, Pupil.full_name, PupilBirth.birth_date, PupilBackground.note)
                .join(PupilBirth, PupilBirth.pupil_id == Pupil.id)
                .join(PupilBackground, PupilBackground.pupil_id == Pupil.id)
            )
        }
    assert len(found) == 950
    assert found["8715657211"][0] == "Nguyễn Hoàng An"  # row 12, NFD
    assert found["8791612445"][0] == "Đỗ Hân"  # row 18, spaces
    assert found["8739030970"][1] == date(2019, 7, 27)  # row 24, a date cell
    assert found["8769754287"][1] == date(2019, 6, 6)  # row 30, 6/6/2019
    assert found["8746029638"][0] == "Nguyễn Thanh Ngọc"  # row 36, a number
    assert found["8759710274"][2] == '=HYPERLINK("http://127.0.0.1/","x")'  # row 68
    names = {code: entry["name"] for code, entry in GOLDEN.items()}
    assert {code: name for code, (name, _, _) in found.items() if names.get(code) != name} == {}


def test_classes_are_those_of_the_file(
    reports: tuple[dict[str, Any], Any], module_engine: Engine
) -> None:
    with system_session(module_engine, "xem") as session:
        placed = dict(
            session.execute(
                select(Pupil.code, SchoolClass.name)
                .join(Enrolment, Enrolment.pupil_id == Pupil.id)
                .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
            ).all()
        )
        assert placed == {code: GOLDEN[code]["cls"] for code in placed}
        campuses = session.scalars(
            select(func.count(SchoolClass.id)).where(SchoolClass.campus_id.is_not(None))
        ).one()
        assert campuses == 30


def test_the_books_hold_every_cell(
    reports: tuple[dict[str, Any], Any], module_engine: Engine
) -> None:
    with system_session(module_engine, "xem") as session:
        counted = {
            model: session.scalars(select(func.count(model.id))).one()
            for model in (
                TeachingAssignment,
                HomeroomAssignment,
                TimetableSlot,
                SubjectResult,
                TraitResult,
                DeclaredAbsence,
                Period,
            )
        }
        marked = session.scalars(
            select(func.count(SubjectResult.id)).where(SubjectResult.from_file.is_(True))
        ).one()
        functions = dict(
            session.execute(
                select(Duty.function, func.count(Duty.id))
                .where(Duty.confirmed_at.is_not(None))
                .group_by(Duty.function)
            ).all()
        )
    assert counted[TeachingAssignment] == 288
    assert counted[HomeroomAssignment] == 30
    assert counted[TimetableSlot] == 828
    assert counted[DeclaredAbsence] == 3800
    assert marked == counted[SubjectResult]
    assert {function.value: count for function, count in functions.items()} == {
        "principal": 1,
        "vice_principal": 1,
        "board": 4,
        "board_secretary": 1,
        "office": 1,
        "department_head": 6,
        "nurse": 1,
        "conduct": 1,
        "union_chair": 1,
    }
