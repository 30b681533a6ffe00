"""Invented pupils for the printed forms: a usual one, the longest comments, and many gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from jobs.printing.documents import (
    Bio,
    Cover,
    Outcome,
    ReportBook,
    SheetRow,
    StudyYear,
    SubjectLine,
    SummarySheet,
    TraitLine,
    YearSpread,
)
from jobs.printing.sheet import UnitName
from jobs.printing.sheet import columns as summary_columns

SCHOOL = "Trường Tiểu học Sao Mai"
NAME = "Trần Thị Bé Trúc"
COMMENT = "Em tiếp thu bài nhanh, vận dụng tốt kiến thức đã học; trình bày bài sạch sẽ, rõ ràng."
LONGEST = (
    "Em nắm vững kiến thức, kĩ năng của môn học và biết vận dụng vào cuộc sống hằng ngày; đọc to, "
    "rõ ràng, hiểu nội dung bài và trả lời được câu hỏi mở rộng; viết đoạn văn giàu cảm xúc, dùng "
    "từ chính xác, ít lỗi chính tả. Em mạnh dạn phát biểu, sẵn lòng giúp bạn. Cần rèn thêm cách "
    "trình bày bài giải có lời văn, kiểm tra lại kết quả trước khi nộp bài."
)
SUBJECTS = (
    ("Tiếng Việt", None, True),
    ("Toán", None, True),
    ("Ngoại ngữ 1", None, True),
    ("Đạo đức", None, False),
    ("Lịch sử và Địa lí", None, True),
    ("Khoa học", None, True),
    ("Tin học và Công nghệ", None, True),
    ("Giáo dục thể chất", None, False),
    ("Âm nhạc", "Nghệ thuật", False),
    ("Mĩ thuật", "Nghệ thuật", False),
    ("Hoạt động trải nghiệm", None, False),
)
QUALITIES = ("Yêu nước", "Nhân ái", "Chăm chỉ", "Trung thực", "Trách nhiệm")
GENERAL = ("Tự chủ và tự học", "Giao tiếp và hợp tác", "Giải quyết vấn đề và sáng tạo")
SPECIFIC = ("Ngôn ngữ", "Tính toán", "Khoa học", "Công nghệ", "Tin học", "Thẩm mĩ", "Thể chất")


def traits(names: tuple[str, ...], comment: str | None = None) -> tuple[TraitLine, ...]:
    """Return traits at level T."""
    return tuple(TraitLine(n, True, comment is not None, "T", comment) for n in names)


def spread(comment: str = COMMENT, trait_comment: str | None = None) -> YearSpread:
    """Return a full year of grade 4."""
    return YearSpread(
        full_name=NAME,
        class_name="4A",
        school=SCHOOL,
        year="2025 - 2026",
        height="132 cm",
        weight="28,5 kg",
        excused=2,
        unexcused=0,
        subjects=tuple(
            SubjectLine(name, under, scored, "T", 9 if scored else None, comment)
            for name, under, scored in SUBJECTS
        ),
        qualities=traits(QUALITIES, trait_comment),
        general=traits(GENERAL, trait_comment),
        specific=traits(SPECIFIC, trait_comment),
        outcome=Outcome(
            "Hoàn thành xuất sắc",
            ("Học sinh Xuất sắc",),
            "Hoàn thành chương trình lớp 4. Được lên lớp 5.",
            date(2026, 5, 22),
        ),
        place="Sao Mai",
        homeroom="Nguyễn Thị Bích Trâm",
        head="Võ Thị Hồng Loan",
    )


def usual() -> ReportBook:
    """Return the book of a pupil whose records are complete."""
    return ReportBook(
        code="8701042219",
        cover=Cover(NAME, SCHOOL, "Xã Sao Mai", None, "Tỉnh Đồng Tháp", has_district=False),
        bio=Bio(
            full_name=NAME,
            sex="Nữ",
            birth_date=date(2016, 9, 5),
            ethnic_group="Kinh",
            nationality="Việt Nam",
            birth_place="Bệnh viện Đa khoa Sa Đéc, tỉnh Đồng Tháp",
            native_place="Xã Sao Mai, tỉnh Đồng Tháp",
            address="Ấp 2, xã Sao Mai, tỉnh Đồng Tháp",
            father="Trần Văn Hào",
            mother="Nguyễn Thị Bé Xuân",
            guardian=None,
            place="Sao Mai",
            head="Võ Thị Hồng Loan",
        ),
        process=tuple(
            StudyYear(f"{year} - {year + 1}", f"{grade}A", SCHOOL, "1042", date(year, 9, 5))
            for grade, year in ((1, 2022), (2, 2023), (3, 2024), (4, 2025))
        ),
        spreads=(spread(),),
    )


def longest() -> ReportBook:
    """Return a book with a name of many words and the longest comments that teachers write."""
    name = "Công Tằng Tôn Nữ Hoàng Thị Phương Khánh Ngọc Thiên Kim Bảo Trân"
    book = usual()
    return replace(
        book,
        cover=replace(book.cover, full_name=name),
        bio=replace(book.bio, full_name=name, address=f"{book.bio.address}, " * 4),
        spreads=(replace(spread(LONGEST, LONGEST[:101]), full_name=name),),
    )


def with_gaps() -> ReportBook:
    """Return the book of a pupil whose school has given little, before the class is approved."""
    book = usual()
    year = spread()
    missing = replace(year.subjects[1], level=None, score=None, comment=None)
    return replace(
        book,
        cover=replace(book.cover, ward=None, province=None, has_district=True),
        bio=replace(
            book.bio,
            nationality=None,
            native_place=None,
            father=None,
            ethnic_group=None,
            place=None,
            head=None,
        ),
        process=(replace(book.process[-1], register_number=None, entered=None),),
        spreads=(
            replace(
                year,
                height=None,
                weight=None,
                excused=None,
                unexcused=None,
                outcome=None,
                subjects=(year.subjects[0], missing, *year.subjects[2:]),
                qualities=(replace(year.qualities[0], level=None), *year.qualities[1:]),
                specific=tuple(
                    replace(t, taught=t.name not in {"Công nghệ", "Tin học"}) for t in year.specific
                ),
                place=None,
                homeroom=None,
                head=None,
            ),
        ),
    )


UNITS = {
    "TV": UnitName("Tiếng Việt", None),
    "TOAN": UnitName("Toán", None),
    "NN1": UnitName("Ngoại ngữ 1", None),
    "DD": UnitName("Đạo đức", None),
    "TNXH": UnitName("Tự nhiên và Xã hội", None),
    "LSDL": UnitName("Lịch sử và Địa lí", None),
    "KH": UnitName("Khoa học", None),
    "THCN": UnitName("Tin học và Công nghệ", None),
    "GDTC": UnitName("Giáo dục thể chất", None),
    "AN": UnitName("Âm nhạc", "Nghệ thuật"),
    "MT": UnitName("Mĩ thuật", "Nghệ thuật"),
    "HDTN": UnitName("Hoạt động trải nghiệm", None),
    **{f"PC{i}": UnitName(name, None) for i, name in enumerate(QUALITIES, 1)},
    **{f"NLC{i}": UnitName(name, None) for i, name in enumerate(GENERAL, 1)},
    **{f"NLD{i}": UnitName(name, None) for i, name in enumerate(SPECIFIC, 1)},
}
TAUGHT = {
    1: ("TV", "TOAN", "DD", "TNXH", "GDTC", "AN", "MT", "HDTN"),
    3: ("TV", "TOAN", "NN1", "DD", "TNXH", "THCN", "GDTC", "AN", "MT", "HDTN"),
    4: ("TV", "TOAN", "NN1", "DD", "LSDL", "KH", "THCN", "GDTC", "AN", "MT", "HDTN"),
}
TESTED = {"TV", "TOAN", "NN1", "LSDL", "KH", "THCN"}
FAMILY = ("Nguyễn Hoàng", "Trần Thị Bé", "Lê Gia", "Danh Minh", "Phạm Ngọc Bảo", "Huỳnh Thị Ánh")
GIVEN = ("An", "Ánh", "Ân", "Bảo", "Châu", "Dũng", "Đức", "Hân", "Khôi", "Ngọc", "Trúc", "Ý")


def sheet(grade: int = 4, moment: str = "CN", pupils: int = 35) -> SummarySheet:
    """Return the summary sheet of an invented class, approved at year end."""
    units = {c: u for c, u in UNITS.items() if c in TAUGHT[grade] or c[:2] in {"PC", "NL"}}
    mid = {"TV", "TOAN"} if grade >= 4 else set()
    columns = summary_columns(grade, moment, units, TESTED if moment in {"CN", "CHK1"} else mid)
    rows = []
    for number in range(pupils):
        overall = ("HTXS", "HTT", "HT", "HT", "CHT")[number % 5]
        cells: dict[str, str | None] = {}
        for place, column in enumerate(columns):
            if column.kind == "score":
                cells[column.key] = str(10 - (number + place) % 4)
            elif column.kind == "level":
                cells[column.key] = "T" if (number + place) % 3 else "H"
                if column.key[:2] in {"PC", "NL"} and cells[column.key] == "H":
                    cells[column.key] = "Đ"
            else:
                done = overall != "CHT"
                ticks = {
                    overall: True,
                    "award": overall == "HTXS",
                    "completed": done,
                    "not_completed": not done,
                    "promoted": done,
                }
                cells[column.key] = "x" if ticks.get(column.key) else ""
        rows.append(
            SheetRow(
                full_name=f"{FAMILY[number % 6]} {GIVEN[number % 12]}",
                birth_date=date(2016, 1 + number % 12, 1 + number % 28),
                female=number % 2 == 0,
                ethnic_group="Kinh" if number % 9 else "Khơ-me",
                disability=number == 7,
                exempt=False,
                cells=cells,
            )
        )
    return SummarySheet(
        school=SCHOOL,
        upper_body="Ủy ban nhân dân xã Sao Mai",
        class_name=f"{grade}A",
        year="2025 - 2026",
        moment=moment,
        moment_name={"CN": "Cuối năm", "CHK1": "Cuối học kì I"}.get(moment, "Giữa học kì"),
        columns=columns,
        rows=tuple(rows),
        place="Sao Mai",
        approved_on=date(2026, 5, 22) if moment == "CN" else None,
        homeroom="Nguyễn Thị Bích Trâm",
        head="Võ Thị Hồng Loan",
    )
