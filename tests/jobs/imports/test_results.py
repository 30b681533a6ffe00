"""Results files: a bad cell is refused and the rest of its row goes in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from models.access import Closure, LockKind
from models.assessment import DeclaredAbsence, SubjectResult, TraitResult, Unit
from models.pupils import Pupil
from models.school import Period, School, SchoolYear
from permissions import guard
from permissions.errors import Refusal
from permissions.session import system_session
from tests.jobs.imports.conftest import Importer
from tests.jobs.imports.files import (
    PUPIL_HEAD,
    RESULT_HEAD,
    RESULT_TITLES,
    RESULTS,
    book,
    titled,
)


def results_file(
    *rows: list[Any], head: list[str] | None = None, title: str = RESULT_TITLES[0]
) -> bytes:
    return book(KQ=titled(head or RESULT_HEAD, list(rows), title, RESULT_TITLES[1]))


def refused(report: Any) -> list[tuple[int | None, str | None]]:
    return [(entry["row"], entry["column"]) for entry in report.as_json()["refused"]]


def counts(report: Any) -> list[int]:
    json = report.as_json()
    return [json[name] for name in ("rows", "created", "updated", "unchanged")]


def cells(engine: Engine, code: str) -> dict[str, tuple[Any, ...]]:
    with system_session(engine, "xem") as session:
        subjects = session.execute(
            select(Unit.code, SubjectResult.level, SubjectResult.score, SubjectResult.comment)
            .join(SubjectResult, SubjectResult.unit_id == Unit.id)
            .join(Pupil, Pupil.id == SubjectResult.pupil_id)
            .where(Pupil.code == code)
        )
        traits = session.execute(
            select(Unit.code, TraitResult.level)
            .join(TraitResult, TraitResult.unit_id == Unit.id)
            .join(Pupil, Pupil.id == TraitResult.pupil_id)
            .where(Pupil.code == code)
        )
        return {row[0]: tuple(row[1:]) for row in [*subjects, *traits]}


def test_levels_scores_comments_traits_and_absences_go_in(school: Importer, engine: Engine) -> None:
    assert counts(school("results", results_file(*RESULTS))) == [2, 2, 0, 0]
    assert cells(engine, "871") == {
        "TOAN": ("T", 9, "Em học tốt."),
        "PC1": ("T",),
        "NLD3": ("Đ",),
    }
    with system_session(engine, "xem") as session:
        days = session.execute(select(DeclaredAbsence.excused, DeclaredAbsence.unexcused)).all()
        assert set(map(tuple, days)) == {(1, 0), (0, 2)}
        assert all(session.scalars(select(SubjectResult.from_file)))
    assert counts(school("results", results_file(*RESULTS))) == [2, 0, 0, 2]


def test_a_bad_cell_is_refused_and_the_rest_of_its_row_goes_in(
    school: Importer, engine: Engine
) -> None:
    rows = [
        [1, "871", "Lê Như Hân", "X", 9, "Em học tốt.", "H", "Đ", -1, 0],
        [2, "872", "Đỗ Minh Quân", "H", 9.5, "Được.", "Đ", "T", 0, "hai"],
    ]
    report = school("results", results_file(*rows), only_valid=True)
    assert refused(report) == [
        (5, "Toán - Mức"),
        (5, "PC Yêu nước"),
        (5, "Nghỉ có phép"),
        (6, "Toán - Điểm"),
        (6, "Nghỉ không phép"),
    ]
    assert counts(report) == [2, 2, 0, 0]
    assert cells(engine, "871")["TOAN"] == (None, 9, "Em học tốt.")
    assert cells(engine, "872")["TOAN"] == ("H", None, "Được.")
    assert counts(school("results", results_file(*rows), only_valid=True)) == [2, 0, 0, 2]


def test_lower_case_and_d_for_dd_are_repaired(school: Importer, engine: Engine) -> None:
    report = school("results", results_file([1, 871, "Lê Như Hân", "t", 9, "Tốt.", "d", "D", 0, 0]))
    assert [(one.column, one.before, one.after) for one in report.repaired] == [
        ("Toán - Mức", "t", "T"),
        ("PC Yêu nước", "d", "Đ"),
        ("NL Khoa học", "D", "Đ"),
    ]
    assert cells(engine, "871")["PC1"] == ("Đ",)


def test_who_isnt_in_the_class_is_refused_until_the_pupil_is_corrected(
    school: Importer, engine: Engine
) -> None:
    rows = [
        [1, "873", "Phạm Bảo Ngọc", "T", 9, "Tốt.", "T", "T", 0, 0],
        [2, "999", "Em Chưa Có", "T", 9, "Tốt.", "T", "T", 0, 0],
        [3, None, "Em Không Mã", "T", 9, "Tốt.", "T", "T", 0, 0],
        [4, "871", "Lê Như Hân", "T", 9, "Tốt.", "T", "T", 0, 0],
        [5, "871", "Lê Như Hân", "T", 9, "Tốt.", "T", "T", 0, 0],
    ]
    report = school("results", results_file(*rows), only_valid=True)
    assert refused(report) == [(row, "Mã định danh") for row in (5, 6, 7, 9)]
    assert counts(report) == [5, 1, 0, 0]
    new = [1, "999", "Em Chưa Có", "01/01/2019", "Nam", "Kinh", "1A", None, None, None, None, None]
    school("pupils", book(DS=[PUPIL_HEAD, new]))
    again = school("results", results_file(*rows), only_valid=True)
    assert counts(again) == [5, 1, 0, 1]


def test_a_different_name_is_a_warning(school: Importer) -> None:
    row = [1, "871", "Lê Như Hằng", *RESULTS[0][3:]]
    report = school("results", results_file(row))
    assert [(one.row, one.column, one.value) for one in report.warned] == [
        (5, "Họ và tên", "Lê Như Hằng")
    ]
    assert report.written


def test_what_the_rule_set_doesnt_know_is_refused(school: Importer) -> None:
    head = ["Mã định danh", "Họ và tên", "Khoa học - Mức", "NL Tin học", "Toán - Điểm"]
    rows = [["871", "Lê Như Hân", "T", "T", 9], ["872", "Đỗ Minh Quân", None, None, None]]
    title = "KẾT QUẢ LỚP 1A - GIỮA HỌC KÌ I"
    report = school("results", results_file(*rows, head=head, title=title), only_valid=True)
    assert refused(report) == [
        (5, column) for column in ("Khoa học - Mức", "NL Tin học", "Toán - Điểm")
    ]
    assert counts(report) == [2, 0, 0, 1]


def test_score_zero_is_refused_or_warned_by_the_schools_switch(
    school: Importer, engine: Engine
) -> None:
    row = [1, "871", "Lê Như Hân", "C", 0, "Cần cố gắng.", "Đ", "Đ", 0, 0]
    assert refused(school("results", results_file(row))) == [(5, "Toán - Điểm")]
    with system_session(engine, "cài đặt") as session:
        session.add(School(name="Trường Tiểu học Hoa Sen", forbid_zero=False))
        session.commit()
    report = school("results", results_file(row))
    assert report.refused == []
    assert [one.column for one in report.warned] == ["Toán - Điểm"]


def test_imported_cells_that_differ_are_updated_and_blank_ones_stay(
    school: Importer, engine: Engine
) -> None:
    school("results", results_file(*RESULTS))
    row = [1, "871", "Lê Như Hân", "H", 9, None, "T", None, 3, 0]
    report = school("results", results_file(row))
    assert counts(report) == [1, 0, 1, 0]
    assert [(one.column, one.before, one.after) for one in report.rows[0].changes] == [
        ("Toán - Mức", "T", "H"),
        ("Nghỉ có phép", 1, 3),
    ]
    assert cells(engine, "871")["TOAN"] == ("H", 9, "Em học tốt.")


def test_a_closed_period_refuses_what_differs_and_says_since_when(
    school: Importer, engine: Engine
) -> None:
    school("results", results_file(*RESULTS))
    with system_session(engine, "đóng sổ", capacities={"importer", "operator"}) as session:
        year = session.scalars(select(SchoolYear)).one()
        period = session.scalars(select(Period).where(Period.code == "CN")).one()
    with engine.begin() as connection:
        connection.execute(
            Closure.__table__.insert(),
            {
                "year_id": year.id,
                "period_id": period.id,
                "kind": LockKind.RESULT,
                "starts_at": datetime(2025, 9, 1, tzinfo=UTC),
            },
        )
    changed = [[1, "871", "Lê Như Hân", "H", 9, "Em học tốt.", "Đ", "Đ", 1, 0], RESULTS[1]]
    report = school("results", results_file(*changed), only_valid=True)
    assert refused(report) == [(5, "Toán - Mức")]
    assert "đã đóng" in report.refused[0].reason
    assert counts(report) == [2, 0, 1, 1]
    assert cells(engine, "871")["TOAN"][0] == "T"
    assert cells(engine, "871")["PC1"] == ("Đ",)


def test_one_sheet_for_several_classes_and_sheets_for_traits(
    school: Importer, engine: Engine
) -> None:
    head = ["Lớp", "Mã học sinh", "Họ tên", "Mức đạt được môn Toán", "Thời điểm đánh giá"]
    rows = [
        ["1A", "871", "Lê Như Hân", "T", "Cuối năm"],
        ["4B", "873", "Phạm Bảo Ngọc", "H", "Cuối học kì I"],
    ]
    traits = [
        ["LỚP 1A - CUỐI NĂM"],
        ["Mã học sinh", "Họ tên", "Phẩm chất Yêu nước"],
        ["871", "Lê Như Hân", "Đ"],
    ]
    report = school("results", book(Toán=[head, *rows], PCNL=traits))
    assert counts(report) == [3, 3, 0, 0]
    assert cells(engine, "871") == {"TOAN": ("T", None, None), "PC1": ("Đ",)}


def test_the_same_cell_on_two_sheets_stands_as_first_given(
    school: Importer, engine: Engine
) -> None:
    head = ["Mã học sinh", "Họ tên", "Toán - Mức"]
    one, two = ([["LỚP 1A - CUỐI NĂM"], head, ["871", "Lê Như Hân", level]] for level in ("T", "C"))
    report = school("results", book(a=one, b=two), only_valid=True)
    assert [(entry.sheet, entry.row) for entry in report.refused] == [("b", 3)]
    assert counts(report) == [2, 1, 0, 0]
    assert cells(engine, "871")["TOAN"][0] == "T"


def test_results_are_written_by_the_importer_alone(school: Importer, engine: Engine) -> None:
    school("results", results_file(*RESULTS))
    with system_session(engine, "xem", capacities=frozenset()) as session:
        row = session.scalars(select(SubjectResult.id).limit(1)).one()
        with pytest.raises(Refusal):
            guard.write(session, SubjectResult, updates={row: {"level": "C"}})
