"""The school's frame: places, years, weeks, classes, departments, who teaches what (Điều 2.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.school import (
    Campus,
    Department,
    HomeroomAssignment,
    Membership,
    Period,
    School,
    SchoolClass,
    SchoolDay,
    SchoolYear,
    TeachingAssignment,
    TimetableSlot,
)
from permissions.policy import can
from views.menu import MenuEntry
from views.pages import Companion
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

WHO = "Tên, mã cán bộ"


class SchoolView(RecordView):
    record, title, slug = School, "Trường", "truong"
    columns = ("name", "upper_body", "ward", "province", "code")
    order = ("name",)
    empty = ("Chưa ghi tên trường", "Tên trường và cơ quan cấp trên in trên mọi giấy tờ.")


class CampusView(RecordView):
    record, title, slug = Campus, "Điểm trường", "diem-truong"
    columns, order = ("name", "address"), ("name",)


class YearView(RecordView):
    record, title, slug = SchoolYear, "Năm học", "nam-hoc"
    columns, order = ("name", "first_day", "last_day"), ("first_day",)


class PeriodView(RecordView):
    record, title, slug = Period, "Thời điểm, tuần", "thoi-gian"
    columns = ("code", "name", "kind", "from_date", "to_date", "year_id")
    name_column = "name"
    search, search_hint = ("code", "name"), "Mã, tên"
    filters, order = ("kind", "year_id"), ("from_date",)


class SchoolDayView(RecordView):
    record, title, slug = SchoolDay, "Ngày học", "ngay-hoc"
    columns = ("date", "week_id", "month_id", "morning", "afternoon")
    name_column = "date"
    filters, order = ("month_id", "week_id"), ("date",)
    empty = ("Chưa có ngày học nào", "Ngày học đi theo lịch khi tạo năm học; hoặc thêm từng ngày.")


class DepartmentView(RecordView):
    record, title, slug = Department, "Tổ", "to"
    columns, order = ("name", "teaching"), ("name",)
    companions = (
        Companion(Membership, "department_id", ("staff_id", "from_date", "to_date"), "Thành viên"),
    )


class MembershipView(RecordView):
    record, title, slug = Membership, "Thành viên tổ", "thanh-vien-to"
    columns = ("department_id", "staff_id", "from_date", "to_date")
    name_column = "staff_id"
    search, search_hint = ("staff_id",), WHO
    filters, order = ("department_id", "staff_id"), ("department_id", "staff_id")


class ClassView(RecordView):
    record, title, slug = SchoolClass, "Lớp", "lop"
    columns = fields = ("name", "grade", "campus_id", "year_id")
    search, search_hint = ("name",), "Tên lớp"
    filters, order = ("grade", "campus_id", "year_id"), ("name",)
    companions = (
        Companion(
            HomeroomAssignment, "class_id", ("staff_id", "from_date", "to_date"), "Chủ nhiệm"
        ),
        Companion(TeachingAssignment, "class_id", ("unit_id", "staff_id"), "Ai dạy gì"),
    )
    empty = ("Chưa có lớp nào", "Lớp đi theo tệp phân công chuyên môn; hoặc thêm từng lớp.")


class HomeroomView(RecordView):
    record, title, slug = HomeroomAssignment, "Phân công chủ nhiệm", "phan-cong-chu-nhiem"
    columns = ("class_id", "staff_id", "from_date", "to_date")
    search, search_hint = ("class_id", "staff_id"), f"Lớp, {WHO.lower()}"
    filters, order = ("class_id", "staff_id"), ("class_id", "from_date")


class TeachingView(RecordView):
    record, title, slug = TeachingAssignment, "Phân công chuyên môn", "phan-cong"
    columns = ("class_id", "unit_id", "staff_id", "from_date", "to_date")
    search, search_hint = ("class_id", "unit_id", "staff_id"), f"Lớp, môn, {WHO.lower()}"
    filters, order = ("class_id", "unit_id", "staff_id"), ("class_id", "unit_id")
    empty = ("Chưa phân công ai", "Nhập tệp phân công chuyên môn, hoặc thêm từng lớp, từng môn.")


class TimetableView(RecordView):
    record, title, slug = TimetableSlot, "Thời khóa biểu", "thoi-khoa-bieu"
    columns = ("class_id", "weekday", "lesson", "unit_id", "from_date", "to_date")
    search, search_hint = ("class_id", "unit_id"), "Lớp, môn"
    filters, order = ("class_id", "weekday", "unit_id"), ("class_id", "weekday", "lesson")


VIEWS = (
    SchoolView, CampusView, YearView, PeriodView, SchoolDayView, DepartmentView, MembershipView,
    ClassView, HomeroomView, TeachingView, TimetableView,
)  # fmt: skip
MENU = (
    MenuEntry(
        "Phân công",
        "record_teaching_assignment.index_view",
        lambda a: can(a, "update", TeachingAssignment),
        order=40,
    ),
)


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
