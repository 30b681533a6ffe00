"""Files as people of a school have them: a list of pupils in Excel, a lesson plan in Word."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from seeds.demo.files import docx

HEADER = (
    "STT", "Mã định danh", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Lớp",
    "Chỗ ở hiện nay", "Họ tên mẹ", "SĐT mẹ",
)  # fmt: skip
NEW_PUPIL = ("0099000001", "Huỳnh Ngọc Bảo Trân", "12/03/2016")
MOTHER = ("Lê Thị Sen", "0900100001")
SPOILED = ("0099000002", "Lê Minh Triết", "31/02/2016")


def pupils(folder: Path, year: str, room: str) -> Path:
    """Write a list of two new pupils of a class; the second one's birth date doesn't exist."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("TRƯỜNG TIỂU HỌC HOA MAI",))
    sheet.append((f"DANH SÁCH HỌC SINH, năm học {year}",))
    sheet.append(HEADER)
    for number, (code, name, born) in enumerate((NEW_PUPIL, SPOILED), start=1):
        sex = "Nữ" if number == 1 else "Nam"
        home = "Ấp Trung, xã Hoa Mai"
        sheet.append(
            (number, code, name, born, sex, "Kinh", room, home, "Lê Thị Sen", "0900100001")
        )
    path = folder / "danh-sach-hoc-sinh.xlsx"
    book.save(path)
    return path


def lesson_plan(folder: Path, week: int) -> Path:
    """Write a lesson plan in Word."""
    made = docx(
        f"khbd-tuan-{week}",
        [
            f"KẾ HOẠCH BÀI DẠY TUẦN {week}",
            "1. Yêu cầu cần đạt: hát đúng giai điệu, gõ đệm theo nhịp.",
            "2. Đồ dùng dạy học: đàn, thanh phách.",
            "3. Hoạt động: Mở đầu, Luyện tập, Vận dụng.",
        ],
    )
    path = folder / made.name
    path.write_bytes(made.content)
    return path
