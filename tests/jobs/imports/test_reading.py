"""Tables are found by their words, wherever they stand and however they are written."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import pytest

from jobs.imports.errors import UnreadableFile
from jobs.imports.kinds import assignments, pupils, results, staff, timetable
from jobs.imports.reading import Shape, read_rows
from jobs.imports.report import Report
from jobs.imports.row import Row
from jobs.imports.titles import find_class, find_period, find_year, from_sheet_name
from jobs.imports.workbook import read_workbook
from tests.jobs.imports.files import (
    PUPIL_HEAD,
    PUPILS,
    RESULT_HEAD,
    RESULT_TITLES,
    RESULTS,
    YEAR,
    book,
    titled,
)

ETHNIC = {"Kinh": [], "Hoa": [], "Khơ-me": ["Khmer"]}


def rows_of(shape: Shape, content: bytes, report: Report | None = None) -> list[Row]:
    return read_rows(shape, read_workbook(content), YEAR, report or Report("x", "x"))


def nfd(text: object) -> object:
    return unicodedata.normalize("NFD", text) if isinstance(text, str) else text


def test_headers_are_found_after_any_titles_in_any_order_case_and_form() -> None:
    order = [5, 2, 11, 0, 6, 4, 1, 3, 7, 8, 9, 10]
    for change in (str, str.upper, str.lower, nfd, lambda text: text.replace(" ", "\n")):
        head = [change(PUPIL_HEAD[place]) for place in order]
        table = [[row[place] for place in order] for row in PUPILS]
        content = book(DS=[["UBND XÃ"], ["TRƯỜNG"], [], ["Năm học 2025 - 2026"], [], head, *table])
        lines = pupils.parse(rows_of(pupils.SHAPE, content), ETHNIC, YEAR)
        assert [line.code for line in lines] == ["871", "872", "873"]
        assert [line.class_name for line in lines] == ["1A", "1A", "4B"]
        assert not any(line.row.refused or line.row.repaired for line in lines)


def test_synonyms_are_known() -> None:
    head = ["TT", "Mã học sinh", "Họ tên", "Ngày, tháng, năm sinh", "Nam/Nữ", "Dân tộc", "Tên lớp"]
    head += [
        "Số định danh cá nhân (12 số)",
        "Họ và tên mẹ",
        "Số điện thoại mẹ",
        "Hộ nghèo",
        "Ghi chú",
    ]
    lines = pupils.parse(rows_of(pupils.SHAPE, book(a=[head, *PUPILS])), ETHNIC, YEAR)
    assert lines[0].given["personal_id"] == "087319000001"
    assert lines[0].given["mother_phone"] == "0393846516"
    assert lines[0].birth_date == date(2019, 12, 3)


def test_names_in_two_columns_and_sex_as_a_tick() -> None:
    head = ["Mã HS", "Họ và tên đệm", "Tên", "Nữ", "Ngày sinh", "Lớp"]
    table = [
        ["871", "Lê Như", "Hân", "x", "03/12/2019", "1A"],
        ["872", "Đỗ", "Quân", None, "3/1/2019", "1A"],
    ]
    lines = pupils.parse(rows_of(pupils.SHAPE, book(a=[head, *table])), ETHNIC, YEAR)
    assert [(line.name, line.sex) for line in lines] == [("Lê Như Hân", "Nữ"), ("Đỗ Quân", "Nam")]


def test_a_header_of_two_rows() -> None:
    head = [
        ["STT", "Mã định danh", "Họ và tên", "Toán", None, None, "Phẩm chất", None],
        [None, None, None, "Mức", "Điểm KTĐK", "Nhận xét", "Yêu nước", "Nhân ái"],
    ]
    row = [1, "871", "Lê Như Hân", "T", 9, "Tốt.", "T", "Đ"]
    content = book(a=[[RESULT_TITLES[0]], *head, row])
    line = results.parse(rows_of(results.SHAPE, content))[0]
    assert line.values == {
        ("TOAN", "level"): "T",
        ("TOAN", "score"): 9,
        ("TOAN", "comment"): "Tốt.",
        ("PC1", "level"): "T",
        ("PC2", "level"): "Đ",
    }


def test_sheets_split_by_class_take_the_class_from_title_or_name() -> None:
    head = [text for text in PUPIL_HEAD if text != "Lớp"]
    table = [
        [cell for cell, text in zip(row, PUPIL_HEAD, strict=True) if text != "Lớp"]
        for row in PUPILS
    ]
    content = book(Lớp_1A=[head, *table[:2]], x=[["DANH SÁCH LỚP 4B"], head, table[2]])
    lines = pupils.parse(rows_of(pupils.SHAPE, content), ETHNIC, YEAR)
    assert [line.class_name for line in lines] == ["1A", "1A", "4B"]


def test_code_lists_are_skipped_with_a_warning() -> None:
    report = Report("pupils", "x")
    codes = [["Mã", "Tên dân tộc"], ["01", "Kinh"], ["02", "Tày"]]
    found = rows_of(pupils.SHAPE, book(DS=[PUPIL_HEAD, *PUPILS], Dân_tộc=codes), report)
    assert len(found) == 3
    assert [(remark.sheet, remark.row) for remark in report.warned] == [("Dân tộc", None)]


def test_totals_signatures_repeated_headers_and_column_numbers_are_no_rows() -> None:
    numbers = [f"({place})" for place in range(1, len(PUPIL_HEAD) + 1)]
    below = [
        ["Tổng cộng: 3"],
        [None, None, "Người lập bảng"],
        [None, "Hiệu trưởng"],
        [None, None, " "],
    ]
    content = book(DS=[PUPIL_HEAD, numbers, *PUPILS[:2], PUPIL_HEAD, PUPILS[2], [], *below])
    assert [row.number for row in rows_of(pupils.SHAPE, content)] == [3, 4, 6]


def test_a_header_without_rows_is_a_table() -> None:
    assert rows_of(pupils.SHAPE, book(DS=[PUPIL_HEAD])) == []


@pytest.mark.parametrize("shape", [staff.SHAPE, assignments.SHAPE, timetable.SHAPE, results.SHAPE])
def test_another_kind_of_file_has_no_recognisable_header(shape: Shape) -> None:
    with pytest.raises(UnreadableFile, match="Không thấy bảng"):
        rows_of(shape, book(DS=[PUPIL_HEAD, *PUPILS]))


@pytest.mark.parametrize("title", ["Năm học 2024 - 2025", "NĂM HỌC: 2024-2025", "Năm học 24-25"])
def test_last_years_file_is_refused_as_one_entry(title: str) -> None:
    report = Report("pupils", "x")
    assert rows_of(pupils.SHAPE, book(DS=titled(PUPIL_HEAD, PUPILS, title)), report) == []
    entry = report.as_json()["refused"]
    assert [(one["row"], one["column"]) for one in entry] == [(None, None)]
    assert report.as_json()["rows"] == 3


@pytest.mark.parametrize(
    ("name", "title"),
    [("1B-4", RESULT_TITLES[0]), ("1A-2", RESULT_TITLES[0]), ("1A GHK1", RESULT_TITLES[0])],
)
def test_a_sheet_whose_title_disagrees_with_its_name_is_refused(name: str, title: str) -> None:
    report = Report("results", "x")
    found = rows_of(results.SHAPE, book(**{name: titled(RESULT_HEAD, RESULTS, title)}), report)
    assert found == []
    assert [(one.sheet, one.row, one.column) for one in report.refused] == [(name, None, None)]


def test_a_sheet_name_that_says_nothing_leaves_it_to_the_title() -> None:
    for name in ("Sheet1", "KQ cuối kì", "1A", "1A-4", "2025-2026"):
        lines = results.parse(
            rows_of(
                results.SHAPE,
                book(**{name.replace(" ", "_"): titled(RESULT_HEAD, RESULTS, *RESULT_TITLES)}),
            )
        )
        assert (lines[0].class_name, lines[0].period) == ("1A", "CN")


def test_what_titles_and_names_say() -> None:
    assert find_class("KẾT QUẢ ĐÁNH GIÁ LỚP 1A - CUỐI HỌC KÌ I") == "1A"
    assert find_class("Danh sách lớp 1Đ2") == "1Đ2"
    assert find_class("DANH SÁCH HỌC SINH LỚP 1 NĂM HỌC") is None
    assert find_period("GIỮA HỌC KỲ II") == "GHK2"
    assert find_period("Cuối học kì 1") == "CHK1"
    assert find_period("CUỐI NĂM HỌC 2025 - 2026") == "CN"
    assert find_year("Năm học: 2025–2026") == "2025-2026"
    names = {
        "1A-1": ("1A", "GHK1"),
        "4B_CN": ("4B", "CN"),
        "GHK2 - 3C": ("3C", "GHK2"),
        "Sheet1": (None, None),
    }
    for name, expected in names.items():
        facts = from_sheet_name(name)
        assert (facts.class_name, facts.period) == expected


def test_files_that_are_no_excel_files_are_refused_with_a_sentence(tmp_path: Path) -> None:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    for content in (
        b"",
        b"STT,Ma\n1,2\n",
        b"\xd0\xcf\x11\xe0 old",
        zipped.getvalue(),
        b"PK\x03\x04broken",
    ):
        with pytest.raises(UnreadableFile, match=r"\w+ \w+"):
            read_workbook(content)
    with pytest.raises(UnreadableFile):
        read_workbook(tmp_path / "khong_co.xlsx")


def repacked(**parts: str) -> bytes:
    """Return a good file with some of its parts replaced or added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book(a=[PUPIL_HEAD]))) as good,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in good.namelist():
            if name not in parts:
                bad.writestr(name, good.read(name))
        for name, text in parts.items():
            bad.writestr(name, text)
    return stream.getvalue()


def test_bombs_macros_and_entities_are_refused_before_parsing() -> None:
    sheet = "xl/worksheets/sheet1.xml"
    entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    rows = '<worksheet><dimension ref="A1:B1000000"/></worksheet>'
    for parts in (
        {sheet: "<worksheet>" + " " * 70_000_000 + "</worksheet>"},
        {sheet: entity},
        {sheet: rows},
        {"xl/vbaProject.bin": "macro"},
    ):
        with pytest.raises(UnreadableFile):
            read_workbook(repacked(**parts))
