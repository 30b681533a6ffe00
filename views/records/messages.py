"""Messages to families as registers; they are written on the screens of the menu Tin nhắn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.messages import (
    AttemptAddress,
    DeliveryAttempt,
    Message,
    MessageTemplate,
    Recipient,
    SendingRule,
    SendingSettings,
)
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

ELSEWHERE = "Soạn và gửi ở mục Tin nhắn (Đ4.2)."
PUPIL = "Tên, mã học sinh"


class MessageView(RecordView):
    record, title, slug = Message, "Sổ tin nhắn", "so-tin-nhan"
    columns = ("created_at", "subject", "kind", "audience", "class_id", "author_id", "queued_at")
    name_column = "subject"
    fields = (
        "subject", "kind", "text", "audience", "grade", "class_id", "author_id", "on_behalf",
        "created_at", "queued_at", "approved_at", "approved_by", "stopped_at", "stopped_by",
        "stop_reason",
    )  # fmt: skip
    search, search_hint = ("subject",), "Tiêu đề"
    filters, order = ("kind", "audience", "class_id", "author_id"), ("created_at",)
    newest_first, counted = True, "tin"
    writes, written_elsewhere = False, ELSEWHERE
    empty = ("Chưa có tin nào", ELSEWHERE)


class RecipientView(RecordView):
    record, title, slug = Recipient, "Người nhận tin", "nguoi-nhan-tin"
    columns = ("pupil_id", "relation", "class_id", "kind", "author_id", "channel", "text")
    search, search_hint = ("pupil_id",), PUPIL
    filters, order = ("kind", "class_id", "author_id", "pupil_id"), ("id",)
    newest_first, counted = True, "người nhận"
    writes, written_elsewhere = False, ELSEWHERE


class AttemptView(RecordView):
    record, title, slug = DeliveryAttempt, "Lần gửi tin", "lan-gui-tin"
    columns = ("due_at", "pupil_id", "class_id", "number", "channel", "state", "at", "answer")
    name_column = "pupil_id"
    search, search_hint = ("pupil_id",), PUPIL
    filters, order = ("state", "channel", "kind", "class_id", "author_id"), ("due_at",)
    newest_first, counted = True, "lần gửi"
    writes, written_elsewhere = False, ELSEWHERE


class AddressView(RecordView):
    record, title, slug = AttemptAddress, "Nơi đã gửi tin", "noi-da-gui-tin"
    columns = ("attempt_id", "pupil_id", "address")
    search, search_hint = ("pupil_id",), PUPIL
    filters, order = ("pupil_id",), ("attempt_id",)
    newest_first = True
    writes, written_elsewhere = False, ELSEWHERE
    may_export = False


class TemplateView(RecordView):
    record, title, slug = MessageTemplate, "Mẫu tin", "mau-tin"
    columns = ("name", "kind", "subject", "owner_id")
    search, search_hint = ("name", "subject"), "Tên mẫu, tiêu đề"
    filters, order, counted = ("kind", "owner_id"), ("name",), "mẫu"
    empty = ("Chưa có mẫu nào", "Phó hiệu trưởng lập mẫu chung, mỗi người lập thêm mẫu riêng.")


class RuleView(RecordView):
    record, title, slug = SendingRule, "Quy tắc gửi tin", "quy-tac-gui-tin"
    columns = ("kind", "mode", "wait_minutes", "subject")
    order, counted = ("kind",), "quy tắc"


class SettingsView(RecordView):
    record, title, slug = SendingSettings, "Cách gửi tin", "cach-gui-tin"
    columns = ("from_date", "quiet_from", "quiet_to", "per_minute", "unreached_days")
    newest_first, counted = True, "dòng"


VIEWS = (
    MessageView, RecipientView, AttemptView, AddressView, TemplateView, RuleView, SettingsView,
)  # fmt: skip


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
