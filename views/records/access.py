"""Openings and closures, reminders, imports and the history as registers (Điều 2.3, 2.11, 7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from models.access import (
    Closure,
    HistoryLine,
    HistorySet,
    ImportRun,
    Job,
    Opening,
    Procedure,
    Reminder,
    ReminderRule,
    Reopening,
    Task,
)
from models.base import models_by_table
from permissions.session import GuardedSession
from views.frame import once
from views.history import changes_of, held_as, learn_changes, person
from views.names import Names
from views.record import RecordView
from views.words import moment_vi

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

LOCKS = "Đóng, mở và mở lại ở mục Đóng, mở sổ (Đ2.3)."
SCOPE = ("kind", "period_id", "grade", "class_id", "unit_id")


class OpeningView(RecordView):
    record, title, slug = Opening, "Lần mở", "lan-mo"
    columns = (*SCOPE, "starts_at", "ends_at", "made_by")
    name_column = "starts_at"
    filters, order = (*SCOPE, "made_by"), ("starts_at",)
    newest_first = True
    writes, written_elsewhere = False, LOCKS


class ClosureView(RecordView):
    record, title, slug = Closure, "Lần đóng", "lan-dong"
    columns = (*SCOPE, "starts_at", "made_by", "reason")
    name_column = "starts_at"
    filters, order = (*SCOPE, "made_by"), ("starts_at",)
    newest_first = True
    writes, written_elsewhere = False, LOCKS
    empty = ("Chưa đóng sổ lần nào", "Đóng sổ ở mục Đóng, mở sổ.")


class ReopeningView(RecordView):
    record, title, slug = Reopening, "Lần mở lại", "lan-mo-lai"
    columns = (
        "kind", "period_id", "class_id", "unit_id", "pupil_id", "requested_by", "granted_by",
        "ends_at",
    )  # fmt: skip
    name_column = "requested_by"
    filters, order = (*SCOPE, "requested_by", "granted_by"), ("requested_at",)
    newest_first = True
    writes, written_elsewhere = False, LOCKS


class ProcedureView(RecordView):
    record, title, slug = Procedure, "Quy trình ghi sổ", "quy-trinh"
    columns = ("kind", "from_date", "who", "until", "how", "ask")
    filters, order, counted = ("kind",), ("kind", "from_date"), "bản"
    writes, written_elsewhere = False, "Viết bản mới ở mục Đóng, mở sổ, phần Quy trình (Đ2.3)."


class ReminderView(RecordView):
    record, title, slug = Reminder, "Lời nhắc", "loi-nhac"
    columns = ("to_id", "text", "from_id", "sent_at", "read_at")
    name_column = "text"
    search, search_hint = ("text", "to_id", "from_id"), "Nội dung, tên người"
    filters, order = ("to_id", "from_id"), ("sent_at",)
    newest_first = True
    writes, written_elsewhere = False, "Lời nhắc gửi từ nơi thấy ô trống (Đ7.4)."


class TaskView(RecordView):
    record, title, slug = Task, "Việc được giao", "viec-duoc-giao"
    columns = ("due_on", "title", "to_id", "through", "assigned_by", "done_at", "withdrawn_at")
    name_column = "title"
    fields = ("title", "text", "to_id", "through", "due_on", "assigned_by", "done_at", "remark")
    search, search_hint = ("title", "to_id"), "Việc, tên người"
    filters, order, counted = ("to_id", "due_on"), ("due_on",), "việc"
    newest_first = True
    writes, written_elsewhere = False, "Giao việc và báo xong ở mục Hộp việc (Đ2.1)."


class ImportRunView(RecordView):
    record, title, slug = ImportRun, "Lần nhập từ tệp", "lan-nhap"
    columns = ("created_at", "kind", "file_name", "year", "state", "account_id", "reason")
    name_column = "file_name"
    filters, order = ("kind", "state", "account_id"), ("created_at",)
    newest_first = True
    writes, written_elsewhere = False, "Nhập ở mục Nhập từ tệp."


class JobView(RecordView):
    record, title, slug = Job, "Việc nền", "so-viec-nen"
    columns = ("created_at", "what", "kind", "account_id", "state", "done", "total", "message")
    name_column = "what"
    search, search_hint = ("what",), "Việc"
    filters, order = ("kind", "state", "account_id"), ("updated_at",)
    newest_first, counted = True, "việc"
    writes, written_elsewhere = False, "Dừng, làm lại ở mục Việc nền."


class ReminderRuleView(RecordView):
    record, title, slug = ReminderRule, "Quy tắc nhắc", "quy-tac-nhac"
    columns = ("kind", "from_date", "active", "days")
    filters, order, counted = ("kind",), ("kind",), "quy tắc"
    empty = (
        "Chưa có quy tắc riêng, máy nhắc theo nếp chung",
        "Thêm dòng mới với ngày bắt đầu; dòng mới nhất đã tới ngày thì có hiệu lực.",
    )


class HistorySetView(RecordView):
    record, title, slug = HistorySet, "Lần ghi", "lan-ghi"
    columns = ("at", "who", "on_behalf", "reason", "lines", "request")
    search, search_hint = ("who", "reason"), "Ai, lí do"
    order = ("at",)
    newest_first = True
    writes, written_elsewhere = False, "Lịch sử chỉ thêm, không sửa, không xóa."


def _sets(session: GuardedSession, rows: list[HistoryLine]) -> dict[int, HistorySet]:
    """Return the transaction of each line."""
    wanted = tuple(sorted({row.txn for row in rows}))
    query = select(HistorySet).where(HistorySet.txn.in_(wanted))
    return once(("sets", wanted), lambda: {s.txn: s for s in session.scalars(query)})


def _at(session: GuardedSession, rows: list[HistoryLine]) -> dict[int, str]:
    heads = _sets(session, rows)
    return {row.id: moment_vi(heads[row.txn].at) for row in rows if row.txn in heads}


def _who(session: GuardedSession, rows: list[HistoryLine]) -> dict[int, str]:
    heads = _sets(session, rows)
    return {
        row.id: person(heads[row.txn].who, heads[row.txn].on_behalf)
        for row in rows
        if row.txn in heads
    }


def _thing(session: GuardedSession, rows: list[HistoryLine]) -> dict[int, str]:
    del session
    models = models_by_table()
    return {
        row.id: f"{models[row.entity].label} {row.row_id}" for row in rows if row.entity in models
    }


def _changed(session: GuardedSession, rows: list[HistoryLine]) -> dict[int, str]:
    names = Names(session)
    learn_changes(rows, names)
    return {
        row.id: "; ".join(
            f"{label}: {old} → {new}" if row.action == "update" else f"{label}: {new}"
            for label, old, new in changes_of(row, names)
        )
        for row in rows
    }


def _held(session: GuardedSession, rows: list[HistoryLine]) -> dict[int, str]:
    del session
    return {row.id: held_as(row.capacity) for row in rows}


class HistoryLineView(RecordView):
    record, title, slug = HistoryLine, "Dòng lịch sử", "dong-lich-su"
    columns = ("at", "who", "action", "thing", "changed", "held")
    derived = {
        "at": ("Lúc", _at),
        "who": ("Ai", _who),
        "thing": ("Mục", _thing),
        "changed": ("Thay đổi", _changed),
        "held": ("Với tư cách", _held),
    }
    name_column, newest_first = "thing", True
    search, search_hint = ("changes",), "Nội dung thay đổi"
    filters = ("entity", "action")
    writes, written_elsewhere = False, "Lịch sử chỉ thêm, không sửa, không xóa."


VIEWS = (
    OpeningView, ClosureView, ReopeningView, ProcedureView, ReminderView, TaskView, ImportRunView,
    JobView, ReminderRuleView, HistorySetView, HistoryLineView,
)  # fmt: skip


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
