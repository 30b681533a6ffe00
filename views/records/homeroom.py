"""The homeroom book's records as lists, to search and export; the book writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.homeroom import (
    ClassOfficer,
    ClassPlan,
    ClassProfile,
    ClassTarget,
    DayNote,
    HandOver,
    MeetingFamily,
    ParentMeeting,
    ParentsBoardMember,
    PupilSupport,
    Seat,
    TermSummary,
    WeekTask,
)
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin


class BookView(RecordView):
    """A part of the book; its own page in the book writes it."""

    writes, written_elsewhere = False, "Ghi ở trang Sổ chủ nhiệm của lớp (Đ4.4)."
    filters: tuple[str, ...] = ("class_id",)
    empty = ("Chưa ghi gì", "GVCN ghi ở trang Sổ chủ nhiệm của lớp mình.")


class OfficerView(BookView):
    record, title, slug = ClassOfficer, "Cán sự lớp", "can-su-lop"
    columns = ("class_id", "role", "pupil_id", "from_date", "to_date")
    name_column, search = "role", ("role",)
    search_hint, order = "Nhiệm vụ", ("class_id", "from_date")


class SeatView(BookView):
    record, title, slug = Seat, "Tổ, chỗ ngồi", "to-cho-ngoi"
    columns, name_column = ("class_id", "pupil_id", "team", "line", "place"), "pupil_id"
    order = ("class_id", "line", "place")


class BoardView(BookView):
    record, title, slug = ParentsBoardMember, "Ban đại diện CMHS", "ban-dai-dien-cmhs"
    columns = ("class_id", "role", "full_name", "pupil_id", "phone", "from_date", "to_date")
    name_column, search, search_hint = "full_name", ("full_name",), "Họ và tên"
    order = ("class_id",)


class ProfileView(BookView):
    record, title, slug = ClassProfile, "Đặc điểm, chỉ tiêu lớp", "dac-diem-lop"
    columns = ("class_id", "excellent", "good", "done", "not_done", "completed")


class TargetView(BookView):
    record, title, slug = ClassTarget, "Chỉ tiêu môn học", "chi-tieu"
    columns, name_column = ("class_id", "unit_id", "high", "middle", "low"), "unit_id"
    order = ("class_id", "unit_id")


class PlanView(BookView):
    record, title, slug = ClassPlan, "Kế hoạch chủ nhiệm", "ke-hoach-chu-nhiem"
    columns, name_column = ("class_id", "period_id", "theme", "result"), "theme"
    filters, search, search_hint = ("class_id", "period_id"), ("theme",), "Chủ điểm"
    order = ("class_id", "period_id")


class TaskView(BookView):
    record, title, slug = WeekTask, "Việc trong tuần", "viec-trong-tuan"
    columns, name_column = ("class_id", "period_id", "task", "due_on", "result"), "task"
    filters, search, search_hint = ("class_id", "period_id"), ("task",), "Việc"
    order = ("period_id", "class_id")


class NoteView(BookView):
    record, title, slug = DayNote, "Ghi chép hằng ngày", "ghi-chep-hang-ngay"
    columns = ("date", "class_id", "kind", "pupil_id", "text", "made_by")
    name_column, filters = "text", ("class_id", "kind", "pupil_id")
    search, search_hint, order, newest_first = ("text",), "Nội dung", ("date",), True


class SupportView(BookView):
    record, title, slug = PupilSupport, "Theo dõi riêng từng em", "theo-doi-rieng"
    columns = ("class_id", "pupil_id", "kind", "status", "from_date", "to_date")
    name_column, filters, order = "pupil_id", ("class_id", "kind", "status"), ("class_id",)


class MeetingView(BookView):
    record, title, slug = ParentMeeting, "Họp CMHS", "hop-cmhs"
    columns, name_column = ("held_on", "class_id", "occasion", "subject"), "subject"
    filters, order, newest_first = ("class_id", "occasion"), ("held_on",), True


class FamilyView(BookView):
    record, title, slug = MeetingFamily, "Gia đình dự họp", "gia-dinh-du-hop"
    columns, name_column = ("class_id", "meeting_id", "pupil_id"), "pupil_id"
    filters, order = ("class_id", "pupil_id"), ("meeting_id",)


class SummaryView(BookView):
    record, title, slug = TermSummary, "Tổng kết học kì, năm", "tong-ket-lop"
    columns, name_column = ("class_id", "period_id", "text"), "text"
    filters, order = ("class_id", "period_id"), ("class_id",)


class HandOverView(BookView):
    record, title, slug = HandOver, "Bàn giao lớp", "ban-giao-lop"
    columns, name_column = ("handed_on", "class_id", "text", "made_by"), "text"
    order, newest_first = ("handed_on",), True


VIEWS = (
    OfficerView,
    SeatView,
    BoardView,
    ProfileView,
    TargetView,
    PlanView,
    TaskView,
    NoteView,
    SupportView,
    MeetingView,
    FamilyView,
    SummaryView,
    HandOverView,
)


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
