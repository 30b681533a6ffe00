"""Excel files made on the spot, and the rows of a small invented school."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl

YEAR = "2025-2026"
SAO_MAI = Path(__file__).parents[2] / "data" / "sao_mai"
FILES = {
    "staff": "can_bo_giao_vien.xlsx",
    "assignments": "phan_cong_chuyen_mon.xlsx",
    "timetable": "thoi_khoa_bieu.xlsx",
    "pupils": "danh_sach_hoc_sinh.xlsx",
    "results": "ket_qua_danh_gia.xlsx",
}
Rows = list[list[Any]]

STAFF_HEAD = [
    "STT",
    "Mã CB",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Chức vụ",
    "Tổ",
    "Nhiệm vụ kiêm nhiệm",
]
STAFF: Rows = [
    [
        1,
        "CB001",
        "Trần Thị Mai",
        "14/08/1973",
        "Nữ",
        "Hiệu trưởng",
        "Ban giám hiệu",
        "Trưởng ban quản trị",
    ],
    [2, "CB002", "Lê Văn Tâm", "01/04/1980", "Nam", "Giáo viên", "Tổ 1", "Tổ trưởng"],
    [3, "CB003", "Võ Thị Hòa", "05/10/1990", "Nữ", "Giáo viên bộ môn", "Tổ Bộ môn", None],
]
ASSIGN_HEAD = ["STT", "Lớp", "Môn học / HĐGD", "Mã CB", "Giáo viên", "GVCN"]
ASSIGN: Rows = [
    [1, "1A", "Tiếng Việt", "CB002", "Lê Văn Tâm", "x"],
    [2, "1A", "Toán", "CB002", "Lê Văn Tâm", None],
    [3, "1A", "Âm nhạc", "CB003", "Võ Thị Hòa", None],
    [4, "4B", "Toán", "CB003", "Võ Thị Hoà", "x"],
]
PUPIL_HEAD = [
    "STT",
    "Mã định danh",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Dân tộc",
    "Lớp",
    "Số ĐDCN",
    "Họ tên mẹ",
    "SĐT mẹ",
    "Hộ nghèo",
    "Ghi chú",
]
PUPILS: Rows = [
    [
        1,
        "871",
        "Lê Như Hân",
        "03/12/2019",
        "Nữ",
        "Kinh",
        "1A",
        "087319000001",
        "Võ Thị Xuân",
        "0393846516",
        None,
        None,
    ],
    [
        2,
        "872",
        "Đỗ Minh Quân",
        "15/02/2019",
        "Nam",
        "Khmer",
        "1A",
        "087219000002",
        "Lê Thị Tư",
        "0332565638",
        "x",
        None,
    ],
    [
        3,
        "873",
        "Phạm Bảo Ngọc",
        "20/05/2016",
        "Nữ",
        "Hoa",
        "4B",
        "087316000003",
        None,
        None,
        None,
        "học hòa nhập",
    ],
]
RESULT_HEAD = [
    "STT",
    "Mã định danh",
    "Họ và tên",
    "Toán - Mức",
    "Toán - Điểm",
    "Toán - Nhận xét",
    "PC Yêu nước",
    "NL Khoa học",
    "Nghỉ có phép",
    "Nghỉ không phép",
]
RESULTS: Rows = [
    [1, "871", "Lê Như Hân", "T", 9, "Em học tốt.", "T", "Đ", 1, 0],
    [2, "872", "Đỗ Minh Quân", "H", 6, "Em cần cẩn thận.", "Đ", "T", 0, 2],
]
RESULT_TITLES = ["KẾT QUẢ ĐÁNH GIÁ LỚP 1A - CUỐI NĂM HỌC", "Năm học 2025 - 2026"]


def book(**sheets: Rows) -> bytes:
    """Return an Excel file: {sheet name: rows}; underscores in names stand for spaces."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name.replace("_", " "))
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def titled(head: list[Any], rows: Rows, *titles: str) -> Rows:
    """Put title rows and an empty row above a table."""
    above = [[title] for title in titles]
    return [*above, *([[]] if above else []), head, *rows]
