"""Lesson plans as a register: handed in and decided on their own screens (Điều 4.7, 5.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.plans import (
    LessonPlan,
    PlanAfter,
    PlanDraft,
    PlanFile,
    PlanSeen,
    PlanSlot,
    PlanText,
    RemarkTemplate,
)
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
    columns = (
        "class_id",
        "unit_id",
        "weekday",
        "lesson",
        "topic",
        "period_id",
        "staff_id",
        "plan_id",
    )
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


class TextView(RecordView):
    record, title, slug = PlanText, "Bài soạn", "bai-soan"
    columns = ("title", "unit_id", "grade", "lessons", "staff_id", "period_id", "shared_with")
    fields = ("title", "unit_id", "grade", "lessons", "staff_id", "period_id", "shared_with")
    search, search_hint = ("title", "staff_id"), f"Tên bài, {WHO.lower()}"
    filters, order = ("unit_id", "grade", "staff_id"), ("period_id", "staff_id")
    writes, written_elsewhere = False, ELSEWHERE


class AfterView(RecordView):
    record, title, slug = PlanAfter, "Điều chỉnh sau bài dạy", "dieu-chinh-bai-day"
    columns = ("plan_id", "text", "staff_id", "period_id")
    filters, order = ("period_id", "staff_id"), ("period_id", "staff_id")
    writes, written_elsewhere = False, "Ghi ở trang của kế hoạch."


class DraftView(RecordView):
    record, title, slug = PlanDraft, "Kế hoạch đang soạn", "ke-hoach-dang-soan"
    columns = fields = ("title", "unit_id", "lessons", "period_id", "saved_at")
    filters, order = ("period_id", "unit_id"), ("period_id", "saved_at")
    writes, written_elsewhere = False, "Soạn ở mục Kế hoạch của tôi."


class SeenView(RecordView):
    record, title, slug = PlanSeen, "Kế hoạch đã mở đọc", "ke-hoach-da-mo"
    columns = ("plan_id", "staff_id", "period_id", "seen_at")
    filters, order = ("period_id", "staff_id"), ("period_id", "staff_id")
    writes, written_elsewhere = False, "Ghi khi mở một bản trong hàng đợi."


class RemarkView(RecordView):
    record, title, slug = RemarkTemplate, "Mẫu nhận xét kế hoạch", "mau-nhan-xet-ke-hoach"
    columns = fields = ("name", "text", "position", "owner_id")
    search, search_hint = ("name", "text"), "Tên ngắn, câu nhận xét"
    order, counted = ("position",), "mẫu"
    empty = ("Chưa có mẫu nhận xét nào", "Thêm những câu hay dùng khi trả lại kế hoạch.")


VIEWS = (
    PlanView, SlotView, FileView, TextView, AfterView, DraftView, SeenView, RemarkView,
)  # fmt: skip


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
