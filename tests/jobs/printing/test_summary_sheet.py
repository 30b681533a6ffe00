"""The class summary sheet in its nine forms (TT 27/2020 Phụ lục 2, DOMAIN §2.3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jobs.printing.gaps import gaps
from jobs.printing.sheet import share, sheet_pdf, totals
from tests.jobs.printing import reading, samples

MOMENTS = ("GHK1", "CHK1", "GHK2", "CN")


@pytest.mark.parametrize(
    ("grade", "moment", "levels", "scores"),
    [
        (1, "GHK1", 8, 0),
        (1, "CN", 8, 2),
        (3, "CHK1", 10, 4),
        (3, "GHK2", 10, 0),
        (4, "GHK1", 11, 2),
        (4, "CN", 11, 6),
    ],
)
def test_columns_follow_grade_and_moment(grade: int, moment: str, levels: int, scores: int) -> None:
    sheet = samples.sheet(grade, moment)
    traits = 13 if grade < 3 else 15
    kinds = [column.kind for column in sheet.columns]
    assert kinds.count("score") == scores
    assert kinds.count("level") == levels + traits
    assert kinds.count("tick") == (8 if moment == "CN" else 0)
    assert kinds.count("hand") == (1 if moment == "CN" else 0)


@pytest.mark.parametrize("grade", [1, 3, 4])
@pytest.mark.parametrize("moment", MOMENTS)
def test_each_of_the_forms_prints_every_pupil(grade: int, moment: str) -> None:
    pages = reading.pages(sheet_pdf(samples.sheet(grade, moment, pupils=6), official=True))
    whole = " ".join(pages)
    assert "BẢNG TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ GIÁO DỤC" in pages[0]
    assert f"Lớp: {grade}A" in pages[0]
    for row in samples.sheet(grade, moment, pupils=6).rows:
        assert row.full_name in whole
    assert whole.index("GIÁO VIÊN CHỦ NHIỆM") < whole.index("HIỆU TRƯỞNG")


def test_a_class_of_35_takes_two_pages_with_the_head_on_both() -> None:
    pages = reading.pages(sheet_pdf(samples.sheet(), official=True))
    assert len(pages) == 2
    assert all("Họ và tên" in page for page in pages)
    assert "Sao Mai, ngày 22 tháng 5 năm 2026" in pages[1]


def test_totals_count_levels_scores_and_ticks() -> None:
    sheet = samples.sheet(pupils=10)
    rows = totals(sheet)
    place = {column.key: number for number, column in enumerate(sheet.columns)}
    column = [row.cells[place["TV"]] for row in rows]
    count = {level: sum(r.cells["TV"] == level for r in sheet.rows) for level in "THC"}
    assert column == [
        str(count["T"]),
        share(count["T"], 10),
        str(count["H"]),
        share(count["H"], 10),
        "0",
        "0",
    ]
    assert rows[0].cells[place["HTXS"]] == "2"
    assert rows[1].cells[place["HTXS"]] == "20"
    assert rows[0].cells[place["sudden_award"]] == ""


def test_shares_are_written_as_schools_write_them() -> None:
    assert share(134, 136) == "98,5"
    assert share(1, 1) == "100"
    assert share(0, 0) == ""


def test_a_missing_cell_is_dotted_and_listed_and_one_not_expected_is_blank() -> None:
    sheet = samples.sheet(pupils=3)
    first, second, third = sheet.rows
    holes = replace(
        sheet,
        upper_body=None,
        rows=(
            replace(first, cells=first.cells | {"TOAN": None, "TOAN.score": None}),
            replace(second, cells=second.cells | {"TV": ""}),
            third,
        ),
    )
    found = [(gap.pupil, gap.field) for gap in gaps(holes)]
    assert found == [
        (None, "Cơ quan cấp trên"),
        (first.full_name, "Toán: mức"),
        (first.full_name, "Toán: điểm"),
    ]
    assert "..." in reading.pages(sheet_pdf(holes, official=True))[0]


def test_a_preview_of_the_sheet_says_so() -> None:
    letters = reading.letters(sheet_pdf(samples.sheet(pupils=3), official=False))
    plain = reading.letters(sheet_pdf(samples.sheet(pupils=3), official=True))
    assert sorted(letters) == sorted([*plain, *"BẢNXEM"])


def test_a_sheet_whose_columns_are_all_empty_prints() -> None:
    sheet = samples.sheet(pupils=2)
    empty = {column.key: "" for column in sheet.columns}
    rows = tuple(replace(row, cells=empty, female=False, ethnic_group="") for row in sheet.rows)
    blank = replace(sheet, rows=rows, approved_on=None)
    assert len(reading.pages(sheet_pdf(blank, official=True))) == 1
