"""Conduct's books: the catalogue that the committee keeps, and what was noted (Điều 6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.conduct import ConductDispute, ConductEntry, ConductItem, ConductScale
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

ELSEWHERE = "Ghi ở trang Nề nếp."


class ItemView(RecordView):
    record, title, slug = ConductItem, "Danh mục nề nếp", "danh-muc-ne-nep"
    columns = ("name", "kind", "points", "target", "from_date", "to_date")
    fields = ("name", "kind", "points", "target", "position", "from_date", "to_date")
    search, search_hint = ("name",), "Nội dung"
    filters, order, counted = ("kind", "target"), ("position",), "mục"
    empty = ("Chưa có mục nào", "Thêm từng mục: nội dung, trừ hay cộng mấy điểm, ghi cho ai.")


class ScaleView(RecordView):
    record, title, slug = ConductScale, "Thang điểm nề nếp", "thang-diem-ne-nep"
    columns, order = ("from_date", "start_points", "dispute_hours"), ("from_date",)


class EntryView(RecordView):
    record, title, slug = ConductEntry, "Ghi nhận nề nếp", "ghi-nhan-ne-nep"
    columns = ("date", "class_id", "item_id", "pupil_id", "points", "note", "made_by")
    name_column = "item_id"
    fields = ("date", "class_id", "item_id", "pupil_id", "points", "measure", "note", "made_by")
    filters = ("class_id", "week_id", "item_id")
    order, newest_first = ("date",), True
    writes, written_elsewhere = False, ELSEWHERE
    empty = ("Chưa ghi nhận gì", "Ban thi đua và GVCN ghi ở trang Nề nếp.")


class DisputeView(RecordView):
    record, title, slug = ConductDispute, "Khiếu nại nề nếp", "khieu-nai-ne-nep"
    columns = ("raised_at", "class_id", "reason", "raised_by", "ruling", "answer")
    name_column = "reason"
    fields = ("class_id", "week_id", "reason", "raised_by", "raised_at", "ruling", "answer")
    filters = ("class_id", "week_id", "ruling")
    order, newest_first = ("raised_at",), True
    writes, written_elsewhere = False, ELSEWHERE
    empty = ("Chưa có khiếu nại nào", "GVCN khiếu nại từ ghi nhận của lớp mình.")


VIEWS = (ItemView, ScaleView, EntryView, DisputeView)


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
