"""From year to year, as lists to search and export: runs, drafts of assignments, hand-overs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.rollover import AssignmentDraft, HandOverMinutes, Rollover
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin


class RolloverView(RecordView):
    record, title, slug = Rollover, "Lần chuyển năm học", "chuyen-nam-hoc"
    columns = ("year_id", "target", "prepared_by", "prepared_at", "written_at", "undone_at")
    name_column, order = "target", ("prepared_at",)
    writes, written_elsewhere = False, "Ghi ở trang Năm học mới (Đ2.11)."
    empty = ("Chưa chuyển năm học nào", "Cuối năm, phó hiệu trưởng làm ở trang Năm học mới.")


class DraftView(RecordView):
    record, title, slug = AssignmentDraft, "Phân công dự thảo", "phan-cong-du-thao"
    columns = ("class_id", "unit_id", "staff_id", "from_date")
    search, search_hint = ("class_id", "unit_id", "staff_id"), "Lớp, môn, tên, mã cán bộ"
    filters, order = ("class_id", "staff_id"), ("class_id", "unit_id")
    empty = ("Không có dự thảo nào", "Chuyển năm học thì phân công năm cũ thành dự thảo ở đây.")


class MinutesView(RecordView):
    record, title, slug = HandOverMinutes, "Biên bản bàn giao lớp", "bien-ban-ban-giao"
    columns = ("class_id", "giver_id", "receiver_id", "given_at", "received_at")
    filters, order = ("class_id",), ("class_id", "id")
    writes, written_elsewhere = False, "Ghi và kí ở trang Bàn giao lớp (TT 27/2020 Đ12)."
    empty = ("Chưa có biên bản nào", "GVCN lập biên bản ở trang Bàn giao lớp.")


VIEWS = (RolloverView, DraftView, MinutesView)


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
