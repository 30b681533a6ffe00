"""Openings and closures, reminders, imports and the history as registers (Điều 2.3, 2.11, 7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.access import Closure, HistoryLine, HistorySet, ImportRun, Opening, Reminder, Reopening
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

LOCKS = "Đóng, mở và mở lại ở mục Đóng, mở sổ (Đ2.3)."
SCOPE = ("kind", "period_id", "grade", "class_id")


class OpeningView(RecordView):
    record, title, slug = Opening, "Lần mở", "lan-mo"
    columns = (*SCOPE, "starts_at", "ends_at", "made_by", "reason")
    name_column = "starts_at"
    filters, order = (*SCOPE, "made_by"), ("starts_at",)
    writes, written_elsewhere = False, LOCKS


class ClosureView(RecordView):
    record, title, slug = Closure, "Lần đóng", "lan-dong"
    columns = (*SCOPE, "starts_at", "sealed", "made_by", "reason")
    name_column = "starts_at"
    filters, order = (*SCOPE, "made_by"), ("starts_at",)
    writes, written_elsewhere = False, LOCKS
    empty = ("Chưa đóng sổ lần nào", "Đóng sổ ở mục Đóng, mở sổ.")


class ReopeningView(RecordView):
    record, title, slug = Reopening, "Lần mở lại", "lan-mo-lai"
    columns = ("kind", "period_id", "class_id", "requested_by", "reason", "granted_by", "ends_at")
    name_column = "requested_by"
    filters, order = (*SCOPE, "requested_by", "granted_by"), ("requested_at",)
    writes, written_elsewhere = False, LOCKS


class ReminderView(RecordView):
    record, title, slug = Reminder, "Lời nhắc", "loi-nhac"
    columns = ("to_id", "text", "from_id", "sent_at", "read_at")
    name_column = "text"
    search, search_hint = ("text", "to_id", "from_id"), "Nội dung, tên người"
    filters, order = ("to_id", "from_id"), ("sent_at",)
    writes, written_elsewhere = False, "Lời nhắc gửi từ nơi thấy ô trống (Đ7.4)."


class ImportRunView(RecordView):
    record, title, slug = ImportRun, "Lần nhập từ tệp", "lan-nhap"
    columns = ("created_at", "kind", "file_name", "year", "state", "account_id", "reason")
    name_column = "file_name"
    filters, order = ("kind", "state", "account_id"), ("created_at",)
    writes, written_elsewhere = False, "Nhập ở mục Nhập từ tệp."


class HistorySetView(RecordView):
    record, title, slug = HistorySet, "Lần ghi", "lan-ghi"
    columns = ("at", "who", "on_behalf", "reason", "lines", "request")
    search, search_hint = ("who", "reason"), "Ai, lí do"
    order = ("at",)
    writes, written_elsewhere = False, "Lịch sử chỉ thêm, không sửa, không xóa."


class HistoryLineView(RecordView):
    record, title, slug = HistoryLine, "Dòng lịch sử", "dong-lich-su"
    columns = ("entity", "row_id", "action", "capacity", "changes")
    search, search_hint = ("changes",), "Nội dung thay đổi"
    filters = ("entity", "action")
    writes, written_elsewhere = False, "Lịch sử chỉ thêm, không sửa, không xóa."


VIEWS = (
    OpeningView, ClosureView, ReopeningView, ReminderView, ImportRunView, HistorySetView,
    HistoryLineView,
)  # fmt: skip


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
