"""Pupils files: new, changed, the same; moved to another class; refused as a whole row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from models.clock import school_today
from models.pupils import (
    EnrolmentInterval,
    EthnicGroup,
    Guardian,
    PersonalId,
    Pupil,
    PupilBackground,
)
from models.school import SchoolClass, SchoolYear
from permissions.session import system_session
from tests.jobs.imports.conftest import Importer
from tests.jobs.imports.files import (
    PUPIL_HEAD,
    PUPILS,
    RESULT_HEAD,
    RESULT_TITLES,
    RESULTS,
    book,
    titled,
)


def pupil(code: Any, name: Any = "Lê Văn Tư", **cells: Any) -> list[Any]:
    row = {"Mã định danh": code, "Họ và tên": name, "Ngày sinh": "01/02/2019"}
    row |= {"Giới tính": "Nam", "Dân tộc": "Kinh", "Lớp": "1A"} | cells
    return [row.get(header) for header in PUPIL_HEAD]


def pupils_file(*rows: list[Any]) -> bytes:
    return book(DS=[PUPIL_HEAD, *rows])


def refused(report: Any) -> list[tuple[int | None, str | None]]:
    return [(entry["row"], entry["column"]) for entry in report.as_json()["refused"]]


def intervals(engine: Engine, code: str) -> list[tuple[str, Any, Any]]:
    with system_session(engine, "xem") as session:
        found = session.execute(
            select(SchoolClass.name, EnrolmentInterval.from_date, EnrolmentInterval.to_date)
            .join(SchoolClass, SchoolClass.id == EnrolmentInterval.class_id)
            .join(Pupil, Pupil.id == EnrolmentInterval.pupil_id)
            .where(Pupil.code == code)
            .order_by(EnrolmentInterval.from_date)
        )
        return [tuple(row) for row in found]


def test_each_kind_of_fault_refuses_its_row_and_no_other(school: Importer) -> None:
    report = school(
        "pupils",
        pupils_file(
            *PUPILS,
            pupil("871", "Em Trùng Mã"),
            pupil(None),
            pupil("B2", None),
            pupil("B3", **{"Ngày sinh": "31/04/2019"}),
            pupil("B4", **{"Ngày sinh": None}),
            pupil("B5", **{"Giới tính": "?"}),
            pupil("B6", **{"Giới tính": None}),
            pupil("B7", Lớp="3G"),
            pupil("B8", Lớp=None),
            pupil("B9", **{"Dân tộc": "Kinhh"}),
            pupil("B3", "Em Trùng Với Dòng Đã Từ Chối"),
            pupil("C1", **{"Hộ nghèo": "?"}),
            pupil("C2", "=A1"),
            pupil("#REF!"),
            pupil("C3"),
        ),
        only_valid=True,
    )
    assert refused(report) == [
        (5, "Mã định danh"),
        (6, "Mã định danh"),
        (7, "Họ và tên"),
        (8, "Ngày sinh"),
        (9, "Ngày sinh"),
        (10, "Giới tính"),
        (11, "Giới tính"),
        (12, "Lớp"),
        (13, "Lớp"),
        (14, "Dân tộc"),
        (15, "Mã định danh"),
        (16, "Hộ nghèo"),
        (17, "Họ và tên"),
        (18, "Mã định danh"),
    ]
    counts = report.as_json()
    assert [counts[name] for name in ("rows", "created", "updated", "unchanged")] == [18, 1, 0, 3]


def test_without_only_valid_one_bad_cell_writes_nothing(school: Importer, engine: Engine) -> None:
    report = school("pupils", pupils_file(pupil("C1"), pupil("C2", **{"Giới tính": "?"})))
    assert report.as_json()["created"] == 1
    assert report.written is False
    with system_session(engine, "xem") as session:
        assert len(session.scalars(select(Pupil)).all()) == len(PUPILS)


def test_a_dry_run_writes_nothing_and_counts_the_same(school: Importer, engine: Engine) -> None:
    content = pupils_file(pupil("C1"), *PUPILS)
    dry = school("pupils", content, dry_run=True).as_json()
    real = school("pupils", content).as_json()
    assert dry | {"written": True} == real


def test_aliases_are_silent_and_repairs_are_told(school: Importer, engine: Engine) -> None:
    report = school(
        "pupils",
        pupils_file(
            pupil(99, "  lê  văn tư", **{"Dân tộc": "Khmer", "Ngày sinh": "1/2/2019", "Lớp": "1a"})
        ),
    ).as_json()
    assert [(entry["column"], entry["from"], entry["to"]) for entry in report["repaired"]] == [
        ("Họ và tên", "  lê  văn tư", "Lê Văn Tư"),
        ("Ngày sinh", "1/2/2019", "01/02/2019"),
        ("Lớp", "1a", "1A"),
    ]
    assert report["warned"] == []
    with system_session(engine, "xem") as session:
        group = session.scalars(
            select(EthnicGroup.name)
            .join(PupilBackground, PupilBackground.ethnic_group_id == EthnicGroup.id)
            .join(Pupil, Pupil.id == PupilBackground.pupil_id)
            .where(Pupil.code == "99")
        ).one()
    assert group == "Khơ-me"


@pytest.mark.parametrize(
    ("number", "why"),
    [("08721900", "12 chữ số"), ("087218000001", "năm sinh"), ("087319000009", "giới tính")],
)
def test_a_doubtful_personal_id_is_a_warning_and_written(
    school: Importer, engine: Engine, number: str, why: str
) -> None:
    report = school("pupils", pupils_file(pupil("C1", **{"Số ĐDCN": number})))
    assert [remark.column for remark in report.warned] == ["Số ĐDCN"]
    assert why in report.warned[0].reason
    with system_session(engine, "xem") as session:
        assert number in session.scalars(select(PersonalId.number)).all()


def test_a_personal_id_of_another_pupil_is_told_and_left_out(school: Importer) -> None:
    report = school("pupils", pupils_file(pupil("C1", **{"Số ĐDCN": "087219000002"})))
    assert report.written
    assert [(one.row, one.column) for one in report.warned] == [(2, "Số ĐDCN")]


def test_changes_show_old_and_new_and_blank_cells_keep_what_stands(
    school: Importer, engine: Engine
) -> None:
    row = pupil("872", "Đỗ Minh Quân", **{"Ngày sinh": "15/02/2019", "SĐT mẹ": "0900000001"})
    row[PUPIL_HEAD.index("Dân tộc")] = "Kinh"
    report = school("pupils", pupils_file(row))
    assert [(one.column, one.before, one.after) for one in report.rows[0].changes] == [
        ("Hộ nghèo", True, False),
        ("Dân tộc", "Khơ-me", "Kinh"),
        ("Điện thoại (mẹ)", "0332565638", "0900000001"),
    ]
    with system_session(engine, "xem") as session:
        mother = session.scalars(select(Guardian).where(Guardian.phone == "0900000001")).one()
    assert mother.full_name == "Lê Thị Tư"


def test_a_pupil_without_results_changes_class_in_place(school: Importer, engine: Engine) -> None:
    moved = [*PUPILS[0][:6], "4B", *PUPILS[0][7:]]
    report = school("pupils", pupils_file(moved))
    assert [(one.column, one.before, one.after) for one in report.rows[0].changes] == [
        ("Lớp", "1A", "4B")
    ]
    assert [name for name, _, _ in intervals(engine, "871")] == ["4B"]
    assert school("pupils", pupils_file(moved)).as_json()["unchanged"] == 1


def test_a_pupil_with_results_ends_in_one_class_and_begins_in_the_other(
    school: Importer, engine: Engine
) -> None:
    school("results", book(a=titled(RESULT_HEAD, RESULTS, *RESULT_TITLES)))
    moved = [*PUPILS[0][:6], "4B", *PUPILS[0][7:]]
    assert school("pupils", pupils_file(moved)).as_json()["updated"] == 1
    with system_session(engine, "xem") as session:
        last = session.scalars(select(SchoolYear.last_day)).one()
    day = min(school_today(), last)
    (old, _, ended), (new, begun, still) = intervals(engine, "871")
    assert (old, new, still) == ("1A", "4B", None)
    assert (ended, begun) == (day - timedelta(days=1), day)
    assert school("pupils", pupils_file(moved)).as_json()["unchanged"] == 1


def test_a_file_of_a_few_columns_updates_who_is_known_and_refuses_who_is_new(
    school: Importer,
) -> None:
    head = ["Mã học sinh", "Họ và tên", "SĐT mẹ", "Ghi chú"]
    rows = [["871", "Lê Như Hân", "0911111111", None], ["999", "Em Mới", None, None]]
    report = school("pupils", book(a=[head, *rows]), only_valid=True)
    assert report.as_json()["updated"] == 1
    assert refused(report) == [(3, None)]


def test_a_corrected_cell_is_taken_from_the_preview(school: Importer) -> None:
    content = pupils_file(pupil("C1", **{"Ngày sinh": "31/04/2019"}))
    remark = school("pupils", content, dry_run=True).refused[0]
    fixed = {(remark.sheet, remark.row or 0, remark.index or 0): "30/04/2019"}
    report = school("pupils", content, corrections=fixed)
    assert report.as_json()["created"] == 1
    assert report.refused == []


def test_a_header_without_rows_writes_an_empty_report(imports: Importer) -> None:
    report = imports("pupils", book(DS=[PUPIL_HEAD])).as_json()
    assert report == {
        "kind": "pupils",
        "file": "tep.xlsx",
        "rows": 0,
        "created": 0,
        "updated": 0,
        "unchanged": 0,
        "repaired": [],
        "warned": [],
        "refused": [],
        "written": True,
    }
