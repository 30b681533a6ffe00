"""Chuyển điểm trường: classes go to another campus from a day on (Điều 2.11)."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from jobs.reshaping import reshape
from models.clock import school_today
from models.refusal import Refusal, Unfit
from models.school import Campus, ClassMove, SchoolClass
from models.school.move import check_move, move
from permissions.session import GuardedSession
from views.database import engines
from views.ids import row_id
from views.regroup import words
from views.regroup.frame import day_of, for_reshapers, ids, kept, regroup, said, sure, tabs
from views.rooms import rooms_now


@regroup.get("/diem-truong", endpoint="campus")
def campus_form() -> str:
    """Choose classes, the campus they go to, and the day."""
    return _page(for_reshapers())


def _page(session: GuardedSession, refusal: Refusal | None = None) -> str:
    rooms = rooms_now(session)
    campuses = list(session.scalars(select(Campus).order_by(Campus.id)))
    known = [room.id for room in rooms]
    m = ClassMove
    moves = session.scalars(select(m).where(m.class_id.in_(known)).order_by(m.from_date.desc()))
    return render_template(
        "screens/regroup/campus.html",
        tabs_=tabs("campus"),
        campuses=campuses,
        places=_places(rooms, campuses),
        moves=list(moves),
        names={room.id: room.name for room in rooms},
        campus_names={one.id: one.name for one in campuses},
        day=school_today(),
        given=request.form,
        ticked=ids("lop"),
        refusal=refusal,
    )


def _places(
    rooms: list[SchoolClass], campuses: list[Campus]
) -> list[tuple[str, list[SchoolClass]]]:
    """Return the classes by campus; those without one last."""
    at = [(one.name, [r for r in rooms if r.campus_id == one.id]) for one in campuses]
    nowhere = [room for room in rooms if room.campus_id is None]
    return [(name, here) for name, here in [*at, ("Chưa ghi điểm trường", nowhere)] if here]


@regroup.post("/diem-truong")
def move_classes() -> Any:
    """Show what would follow; write it when that was confirmed (ghi)."""
    session = for_reshapers()
    day, today, reason = day_of(request.form), school_today(), said("li_do")
    try:
        rooms, campus = _wanted(session)
        going = check_move(session, rooms, campus, day, today)
        if not sure():
            return _look(going, campus, day)
        session.rollback()
        count = reshape(
            engines().write,
            g.actor,
            reason or None,
            lambda own: move(own, *_wanted(own), day, reason, today),
        )
    except Unfit as no:
        return _page(session, no), no.status
    flash(f"Đã chuyển {count} lớp sang {campus.name}.", "ok")
    return redirect(url_for("regroup.campus"), 303)


def _wanted(session: GuardedSession) -> tuple[list[SchoolClass], Campus]:
    campus = session.get(Campus, row_id(request.form.get("diem")))
    if campus is None:
        raise Unfit("Chọn điểm trường mà các lớp chuyển đến.", field="campus")
    here = select(SchoolClass).where(SchoolClass.id.in_(ids("lop")))
    return list(session.scalars(here.order_by(SchoolClass.grade, SchoolClass.name))), campus


def _look(going: list[SchoolClass], campus: Campus, day: Any) -> str:
    names = ", ".join(room.name for room in going)
    return render_template(
        "screens/regroup/look.html",
        title=f"Chuyển {len(going)} lớp sang {campus.name}?",
        sentences=[
            (
                f"Từ {day:%d/%m/%Y}, lớp {names} học ở {campus.name}; đến hết {words.eve(day)} vẫn"
                " ở điểm cũ."
            ),
            "Học sinh, phân công, kết quả và quyền không đổi: lớp vẫn là lớp đó.",
            "Ô phải ghi và sổ chủ nhiệm không đổi; thời khóa biểu không đổi.",
            f"Năm học mới, lớp kế tiếp cũng ở {campus.name}.",
        ],
        names=[],
        does="Chuyển điểm trường",
        back=url_for("regroup.campus"),
        fields=kept(),
    )
