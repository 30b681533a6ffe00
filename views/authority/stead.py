"""B thay A on screen: made, changed and ended, each said in words before it is saved (Đ2.9)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for

from models.clock import school_today
from models.people import DelegatedDuty, Delegation, Staff
from models.refusal import Unfit
from models.school.delegate import Stead, begin, check, check_end
from permissions.session import GuardedSession
from views.authority.frame import (
    Field,
    ask,
    asked_day,
    authority,
    choices,
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
from views.values import WORDS
from views.words import date_vi

TITLE, ENDING = "Cử người làm thay", "Đổi ngày hết làm thay"
REASON = 300


def _form(session: GuardedSession, refusal: Unfit | None = None) -> Any:
    who, today = choices(people(session)), school_today().isoformat()
    duties = [(duty.value, WORDS[DelegatedDuty][duty]) for duty in DelegatedDuty]
    return ask(
        TITLE,
        "Có ngày đầu và ngày cuối; việc đã làm ghi là “B thay A” (Đ2.9, Đ3)",
        [
            Field("absent_id", "Người vắng", "select", who),
            Field("duty", "Việc làm thay", "select", duties),
            Field("stand_in_id", "Người làm thay", "select", who),
            Field("from_date", "Từ ngày", "date", value=today),
            Field("to_date", "Đến hết ngày", "date", help="Cả ngày này vẫn làm thay."),
            Field("reason", "Lí do", help="Ví dụ: nghỉ ốm, đi tập huấn.", longest=REASON),
        ],
        refusal,
    )


@authority.get("/lam-thay")
def stead_form() -> Any:
    """Ask who stands in for whom."""
    return _form(managed())


def _asked(session: GuardedSession) -> Stead:
    form, staff = request.form, people(session)
    duty = form.get("duty", "")
    if duty not in set(DelegatedDuty):
        raise Unfit("Chọn việc làm thay.", field="duty")
    return Stead(
        one_of(staff, form.get("absent_id"), "Chọn người vắng.", "absent_id"),
        one_of(staff, form.get("stand_in_id"), "Chọn người làm thay.", "stand_in_id"),
        DelegatedDuty(duty),
        asked_day("from_date", "Chọn ngày đầu."),
        asked_day("to_date", "Chọn ngày cuối."),
        words_typed("reason", REASON, "Ghi lí do."),
    )


@authority.post("/lam-thay")
def stead() -> Any:
    """Say what the stand-in gains; once the person is sure, write it."""
    session = managed()
    try:
        asked = _asked(session)
        work = check(session, asked)
        if not sure():
            a, b = named(asked.absent), hers(asked.stand_in)
            days = f"từ {date_vi(asked.from_date)} đến hết {date_vi(asked.to_date)}"
            return look(
                TITLE,
                [
                    f"{b} làm thay {a} {days}.",
                    f"{b} xem và ghi được những gì {a} ghi ở các việc dưới đây, không hơn.",
                    f"Mỗi lần ghi mang tên {named(asked.stand_in)} thay {a}.",
                    f"Hết ngày {date_vi(asked.to_date)} thì quyền tự hết. Lí do: {asked.reason}.",
                ],
                "Cử làm thay",
                [("Việc làm thay", work)],
            )
        begin(session, asked)
        session.commit()
    except Unfit as refusal:
        session.rollback()
        return _form(session, refusal)
    flash(
        f"{hers(asked.stand_in)} làm thay {named(asked.absent)} từ {date_vi(asked.from_date)}.",
        "ok",
    )
    return redirect(url_for("authority.index"), 303)


def _end_form(row: Delegation, refusal: Unfit | None = None) -> Any:
    return ask(
        ENDING,
        f"Đang ghi: đến hết {date_vi(row.to_date)}",
        [
            Field(
                "to_date", "Đến hết ngày", "date", value=row.to_date.isoformat(),
                help="Người vắng về sớm thì chọn hôm qua hay hôm nay; nghỉ thêm thì chọn ngày sau.",
            ),
            Field("reason", "Lí do", value=row.reason, longest=REASON),
        ],
        refusal,
    )  # fmt: skip


@authority.get("/lam-thay/<int:row>")
def stead_end_form(row: int) -> Any:
    """Ask until when."""
    return _end_form(loaded(managed(), Delegation, row))


@authority.post("/lam-thay/<int:row>")
def stead_end(row: int) -> Any:
    """Say what changes; once the person is sure, write it."""
    session = managed()
    found = loaded(session, Delegation, row)
    try:
        day = asked_day("to_date", "Chọn ngày cuối.")
        reason = words_typed("reason", REASON, "Ghi lí do.")
        check_end(session, found, day)
        absent = loaded(session, Staff, found.absent_id)
        stand_in = loaded(session, Staff, found.stand_in_id)
        if not sure():
            over = day < school_today()
            before = date_vi(found.to_date)
            return look(
                ENDING,
                [
                    f"{hers(stand_in)} làm thay {named(absent)} đến hết {date_vi(day)}.",
                    f"Trước đây ghi: đến hết {before}.",
                    "Quyền làm thay hết ngay khi lưu." if over else
                    f"Sau ngày {date_vi(day)} quyền làm thay tự hết.",
                    f"Lí do: {reason}.",
                ],
                "Lưu ngày mới",
            )  # fmt: skip
        found.to_date, found.reason = day, reason
        session.commit()
    except Unfit as refusal:
        session.rollback()
        return _end_form(found, refusal)
    flash(f"{hers(stand_in)} làm thay {named(absent)} đến hết {date_vi(day)}.", "ok")
    return redirect(url_for("authority.index"), 303)
