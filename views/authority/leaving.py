"""Nghỉ việc: an account suspended in one act, what is left open named for hand-over (Đ2.2)."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for
from sqlalchemy import select

from jobs.accounts import left_open, suspend
from models.clock import school_today
from models.people import Account, Staff
from models.refusal import Unfit
from permissions.errors import Forbidden, OutOfScope
from permissions.session import GuardedSession
from views.authority.frame import (
    Field,
    ask,
    asked_day,
    authority,
    hers,
    loaded,
    look,
    managed,
    sure,
    suspends,
)
from views.database import engines
from views.words import date_vi

TITLE = "Nghỉ việc, ngừng tài khoản"
NOT_YOURS = "Ngừng tài khoản của người nghỉ việc là của phó hiệu trưởng (Đ2.2)."


def _leaver(staff_id: int) -> tuple[GuardedSession, Staff, Account]:
    session = managed()
    if not suspends():
        raise Forbidden(NOT_YOURS)
    staff = loaded(session, Staff, staff_id)
    mine = select(Account).where(Account.staff_id == staff.id, Account.suspended_at.is_(None))
    account = session.scalars(mine).first()
    if account is None:
        raise OutOfScope("Người này không có tài khoản nào đang dùng.")
    return session, staff, account


def _form(staff: Staff, refusal: Unfit | None = None) -> Any:
    today = school_today().isoformat()
    return ask(
        TITLE,
        f"{hers(staff)}: tài khoản ngừng ngay khi lưu",
        [Field("left_on", "Nghỉ từ ngày", "date", value=today)],
        refusal,
    )


@authority.get("/nghi-viec/<int:staff_id>")
def leaving_form(staff_id: int) -> Any:
    """Ask from which day somebody doesn't work here any more."""
    return _form(_leaver(staff_id)[1])


@authority.post("/nghi-viec/<int:staff_id>")
def leaving(staff_id: int) -> Any:
    """Say what ends and what is left open; once sure, suspend the account."""
    session, staff, account = _leaver(staff_id)
    try:
        day = asked_day("left_on", "Chọn ngày nghỉ.")
    except Unfit as refusal:
        return _form(staff, refusal)
    open_yet = left_open(session, staff)
    if not sure():
        return look(
            TITLE,
            [
                f"{hers(staff)} nghỉ việc từ {date_vi(day)}.",
                f"Tài khoản {account.username} ngừng ngay khi lưu; mọi phiên đang mở kết thúc.",
                "Những gì đã ghi vẫn giữ tên người ghi. Việc còn để ngỏ dưới đây phải bàn giao.",
            ],
            "Ngừng tài khoản",
            [("Việc còn để ngỏ", open_yet)],
        )
    username = account.username
    session.rollback()  # the act has a session of its own, which must not wait for this one
    suspend(engines().write, g.actor, username, day)
    left = f"Còn {len(open_yet)} việc phải bàn giao." if open_yet else "Không còn việc nào để ngỏ."
    flash(f"Đã ngừng tài khoản {username}. {left}", "ok")
    return redirect(url_for("authority.person", ai=staff_id), 303)
