"""Praise within the year and staff cases as registers; they are written on their own screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.awards import AwardForm, PupilAward, StaffCase, StaffCaseAnswer, StaffCaseFact
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

PRAISE = "Đề nghị và quyết định ở trang Khen thưởng (Đ2.7)."
CASES = "Ghi ở trang của từng việc (Đ2.7, Đ9)."


class FormView(RecordView):
    record, title, slug = AwardForm, "Hình thức khen thưởng, xử lí", "hinh-thuc-khen-thuong"
    columns = ("name", "kind", "decider", "from_date", "to_date")
    fields = ("kind", "name", "decider", "position", "from_date", "to_date")
    search, search_hint = ("name",), "Hình thức"
    filters, order, counted = ("kind", "decider"), ("position",), "hình thức"
    empty = ("Chưa có hình thức nào", "Thêm từng hình thức: dùng cho ai, ai quyết định.")


class PupilAwardView(RecordView):
    record, title, slug = PupilAward, "Khen học sinh trong năm", "khen-hoc-sinh"
    columns = (
        "pupil_id", "class_id", "form_id", "content", "happened_on", "decision", "withdrawn_at",
    )  # fmt: skip
    fields = (
        "pupil_id", "class_id", "form_id", "content", "happened_on", "group_name", "made_by",
        "made_at", "withdrawn_at", "sent_to", "sent_on", "decision", "decided_by", "decided_at",
        "number", "answer",
    )  # fmt: skip
    search, search_hint = ("pupil_id",), "Tên, mã học sinh"
    filters, order = ("class_id", "pupil_id", "form_id", "decision"), ("happened_on",)
    newest_first = True
    writes, written_elsewhere = False, PRAISE
    empty = ("Chưa có em nào được đề nghị khen", "GVCN đề nghị ở trang Khen thưởng.")


class CaseView(RecordView):
    record, title, slug = StaffCase, "Việc khen thưởng, xử lí cán bộ", "viec-can-bo"
    columns = ("noted_at", "staff_id", "kind", "subject", "decided_at", "closed_at")
    fields = (
        "staff_id", "kind", "subject", "account", "since", "until", "noted_by", "noted_at",
        "question", "asked_at", "answer_by", "explained_at", "form_id", "decision", "decided_by",
        "decided_at", "number", "sent_to", "sent_on", "outcome", "closed_at",
    )  # fmt: skip
    name_column = "subject"
    filters, order, newest_first = ("staff_id", "kind"), ("noted_at",), True
    writes, written_elsewhere = False, CASES
    empty = (
        "Không có việc nào",
        "Việc về ai thì chỉ người ấy và hiệu trưởng, phó hiệu trưởng xem.",
    )


class FactView(RecordView):
    record, title, slug = StaffCaseFact, "Dữ kiện của việc", "du-kien-cua-viec"
    columns = ("case_id", "number", "words", "ruling", "reply")
    name_column = "words"
    filters, order = ("case_id", "ruling"), ("case_id", "number")
    writes, written_elsewhere = False, CASES


class AnswerView(RecordView):
    record, title, slug = StaffCaseAnswer, "Giải trình, ý kiến", "giai-trinh"
    columns = ("written_at", "case_id", "kind", "text")
    name_column = "text"
    filters, order, newest_first = ("case_id", "kind"), ("written_at",), True
    writes, written_elsewhere = False, CASES


VIEWS = (FormView, PupilAwardView, CaseView, FactView, AnswerView)


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
