"""The end of the year as registers: reviewed and decided on their own screens (Điều 2.5, 4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.yearend import (
    Dossier,
    DossierReopening,
    FrozenList,
    Proposal,
    Seen,
    SupplementaryResult,
)
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

ELSEWHERE = "Đề nghị, xem và duyệt ở mục Tổng kết năm (Đ2.5)."


class DossierView(RecordView):
    record, title, slug = Dossier, "Hồ sơ cuối năm", "ho-so-cuoi-nam"
    columns = (
        "class_id",
        "proposed_at",
        "proposed_by",
        "returned_at",
        "approved_at",
        "approved_by",
    )
    filters, order = ("class_id",), ("class_id",)
    writes, written_elsewhere = False, ELSEWHERE
    empty = ("Chưa lớp nào đề nghị", "GVCN đề nghị khi lớp đủ mọi ô của cuối năm.")


class ProposalView(RecordView):
    record, title, slug = Proposal, "Đề nghị cuối năm", "de-nghi-cuoi-nam"
    columns = (
        "pupil_id",
        "class_id",
        "rule_overall",
        "overall",
        "completed",
        "promoted",
        "award",
        "reason",
    )
    search, search_hint = ("pupil_id",), "Tên, mã học sinh"
    filters, order = (
        ("class_id", "overall", "award", "completed", "pupil_id"),
        ("class_id", "pupil_id"),
    )
    writes, written_elsewhere = False, ELSEWHERE


class SeenView(RecordView):
    record, title, slug = Seen, "Ban quản trị đã xem", "da-xem"
    columns = ("class_id", "staff_id", "at", "remark")
    filters, order = ("class_id", "staff_id"), ("class_id", "at")
    writes, written_elsewhere = False, ELSEWHERE


class FrozenListView(RecordView):
    record, title, slug = FrozenList, "Danh sách đã chốt", "danh-sach-da-chot"
    columns = ("class_id", "number", "frozen_at", "sha256")
    filters, order = ("class_id",), ("class_id",)
    writes, written_elsewhere = False, ELSEWHERE


class DossierReopeningView(RecordView):
    record, title, slug = DossierReopening, "Mở lại hồ sơ cuối năm", "mo-lai-ho-so"
    columns = ("class_id", "reason", "requested_by", "granted_by", "granted_at", "ends_at")
    filters, order = ("class_id",), ("class_id", "requested_at")
    writes, written_elsewhere = False, ELSEWHERE
    empty = ("Chưa hồ sơ nào được xin mở lại", "Xin mở lại ở trang của lớp đã chốt.")


class SupplementaryResultView(RecordView):
    record, title, slug = SupplementaryResult, "Đánh giá bổ sung", "danh-gia-bo-sung"
    columns = (
        "pupil_id",
        "class_id",
        "unit_id",
        "period_id",
        "level",
        "score",
        "held_on",
        "made_by",
    )
    search, search_hint = ("pupil_id",), "Tên, mã học sinh"
    filters, order = ("class_id", "unit_id", "period_id"), ("class_id", "pupil_id", "period_id")
    writes, written_elsewhere = False, "Ghi ở trang Đánh giá bổ sung của lớp (Đ2.5)."
    empty = ("Chưa có kết quả đánh giá bổ sung", "Ghi trong hè, khi đợt đang mở.")


VIEWS = (
    DossierView,
    ProposalView,
    SeenView,
    FrozenListView,
    DossierReopeningView,
    SupplementaryResultView,
)


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
