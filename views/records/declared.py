"""Fields declared by the office, their values, and proposals of legal changes, as books (Đ4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.imports.words import key, words
from models.pupils import DeclaredField, DeclaredValue, LegalChange
from models.pupils.declared import check_declaration
from views.database import request_session
from views.listing import BY_CLASS
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

BY_PUPIL = ("pupil_id", BY_CLASS)


class DeclaredFieldView(RecordView):
    record, title, slug = DeclaredField, "Mục của trường", "muc-cua-truong"
    columns = ("position", "name", "kind", "required_from", "sensitive", "from_date", "to_date")
    name_column, counted = "name", "mục"
    order = ("position",)
    fields = (
        "name", "kind", "options", "help", "required_from", "sensitive", "position", "from_date",
        "to_date",
    )  # fmt: skip
    empty = (
        "Chưa khai mục nào",
        "Mục khai ở đây có ngay trong hồ sơ, danh sách, bộ lọc, tìm, tệp xuất và tệp nhập.",
    )

    def check(self, row: Any) -> None:
        """Refuse a declaration that can't work."""
        check_declaration(request_session(), row, key, words().headers["pupils"])


class DeclaredValueView(RecordView):
    record, title, slug = DeclaredValue, "Mục riêng của học sinh", "muc-rieng-cua-hoc-sinh"
    columns = ("pupil_id", "field_id", "value")
    search, search_hint = ("pupil_id",), "Tên, mã học sinh"
    filters, order = ("field_id", *BY_PUPIL), ("pupil_id",)
    writes, written_elsewhere = False, "Ghi ở trang hồ sơ của từng em."


class LegalChangeView(RecordView):
    record, title, slug = LegalChange, "Đề nghị đổi lí lịch", "de-nghi-doi-li-lich"
    columns = ("pupil_id", "field", "old", "new", "evidence", "proposed_at", "decision")
    search, search_hint = ("pupil_id",), "Tên, mã học sinh"
    filters, order = ("field", "decision", *BY_PUPIL), ("proposed_at",)
    newest_first = True
    writes, written_elsewhere = False, "Đề nghị và quyết định ở trang hồ sơ của từng em."


def register(_app: Flask, admin: Admin) -> None:
    """Add the books."""
    for view in (DeclaredFieldView, DeclaredValueView, LegalChangeView):
        admin.add_view(view())
