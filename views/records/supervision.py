"""Meetings of departments as a register; the sheet and the minutes have a screen (Điều 7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.supervision import Meeting, Minutes
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

ELSEWHERE = "Họp và khép biên bản ở mục Họp tổ (Đ7.4)."


class MeetingView(RecordView):
    record, title, slug = Meeting, "Sổ họp tổ", "so-hop-to"
    columns = ("held_on", "title", "department_id", "period_id")
    search, search_hint = ("title",), "Nội dung"
    filters, order = ("department_id", "period_id"), ("held_on",)
    writes, written_elsewhere = False, ELSEWHERE
    empty = ("Chưa có buổi họp nào", "Tổ trưởng hẹn buổi họp ở mục Họp tổ.")


class MinutesView(RecordView):
    record, title, slug = Minutes, "Biên bản họp tổ", "bien-ban-hop-to"
    columns = ("meeting_id", "department_id", "written_by", "closed_at")
    filters, order = ("department_id",), ("closed_at",)
    writes, written_elsewhere = False, ELSEWHERE


VIEWS = (MeetingView, MinutesView)


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
