"""The registers of paper, of digital report books sent, and of the archive (Điều 2.6, 7.3, 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.archive import (
    DestructionList,
    IssuedContent,
    IssuedCopy,
    PaperSignature,
    PrintedDocument,
    PrintJob,
    PrintProgress,
    RetentionClass,
    Submission,
    SubmissionLine,
    YearPackage,
)
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

SENT = "Gửi ở mục Học bạ số (Đ8.2)."
KEPT = "Làm ở mục Lưu trữ (Đ8.1, Đ8.3)."
ELSEWHERE = "In ở mục In và lưu trữ (Đ7.3)."


class PrintJobView(RecordView):
    record, title, slug = PrintJob, "Lần in", "lan-in"
    columns = ("created_at", "document", "class_id", "year_id", "official", "account_id")
    filters, order = ("document", "class_id", "official", "account_id"), ("created_at",)
    newest_first = True
    writes, written_elsewhere = False, ELSEWHERE


class PrintedView(RecordView):
    record, title, slug = PrintedDocument, "Sổ theo dõi bản in", "ban-in"
    columns = (
        "printed_at",
        "document",
        "class_id",
        "pupils",
        "pages",
        "copy_number",
        "official",
        "sha256",
    )
    filters, order = ("document", "class_id", "official", "job_id"), ("printed_at",)
    newest_first = True
    writes, written_elsewhere = False, ELSEWHERE


class ProgressView(RecordView):
    record, title, slug = PrintProgress, "Tiến độ in", "tien-do-in"
    columns = ("job_id", "state", "done", "total", "message", "updated_at")
    filters, order = ("state", "job_id"), ("updated_at",)
    newest_first = True
    writes, written_elsewhere = False, ELSEWHERE


class IssuedView(RecordView):
    record, title, slug = IssuedCopy, "Sổ bản in chính thức", "ban-chinh-thuc"
    columns = (
        "code",
        "document",
        "class_id",
        "pupil_id",
        "issued_at",
        "handed_to",
        "kept_at",
        "revoked_at",
    )
    name_column, counted = "code", "bản"
    search, search_hint = ("code", "handed_to", "kept_at", "pupil_id"), "Mã, tên em, giao cho ai"
    filters, order = ("document", "class_id", "pupil_id", "year_id"), ("issued_at",)
    fields = ("stamped_on", "stamped_by", "handed_on", "handed_to", "kept_at")
    newest_first = True
    creates, written_elsewhere = False, ELSEWHERE
    empty = ("Chưa có bản in chính thức nào", "Bản có mã kiểm tra xuất hiện ở đây khi in xong.")


class IssuedContentView(RecordView):
    record, title, slug = IssuedContent, "Nội dung bản in", "noi-dung-ban-in"
    columns = ("copy_id", "class_id", "content")
    filters, order = ("class_id", "copy_id"), ("copy_id",)
    newest_first = True
    writes, written_elsewhere = False, ELSEWHERE


class SignatureView(RecordView):
    record, title, slug = PaperSignature, "Chữ kí số trên học bạ", "chu-ki-so"
    columns = ("copy_id", "class_id", "role", "signer", "issuer", "valid_to", "signed_at")
    filters, order = ("class_id", "role", "copy_id"), ("signed_at",)
    newest_first = True
    writes, written_elsewhere = False, "Kí bằng lệnh so-truong sign, với khóa hoặc thiết bị kí."
    empty = ("Chưa có học bạ nào kí số", "Hiệu trưởng kí, rồi Văn phòng dùng con dấu (Đ4.6).")


class SubmissionView(RecordView):
    record, title, slug = Submission, "Đợt gửi học bạ số", "dot-gui-hoc-ba-so"
    columns = ("created_at", "year_id", "class_id", "schema_version", "account_id")
    filters, order = ("year_id", "class_id"), ("created_at",)
    newest_first = True
    writes, written_elsewhere = False, SENT


class SubmissionLineView(RecordView):
    record, title, slug = SubmissionLine, "Sổ gửi học bạ số", "so-gui-hoc-ba-so"
    columns = (
        "pupil_id",
        "class_id",
        "state",
        "receipt",
        "reason",
        "attempts",
        "sent_at",
        "submission_id",
    )
    filters, order = ("state", "class_id", "year_id", "submission_id"), ("sent_at",)
    newest_first = True
    writes, written_elsewhere = False, SENT


class RetentionView(RecordView):
    record, title, slug = RetentionClass, "Thời hạn bảo quản", "thoi-han-bao-quan"
    columns, order = ("name", "years", "source", "code"), ("position",)


class PackageView(RecordView):
    record, title, slug = YearPackage, "Gói lưu trữ", "goi-luu-tru"
    columns = ("year_id", "number", "sealed_at", "files", "size", "signed", "manifest_sha256")
    filters, order = ("year_id",), ("created_at",)
    newest_first = True
    writes, written_elsewhere = False, KEPT


class DestructionView(RecordView):
    record, title, slug = DestructionList, "Danh mục hủy", "danh-muc-huy"
    columns = ("proposed_at", "retention_id", "package_id", "proposed_by", "approved", "decided_by")
    filters, order = ("retention_id", "package_id"), ("proposed_at",)
    newest_first = True
    writes, written_elsewhere = False, KEPT


VIEWS = (
    PrintJobView,
    PrintedView,
    IssuedView,
    IssuedContentView,
    SignatureView,
    ProgressView,
    SubmissionView,
    SubmissionLineView,
    RetentionView,
    PackageView,
    DestructionView,
)


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
