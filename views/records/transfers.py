"""Transfers, their steps, what former schools declared, classes that changed campus (Đ2.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.pupils import FormerResult, Transfer, TransferStep
from models.school import ClassMove
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

ELSEWHERE = "Ghi từng bước ở trang Chuyển trường (TT 28/2020 Đ36)."


class TransferView(RecordView):
    record, title, slug = Transfer, "Hồ sơ chuyển trường", "ho-so-chuyen-truong"
    columns = ("full_name", "way", "grade", "class_id", "school", "guardian", "closed_on")
    name_column, counted = "full_name", "em"
    search, search_hint = ("full_name", "code", "school"), "Tên, mã học sinh, trường kia"
    filters, order = ("way", "grade", "class_id", "pupil_id"), ("id",)
    newest_first = True
    writes, written_elsewhere = False, ELSEWHERE
    empty = ("Chưa có em nào chuyển trường", "Văn phòng lập hồ sơ ở trang Chuyển trường.")


class TransferStepView(RecordView):
    record, title, slug = TransferStep, "Bước chuyển trường", "buoc-chuyen-truong"
    columns = ("transfer_id", "kind", "on_day", "person", "paper", "staff_id", "noted_at")
    filters, order = ("kind", "transfer_id"), ("on_day",)
    newest_first = True
    writes, written_elsewhere = False, ELSEWHERE


class FormerResultView(RecordView):
    record, title, slug = FormerResult, "Kết quả trường cũ", "ket-qua-truong-cu"
    columns = ("pupil_id", "class_id", "period_id", "unit_id", "level", "score", "comment")
    search, search_hint = ("pupil_id",), "Tên, mã học sinh"
    filters, order = ("class_id", "period_id", "pupil_id"), ("pupil_id", "period_id")
    writes, written_elsewhere = False, "Văn phòng ghi từ hồ sơ, ở trang Chuyển trường."
    empty = ("Chưa ghi kết quả trường cũ nào", "Ghi khi em từ trường khác đến đã vào lớp.")


class ClassMoveView(RecordView):
    record, title, slug = ClassMove, "Lớp chuyển điểm trường", "lop-chuyen-diem"
    columns = ("class_id", "from_campus_id", "to_campus_id", "from_date", "reason")
    filters, order = ("to_campus_id", "class_id"), ("from_date",)
    newest_first = True
    writes, written_elsewhere = False, "Ghi ở trang Chuyển lớp (Đ2.11)."


VIEWS = (TransferView, TransferStepView, FormerResultView, ClassMoveView)


def register(_app: Flask, admin: Admin) -> None:
    """Add the books."""
    for view in VIEWS:
        admin.add_view(view())
