"""Staff, their accounts, duties and stand-ins, and the regulation they acknowledge (Điều 2, 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.people import (
    Account,
    Acknowledgement,
    Delegation,
    Duty,
    RegulationDocument,
    RegulationItem,
    SharedSign,
    SignIn,
    Staff,
    StaffParticulars,
)
from permissions.policy import can
from views.menu import MenuEntry
from views.pages import Companion
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

WHO = "Tên, mã cán bộ"


class StaffView(RecordView):
    record, title, slug = Staff, "Cán bộ", "can-bo"
    columns = ("code", "full_name", "sex", "position", "left_on")
    name_column, counted = "full_name", "người"
    search, search_hint = ("folded", "code", "position"), "Tên, mã, chức vụ"
    filters, order = ("sex", "position"), ("full_name",)
    fields = ("code", "full_name", "sex", "position", "left_on")
    companions = (
        Companion(StaffParticulars, "staff_id", ("birth_date", "email", "phone"), "Lí lịch"),
        Companion(Duty, "staff_id", ("title", "source", "from_date", "to_date"), "Nhiệm vụ"),
        Companion(Account, "staff_id", ("username", "issued_at", "suspended_at"), "Tài khoản"),
    )
    empty = ("Chưa có cán bộ nào", "Nhập danh sách cán bộ từ tệp Excel, hoặc thêm từng người.")


class ParticularsView(RecordView):
    record, title, slug = StaffParticulars, "Lí lịch cán bộ", "li-lich-can-bo"
    columns = ("staff_id", "birth_date", "email", "phone")
    search, search_hint = ("staff_id", "email", "phone"), f"{WHO}, email, điện thoại"
    filters, order = ("staff_id",), ("staff_id",)


class AccountView(RecordView):
    record, title, slug = Account, "Tài khoản", "tai-khoan"
    columns = ("username", "staff_id", "issued_at", "suspended_at")
    search, search_hint = ("username", "staff_id"), f"Tên đăng nhập, {WHO.lower()}"
    filters, order = ("staff_id",), ("username",)
    fields = ("username", "staff_id", "issued_at", "suspended_at")
    creates = False
    written_elsewhere = "Tài khoản được cấp cùng phiếu mật khẩu, không thêm ở đây (Đ2.2)."


class DutyView(RecordView):
    record, title, slug = Duty, "Nhiệm vụ", "nhiem-vu"
    columns = (
        "staff_id",
        "function",
        "title",
        "department_id",
        "kinds",
        "from_date",
        "to_date",
        "confirmed_at",
    )
    search, search_hint = ("staff_id", "title", "source"), f"{WHO}, chức danh"
    filters, order = ("function", "department_id", "staff_id"), ("staff_id", "from_date")
    empty = (
        "Chưa có nhiệm vụ nào",
        "Hiệu trưởng giao nhiệm vụ; phó hiệu trưởng xác nhận thì mới có quyền.",
    )


class DelegationView(RecordView):
    record, title, slug = Delegation, "Làm thay", "lam-thay"
    columns = ("absent_id", "stand_in_id", "duty", "from_date", "to_date", "reason")
    search, search_hint = ("absent_id", "stand_in_id"), WHO
    filters, order = ("duty", "absent_id", "stand_in_id"), ("from_date",)
    empty = ("Không có ai đang làm thay", "Khi có người nghỉ, ghi ai làm thay và đến ngày nào.")


class RegulationView(RecordView):
    record, title, slug = RegulationDocument, "Quy chế", "quy-che"
    columns = ("number", "title", "in_force_from")
    order = ("in_force_from",)
    companions = (Companion(RegulationItem, "document_id", ("article", "text"), "Điều, khoản"),)
    writes, written_elsewhere = False, "Soạn bản mới ở trang Quy chế của trường (Đ10.2)."
    empty = ("Trường chưa ghi quy chế vào sổ", "Soạn ở trang Quy chế của trường.")


class RegulationItemView(RecordView):
    record, title, slug = RegulationItem, "Điều, khoản của quy chế", "dieu-khoan"
    columns = ("document_id", "article", "text")
    name_column = "article"
    search, search_hint = ("article", "text"), "Điều, khoản, nội dung"
    filters, order = ("document_id",), ("document_id", "position")
    writes, written_elsewhere = False, "Soạn bản mới ở trang Quy chế của trường (Đ10.2)."


class AcknowledgementView(RecordView):
    record, title, slug = Acknowledgement, "Xác nhận đã đọc quy chế", "da-doc-quy-che"
    columns = ("account_id", "document_id", "at")
    filters, order = ("document_id", "account_id"), ("at",)
    writes = False
    written_elsewhere = "Mỗi người tự xác nhận ở trang Quy chế (Đ3)."


class SignInView(RecordView):
    record, title, slug = SignIn, "Lần đăng nhập", "lan-dang-nhap"
    columns = ("account_id", "browser", "address", "at", "seen_at")
    search, search_hint = ("address", "browser"), "Địa chỉ mạng, máy"
    filters, order = ("account_id",), ("seen_at",)
    writes, written_elsewhere = False, "Sổ tự ghi mỗi lần có người đăng nhập, giữ 90 ngày (Đ3)."


class SharedSignView(RecordView):
    record, title, slug = SharedSign, "Dấu hiệu dùng chung tài khoản", "dung-chung-tai-khoan"
    columns = ("account_id", "day", "found_at", "note", "checked_by", "checked_at")
    search, search_hint = ("note",), "Lời giải thích"
    filters, order = ("account_id",), ("day",)
    writes, written_elsewhere = False, "Xem và hỏi ở Phân quyền, trang Đăng nhập (Đ3)."


VIEWS = (
    StaffView, ParticularsView, AccountView, DutyView, DelegationView, RegulationView,
    RegulationItemView, AcknowledgementView, SignInView, SharedSignView,
)  # fmt: skip
MENU = (
    MenuEntry(
        "Cán bộ",
        "record_staff.index_view",
        lambda a: can(a, "update", Staff) or can(a, "create", Duty),
        order=62,
    ),
)


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
