"""Attendance as registers; the roll itself is called on its own screen (Điều 4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.daily import Absence, AttendanceRule, Leave, RollCall
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

ELSEWHERE = "Ghi ở mục Điểm danh (Đ4.2)."
WHO = "Tên, mã học sinh"


class AbsenceView(RecordView):
    record, title, slug = Absence, "Sổ theo dõi nghỉ học", "nghi-hoc"
    columns = ("date", "half", "class_id", "pupil_id", "excused", "reason")
    search, search_hint = ("pupil_id",), WHO
    filters, order = ("class_id", "month_id", "excused"), ("date", "class_id")
    writes, written_elsewhere = False, ELSEWHERE
    empty = ("Chưa ghi buổi vắng nào", "GVCN điểm danh mỗi buổi ở mục Điểm danh.")


class RollCallView(RecordView):
    record, title, slug = RollCall, "Các buổi đã điểm danh", "buoi-diem-danh"
    columns = ("date", "half", "class_id", "taken_by", "taken_at")
    filters, order = ("class_id", "month_id"), ("date", "class_id")
    writes, written_elsewhere = False, ELSEWHERE


class AttendanceRuleView(RecordView):
    record, title, slug = AttendanceRule, "Giới hạn nghỉ học", "gioi-han-nghi"
    columns = ("from_date", "leave_days", "alert_halves", "alert_days")
    order = ("from_date",)
    empty = (
        "Chưa ghi giới hạn nào",
        "Chưa ghi thì dùng: GVCN cho nghỉ 3 ngày, báo khi vắng 2 buổi.",
    )


class LeaveView(RecordView):
    record, title, slug = Leave, "Đơn xin nghỉ học", "don-nghi"
    columns = ("from_date", "to_date", "class_id", "pupil_id", "reason", "granted", "decided_by")
    search, search_hint = ("pupil_id",), WHO
    filters, order = ("class_id", "granted"), ("from_date", "class_id")
    writes, written_elsewhere = False, ELSEWHERE


VIEWS = (AbsenceView, RollCallView, AttendanceRuleView, LeaveView)


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
