"""Đổi giáo viên giữa năm: in one act, with what is handed over said first (Đ4, Đ5, Đ7.2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, request, url_for
from sqlalchemy import select

from models.access.remind import Line
from models.assessment import Unit
from models.assessment.expected import expected_cells
from models.assessment.missing import units_of
from models.assessment.sides import Which
from models.clock import in_force, school_today
from models.people import Staff
from models.plans.expected import expected_slots
from models.refusal import Unfit
from models.school import HomeroomAssignment, PeriodKind, SchoolClass, TeachingAssignment
from models.school.hand_over import check, hand_over, held_by
from permissions.errors import Forbidden
from permissions.session import GuardedSession
from views.authority.frame import (
    Field,
    ask,
    asked_day,
    assigns,
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
)
from views.frame import current_year, periods_of
from views.remind import send_new
from views.rooms import rooms_now
from views.words import date_vi

TITLE = "Đổi giáo viên giữa năm"
HOMEROOM = "cn"
NOT_YOURS = "Phân công giáo viên là của phó hiệu trưởng (Đ7.2)."


def _assigning() -> GuardedSession:
    session = managed()
    if not assigns():
        raise Forbidden(NOT_YOURS)
    return session


def _places(session: GuardedSession) -> list[tuple[str, str]]:
    """Return what may be handed over: (class:unit or class:cn, words), class by class."""
    rooms, today = rooms_now(session), school_today()
    units = {unit.id: unit for unit in units_of(session)}
    names = {s.id: s.full_name for s in session.scalars(select(Staff))}
    h, t = HomeroomAssignment, TeachingAssignment
    keeping = {a.class_id: a for a in session.scalars(select(h).where(in_force(h, today)))}
    taught: dict[int, list[TeachingAssignment]] = {}
    for a in session.scalars(select(t).where(in_force(t, today))):
        taught.setdefault(a.class_id, []).append(a)
    found = []
    for room in rooms:
        if room.id in keeping:
            who = names.get(keeping[room.id].staff_id, "")
            found.append((f"{room.id}:{HOMEROOM}", f"{room.name}, chủ nhiệm ({who})"))
        for a in sorted(taught.get(room.id, ()), key=lambda a: units[a.unit_id].position):
            who = names.get(a.staff_id, "")
            found.append(
                (f"{room.id}:{a.unit_id}", f"{room.name}, {units[a.unit_id].name} ({who})")
            )
    return found


def _form(session: GuardedSession, refusal: Unfit | None = None) -> Any:
    tomorrow = (school_today() + timedelta(days=1)).isoformat()
    return ask(
        TITLE,
        "Người cũ hết hôm trước, người mới bắt đầu hôm sau; ô, kế hoạch, sổ đi theo việc (Đ7.2)",
        [
            Field("viec", "Lớp và việc", "select", _places(session)),
            Field("new_id", "Người nhận", "select", choices(people(session))),
            Field("day", "Người nhận bắt đầu từ ngày", "date", value=tomorrow),
        ],
        refusal,
    )


@authority.get("/doi-giao-vien")
def teacher_form() -> Any:
    """Ask what is handed over to whom, from which day."""
    return _form(_assigning())


def _open(
    session: GuardedSession, room: SchoolClass, unit: Unit | None, old: Staff, day: date
) -> list[tuple[str, list[str]]]:
    """Say what is owed at this moment and goes over to the new teacher."""
    year = current_year(session)
    if year is None:
        return []
    begun = [p for p in periods_of(session, year, PeriodKind.TERM) if p.from_date <= day]
    which = Which(
        year.id,
        periods=tuple(p.code for p in begun),
        class_ids=(room.id,),
        unit_ids=(unit.id,) if unit else (),
        subjects=unit is not None,
        traits=unit is None,
    )
    by_period: dict[int, int] = {}
    for cell in expected_cells(session, which, missing_only=True) if begun else ():
        by_period[cell.period_id] = by_period.get(cell.period_id, 0) + 1
    cells = [f"{p.name}: {by_period[p.id]} ô trống" for p in begun if p.id in by_period]
    if unit is None:
        book = "Sổ chủ nhiệm, chuyên cần, nề nếp, tin cho gia đình, hồ sơ cuối năm của lớp."
        return [("Ô còn trống, người nhận ghi tiếp", cells), ("Sổ của lớp", [book])]
    weeks = [
        w for w in periods_of(session, year, PeriodKind.WEEK)
        if w.from_date <= day + timedelta(days=7) and w.to_date >= day - timedelta(days=21)
    ]  # fmt: skip
    slots = expected_slots(session, [w.id for w in weeks], staff_ids=[old.id])
    owed = [s for s in slots if (s.class_id, s.unit_id) == (room.id, unit.id) and not s.covered]
    plans = [
        f"{date_vi(s.date)}, tiết {s.lesson}: "
        + ("người cũ còn nợ" if s.date < day else "người nhận nộp")
        for s in owed
    ]
    return [
        ("Ô còn trống, người nhận ghi tiếp", cells),
        ("Kế hoạch bài dạy chưa nộp quanh ngày đổi", plans),
    ]


@authority.post("/doi-giao-vien")
def teacher() -> Any:
    """Say who hands over what to whom; once sure, write it and tell both."""
    session = _assigning()
    try:
        class_text, _, unit_text = request.form.get("viec", "").partition(":")
        rooms = rooms_now(session)
        room = one_of(rooms, class_text, "Chọn lớp và việc.", "viec")
        unit = None
        if unit_text != HOMEROOM:
            unit = one_of(list(units_of(session)), unit_text, "Chọn lớp và việc.", "viec")
        new = one_of(people(session), request.form.get("new_id"), "Chọn người nhận.", "new_id")
        day = asked_day("day", "Chọn ngày bắt đầu.")
        old = held_by(session, room.id, unit.id if unit else None, day)
        if old is None:
            raise Unfit("Ngày này chưa ai giữ việc ấy; thêm phân công mới ở sổ.", field="day")
        check(session, old, new, day)
        before = loaded(session, Staff, old.staff_id)
        what = f"dạy {unit.name} lớp {room.name}" if unit else f"chủ nhiệm lớp {room.name}"
        last = day - timedelta(days=1)
        if not sure():
            owed = _open(session, room, unit, before, day)
            nothing = "Lúc này không còn ô trống hay kế hoạch nào phải bàn giao."
            return look(
                TITLE,
                [
                    f"{hers(before)} {what} đến hết {date_vi(last)}.",
                    f"{hers(new)} {what} từ {date_vi(day)}.",
                    "Từ ngày đó người nhận ghi được mọi ô của việc này, người cũ không ghi nữa.",
                    "Ô đã ghi vẫn giữ nguyên, lịch sử giữ tên người ghi trước.",
                    "Cả hai người nhận lời nhắn trong hộp việc.",
                    *(() if any(lines for _, lines in owed) else (nothing,)),
                ],
                "Đổi giáo viên",
                owed,
            )
        made = hand_over(session, old, new, day)
        session.flush()
        link = f"{url_for('rights.mine')}?doi={'m' if unit else 'cn'}{made.id}"
        said = f"từ {date_vi(day)} {named(new)} {what} thay {named(before)}"
        lines = [
            Line(before.id, f"Bàn giao: {said}. Việc của mình đến hết {date_vi(last)}.", link),
            Line(new.id, f"Nhận việc: {said}. Ô trống và kế hoạch từ ngày ấy là của mình.", link),
        ]
        send_new(session, lines)
        session.commit()
    except Unfit as refusal:
        session.rollback()
        return _form(session, refusal)
    flash(f"Đã đổi: {said}.", "ok")
    return redirect(url_for("authority.index"), 303)
