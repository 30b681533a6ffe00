"""Giving register numbers to all who have none, in an order, seen before it is written (Đ4.1)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import func, select

from models.clock import school_today
from models.pupils import Pupil
from models.pupils.register import Numbered, Order, give, next_number, proposed
from models.refusal import NotReady, Unfit
from permissions.errors import Forbidden
from permissions.session import GuardedSession
from views.database import request_session
from views.profile.frame import numbers, page, profile

ORDERS = {
    Order.CLASS: "theo lớp, trong lớp theo tên",
    Order.NAME: "theo tên",
    Order.BIRTH: "theo ngày sinh",
    Order.ENTRY: "theo ngày vào lớp",
}
DIGITS = 9


def _asked(session: GuardedSession) -> tuple[Order, int]:
    """Read order and first number from the request; the next free one when none is given."""
    order, first = request.values.get("thu-tu", ""), request.values.get("tu-so", "").strip()
    known = Order(order) if order in set(Order) else Order.CLASS
    if not first:
        return known, next_number(session)
    if not (first.isascii() and first.isdigit() and len(first) <= DIGITS):
        raise Unfit("Số bắt đầu là số nguyên.", field="first")
    return known, int(first)


def _mark(lines: list[Numbered]) -> str:
    """Name a list of numbers, so that what is written is what was seen."""
    ends = f"{lines[0].number}-{lines[0].pupil.id}-{lines[-1].pupil.id}" if lines else ""
    return f"{len(lines)}-{ends}-{sum(n * one.pupil.id for n, one in enumerate(lines, 1))}"


@profile.get("/so-dang-bo")
def unnumbered() -> Any:
    """Show who has no number yet and which one each would get."""
    if not numbers():
        raise Forbidden("Số đăng bộ do Văn phòng cho (Đ4.1).")
    session = request_session()
    problem, lines, first = "", [], next_number(session)
    order = Order.CLASS
    try:
        order, first = _asked(session)
        lines = proposed(session, school_today(), order, first)
    except Unfit as no:
        problem = str(no)
    given = session.scalar(select(func.count(Pupil.id)).where(Pupil.register_number.is_not(None)))
    view = render_template(
        "screens/profile/register.html",
        lines=lines,
        mark=_mark(lines),
        first=request.values.get("tu-so") or first,
        order=order,
        orders=ORDERS.items(),
        problem=problem,
        given=given,
        highest=next_number(session) - 1,
        **page(session, "register"),
    )
    return view, 422 if problem else 200


@profile.post("/so-dang-bo")
def give_numbers() -> Any:
    """Give the numbers that were seen; refuse when the list has changed meanwhile."""
    if not numbers():
        raise Forbidden("Số đăng bộ do Văn phòng cho (Đ4.1).")
    session = request_session()
    order, first = _asked(session)
    lines = proposed(session, school_today(), order, first)
    if not lines or _mark(lines) != request.form.get("mark"):
        raise NotReady("Danh sách em chưa có số vừa thay đổi. Xem lại danh sách rồi cho số.")
    give(lines)
    session.commit()
    flash(f"Đã cho {len(lines)} em số đăng bộ, từ {lines[0].number} đến {lines[-1].number}.", "ok")
    return redirect(url_for("profile.unnumbered"), 303)
