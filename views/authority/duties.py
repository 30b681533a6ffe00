"""Duties on screen: given with source and days, confirmed, ended; each in words first (Đ2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, g, redirect, request, url_for
from sqlalchemy import select

from models.base import utc_now
from models.clock import school_today
from models.people import Duty, Function, Staff
from models.people.duty import FUNCTION_LABEL
from models.refusal import Unfit
from models.school import Department
from models.school.duties import GIVEN, Grant, check, check_end, confirm, give
from permissions.errors import Forbidden
from permissions.everybody import given_by
from permissions.policy import can
from permissions.session import GuardedSession
from views.authority.frame import (
    Field,
    ask,
    asked_day,
    authority,
    choices,
    gives_duties,
    hers,
    loaded,
    look,
    managed,
    named,
    one_of,
    people,
    sure,
    words_typed,
)
from views.words import date_vi

if TYPE_CHECKING:
    from datetime import date

TITLE, CONFIRMING, ENDING = "Giao nhiệm vụ", "Xác nhận nhiệm vụ", "Đổi ngày hết nhiệm vụ"
SOURCE = 200
NOT_GIVEN = "Giao nhiệm vụ là của hiệu trưởng (Đ7.1)."
NOT_CONFIRMED = "Xác nhận nhiệm vụ là của phó hiệu trưởng (Đ7.2)."


def _giving() -> GuardedSession:
    session = managed()
    if not gives_duties():
        raise Forbidden(NOT_GIVEN)
    return session


def _departments(session: GuardedSession) -> list[Department]:
    return list(session.scalars(select(Department).order_by(Department.name)))


def _form(session: GuardedSession, refusal: Unfit | None = None) -> Any:
    return ask(
        TITLE,
        "Có căn cứ và ngày; có quyền khi được xác nhận (Đ2.9)",
        [
            Field("staff_id", "Người nhận", "select", choices(people(session))),
            Field("function", "Nhiệm vụ", "select", [(f.value, FUNCTION_LABEL[f]) for f in GIVEN]),
            Field(
                "department_id",
                "Tổ",
                "select",
                [(d.id, d.name) for d in _departments(session)],
                "Chỉ cho tổ trưởng; nhiệm vụ khác để trống.",
            ),
            Field("source", "Căn cứ", help="Ví dụ: Quyết định số 12/QĐ-TH.", longest=SOURCE),
            Field("from_date", "Từ ngày", "date", value=school_today().isoformat()),
            Field("to_date", "Đến hết ngày", "date", help="Để trống: đến khi có quyết định khác."),
        ],
        refusal,
    )


@authority.get("/nhiem-vu")
def duty_form() -> Any:
    """Ask who is charged with what."""
    return _form(_giving())


def _asked(session: GuardedSession) -> Grant:
    form = request.form
    function = form.get("function", "")
    if function not in set(GIVEN):
        raise Unfit("Chọn nhiệm vụ.", field="function")
    department = None
    if form.get("department_id"):
        rows = _departments(session)
        department = one_of(rows, form["department_id"], "Chọn tổ.", "department_id")
    return Grant(
        one_of(people(session), form.get("staff_id"), "Chọn người nhận.", "staff_id"),
        Function(function),
        department,
        words_typed("source", SOURCE, "Ghi căn cứ: quyết định số mấy."),
        asked_day("from_date", "Chọn ngày đầu."),
        asked_day("to_date") if form.get("to_date") else None,
    )


def _days(first: date, last: date | None) -> str:
    until = f"đến hết {date_vi(last)}" if last else "đến khi có quyết định khác"
    return f"từ {date_vi(first)} {until}"


def _books(function: str, department_id: int | None) -> list[tuple[str, list[str]]]:
    written, read = given_by(function, department_id)
    return [
        ("Ghi được, trong phạm vi nhiệm vụ", [m.label[:1].upper() + m.label[1:] for m in written]),
        ("Xem được thêm", [m.label[:1].upper() + m.label[1:] for m in read]),
    ]


@authority.post("/nhiem-vu")
def duty() -> Any:
    """Say what the person gains; once whoever gives is sure, write it."""
    session = _giving()
    try:
        asked = _asked(session)
        check(session, asked)
        if not sure():
            days = _days(asked.from_date, asked.to_date)
            return look(
                TITLE,
                [
                    f"{hers(asked.staff)} nhận nhiệm vụ {asked.title} {days}.",
                    f"Căn cứ: {asked.source}.",
                    "Có quyền khi nhiệm vụ được xác nhận ở mục Phân quyền.",
                ],
                "Giao nhiệm vụ",
                _books(asked.function.value, asked.department.id if asked.department else None),
            )
        give(session, asked)
        session.commit()
    except Unfit as refusal:
        session.rollback()
        return _form(session, refusal)
    flash(f"Đã giao {asked.title} cho {named(asked.staff)}; chờ xác nhận.", "ok")
    return redirect(url_for("authority.index"), 303)


@authority.post("/nhiem-vu/<int:row>/xac-nhan")
def duty_confirm(row: int) -> Any:
    """Say what a duty gives that was imported or given; once sure, confirm it."""
    session = managed()
    found = loaded(session, Duty, row)
    if not can(g.actor, "update", Duty, "confirmed_at"):
        raise Forbidden(NOT_CONFIRMED)
    holder = loaded(session, Staff, found.staff_id)
    if not sure():
        return look(
            CONFIRMING,
            [
                f"{hers(holder)} giữ {found.title} {_days(found.from_date, found.to_date)}.",
                f"Căn cứ: {found.source}.",
                "Xác nhận xong là có quyền ngay, nếu đã đến ngày.",
            ],
            "Xác nhận",
            _books(found.function.value, found.department_id),
        )
    confirm(found, g.actor.staff_id, utc_now())
    session.commit()
    flash(f"Đã xác nhận {found.title} của {named(holder)}.", "ok")
    return redirect(url_for("authority.index"), 303)


def _end_form(found: Duty, holder: Staff, refusal: Unfit | None = None) -> Any:
    last = found.to_date.isoformat() if found.to_date else ""
    return ask(
        ENDING,
        f"{hers(holder)}: {found.title}, từ {date_vi(found.from_date)}",
        [Field("to_date", "Đến hết ngày", "date", value=last)],
        refusal,
    )


@authority.get("/nhiem-vu/<int:row>")
def duty_end_form(row: int) -> Any:
    """Ask until when a duty is held."""
    session = _giving()
    found = loaded(session, Duty, row)
    return _end_form(found, loaded(session, Staff, found.staff_id))


@authority.post("/nhiem-vu/<int:row>")
def duty_end(row: int) -> Any:
    """Say until when; once sure, write it."""
    session = _giving()
    found = loaded(session, Duty, row)
    holder = loaded(session, Staff, found.staff_id)
    try:
        day = asked_day("to_date", "Chọn ngày cuối.")
        check_end(found, day)
        if not sure():
            return look(
                ENDING,
                [
                    f"{hers(holder)} giữ nhiệm vụ {found.title} đến hết {date_vi(day)}.",
                    "Sau ngày đó quyền của nhiệm vụ này tự hết; quyền theo việc khác vẫn còn.",
                ],
                "Lưu ngày mới",
                _books(found.function.value, found.department_id),
            )
        found.to_date = day
        session.commit()
    except Unfit as refusal:
        session.rollback()
        return _end_form(found, holder, refusal)
    flash(f"{hers(holder)} giữ {found.title} đến hết {date_vi(day)}.", "ok")
    return redirect(url_for("authority.index"), 303)
