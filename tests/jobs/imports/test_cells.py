"""Which cells are taken silently, which are repaired, which are refused."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Any

import pytest

from jobs.imports import cells, dates
from jobs.imports.cells import Converter
from jobs.imports.errors import BadCell

DAY = dates.day(date(1990, 1, 1), date(2026, 12, 31))
SCORE = cells.whole(0, 10, "Điểm")
ETHNIC = cells.choice({"Kinh": [], "Khơ-me": ["Khmer"], "Hmông": ["H'Mông"]}, "không có")
NFD = unicodedata.normalize("NFD", "Nguyễn Thị Đào")


@pytest.mark.parametrize(
    ("convert", "raw", "value"),
    [
        (cells.person, "Nguyễn Thị Đào", "Nguyễn Thị Đào"),
        (cells.person, "Y H'Hen Niê", "Y H'Hen Niê"),
        (cells.code, 8746029638, "8746029638"),
        (cells.code, 8746029638.0, "8746029638"),
        (cells.code, "8746029638", "8746029638"),
        (DAY, datetime(2019, 7, 27), date(2019, 7, 27)),  # noqa: DTZ001 - as Excel gives it
        (DAY, 43673, date(2019, 7, 27)),
        (DAY, "27/07/2019", date(2019, 7, 27)),
        (DAY, "27-07-2019", date(2019, 7, 27)),
        (DAY, "2019-07-27", date(2019, 7, 27)),
        (cells.sex, "Nữ", "Nữ"),
        (ETHNIC, "Khmer", "Khơ-me"),
        (ETHNIC, "Kho me", "Khơ-me"),
        (cells.class_name, "Lớp 3A", "3A"),
        (cells.personal_id, 87319000000, "087319000000"),
        (cells.phone, 925446701, "0925446701"),
        (cells.flag, "X", True),
        (cells.flag, 1, True),
        (cells.flag, "không", False),
        (cells.flag, None, False),
        (cells.disability, "Khuyết tật vận động", True),
        (cells.subject_level, "Hoàn thành tốt", "T"),
        (cells.trait_level, "Cần cố gắng", "C"),
        (SCORE, 9.0, 9),
        (SCORE, "10", 10),
        (cells.text(), 12, "12"),
    ],
)
def test_taken_silently(convert: Converter, raw: Any, value: Any) -> None:
    assert convert(raw) == (value, None)


@pytest.mark.parametrize(
    ("convert", "raw", "value", "shown"),
    [
        (cells.person, NFD, "Nguyễn Thị Đào", "Nguyễn Thị Đào"),
        (cells.person, "  Đỗ  Hân ", "Đỗ Hân", "Đỗ Hân"),
        (cells.person, "Ðỗ\u00a0Hân", "Đỗ Hân", "Đỗ Hân"),
        (cells.person, "LÊ NHƯ HÂN", "Lê Như Hân", "Lê Như Hân"),
        (cells.person, "Lê nhƯ hân", "Lê Như Hân", "Lê Như Hân"),
        (cells.person, "Lê  Anh thư", "Lê Anh Thư", "Lê Anh Thư"),
        (cells.code, " cb 001", "CB001", "CB001"),
        (cells.code, '="8701042"', "8701042", "8701042"),
        (DAY, "6/6/2019", date(2019, 6, 6), "06/06/2019"),
        (DAY, "5.1.2018", date(2018, 1, 5), "05/01/2018"),
        (DAY, " 27/07/2019", date(2019, 7, 27), "27/07/2019"),
        (cells.sex, "nữ", "Nữ", "Nữ"),
        (cells.sex, unicodedata.normalize("NFD", "Nữ"), "Nữ", "Nữ"),
        (cells.class_name, "3a", "3A", "3A"),
        (ETHNIC, "kinh", "Kinh", "Kinh"),
        (cells.subject_level, "t", "T", "T"),
        (cells.trait_level, "đ", "Đ", "Đ"),
        (cells.trait_level, "D", "Đ", "Đ"),
        (cells.trait_level, "d ", "Đ", "Đ"),
        (cells.text(), '=HYPERLINK("x")', '=HYPERLINK("x")', '=HYPERLINK("x")'),
    ],
)
def test_repaired(convert: Converter, raw: Any, value: Any, shown: str) -> None:
    assert convert(raw) == (value, shown)


@pytest.mark.parametrize(
    ("convert", "raw", "why"),
    [
        (DAY, "31/02/2016", "chỉ có 29 ngày"),
        (DAY, "25/13/2016", "Không có tháng 13"),
        (DAY, "12/2017", "dd/mm/yyyy"),
        (DAY, 2019, "dd/mm/yyyy"),
        (DAY, "01/01/2045", "không thể đúng"),
        (cells.sex, "?", "Nam hoặc Nữ"),
        (cells.sex, "Nử", "Nam hoặc Nữ"),
        (ETHNIC, "Kinhh", "không có"),
        (cells.code, "8.7E+09", "Không phải mã"),
        (cells.code, 87.5, "Không phải mã"),
        (cells.code, "=A1&B1", "công thức"),
        (cells.person, "=UPPER(A1)", "công thức"),
        (cells.person, "12", "họ và tên"),
        (cells.person, "#REF!", "lỗi của Excel"),
        (cells.flag, "?", "x hoặc để trống"),
        (cells.subject_level, "Đ", "T, H hoặc C"),
        (cells.subject_level, "A", "T, H hoặc C"),
        (cells.trait_level, "H", "T, Đ hoặc C"),
        (SCORE, 9.5, "số nguyên"),
        (SCORE, 11, "0 đến 10"),
        (SCORE, "chín", "số nguyên"),
        (SCORE, datetime(2026, 10, 9), "số nguyên"),  # noqa: DTZ001 - as Excel gives it
        (cells.text(3), "bốn chữ", "chỉ ghi được 3"),
    ],
)
def test_refused(convert: Converter, raw: Any, why: str) -> None:
    with pytest.raises(BadCell, match=why):
        convert(raw)
