"""The daily counts as a register; the trend has a screen of its own (Điều 2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.completion import CompletionDay
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin


class CompletionDayView(RecordView):
    record, title, slug = CompletionDay, "Ô còn trống theo ngày", "o-trong-theo-ngay"
    columns = ("day", "period_id", "class_id", "staff_id", "cells")
    filters, order = ("period_id", "class_id", "staff_id"), ("day",)
    newest_first = True
    writes, written_elsewhere = False, "Chương trình đếm mỗi sáng; xem ở mục Tiến độ (Đ2.4)."
    empty = ("Chưa có ngày nào được đếm", "Đếm mỗi sáng trong bốn tuần trước hạn đóng sổ.")


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's book."""
    admin.add_view(CompletionDayView())
