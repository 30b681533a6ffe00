"""Lesson plans as a register: handed in and decided on their own screens (Điều 4.7, 5.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.plans import LessonPlan, PlanFile, PlanSlot
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

ELSEWHERE = "Nộp và duyệt ở mục Kế hoạch bài dạy (Đ4.7)."
WHO = "Tên, mã cán bộ"


class PlanView(RecordView):
    record, title, slug = LessonPlan, "Sổ kế hoạch bài dạy", "so-ke-hoach"
    columns = ("title", "staff_id", "period_id", "submitted_at", "decision", "decided_at", "remark")
    search, search_hint = ("title", "staff_id"), f"Tên kế hoạch, {WHO.lower()}"
    filters, order = ("decision", "period_id", "staff_id"), ("period_id", "staff_id")
    writes, written_elsewhere = False, ELSEWHERE
    empty = ("Chưa có kế hoạch nào được nộp", "Giáo viên nộp theo tuần, trước 7 ngày.")


class SlotView(RecordView):
    record, title, slug = PlanSlot, "Tiết đã có kế hoạch", "tiet-co-ke-hoach"
    columns = ("class_id", "unit_id", "weekday", "lesson", "period_id", "staff_id", "plan_id")
    filters, order = (
        ("class_id", "unit_id", "period_id", "staff_id", "plan_id"),
        ("period_id", "class_id"),
    )
    writes, written_elsewhere = False, ELSEWHERE


class FileView(RecordView):
    record, title, slug = PlanFile, "Tệp kế hoạch", "tep-ke-hoach"
    columns = ("name", "staff_id", "period_id", "media_type", "size")
    search, search_hint = ("name", "staff_id"), f"Tên tệp, {WHO.lower()}"
    filters, order = ("period_id", "staff_id", "plan_id"), ("period_id", "staff_id")
    writes, written_elsewhere = False, ELSEWHERE


VIEWS = (PlanView, SlotView, FileView)


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
