"""Tách lớp, gộp lớp: the new class made in the same act; seen in words first (Điều 2.11, 7.2)."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from jobs.reshaping import reshape
from models.clock import school_today
from models.people import Staff
from models.pupils.regroup import seated
from models.pupils.reshape import (
    Merger,
    Split,
    check_merger,
    check_split,
    merge,
    outlasting,
    split,
    standing,
)
from models.refusal import Refusal, Unfit
from models.school import Campus, HomeroomAssignment, SchoolClass, TeachingAssignment, TimetableSlot
from permissions.errors import OutOfScope
from permissions.session import GuardedSession
from views.database import engines
from views.ids import row_id
from views.regroup import words
from views.regroup.frame import (
    asked_room,
    day_of,
    for_reshapers,
    ids,
    kept,
    regroup,
    room_named,
    said,
    sure,
    tabs,
)
from views.rooms import rooms_now


@regroup.get("/tach", endpoint="split")
def split_form() -> str:
    """Choose a class (?lop=), then who goes to the new one, its name, people and place."""
    session = for_reshapers()
    return _split_page(session, asked_room(session))


def _split_page(
    session: GuardedSession, source: SchoolClass | None, refusal: Refusal | None = None
) -> str:
    works = select(Staff).where(Staff.left_on.is_(None)).order_by(Staff.sort_key)
    return render_template(
        "screens/regroup/split.html",
        tabs_=tabs("split"),
        rooms=rooms_now(session),
        source=source,
        pupils=seated(session, source, school_today()) if source else [],
        campuses=list(session.scalars(select(Campus).order_by(Campus.id))),
        staff=list(session.scalars(works)) if source else [],
        day=school_today(),
        given=request.form,
        ticked=ids("em"),
        refusal=refusal,
    )


def _split_wanted(session: GuardedSession, rooms: list[SchoolClass]) -> Split:
    source = room_named(rooms, request.form.get("lop"))
    if source is None:
        raise OutOfScope
    works = select(Staff.id).where(
        Staff.left_on.is_(None), Staff.id == (row_id(request.form.get("gvcn")) or 0)
    )
    campus = select(Campus.id).where(Campus.id == (row_id(request.form.get("diem")) or 0))
    return Split(
        source,
        said("ten", 30),
        day_of(request.form),
        ids("em"),
        session.scalars(campus).first() or source.campus_id,
        session.scalars(works).first(),
        request.form.get("gvbm") == "1",
        said("li_do"),
    )


@regroup.post("/tach")
def split_class() -> Any:
    """Show what would follow; write it when that was confirmed (ghi)."""
    session = for_reshapers()
    wanted = _split_wanted(session, rooms_now(session))
    name, today = wanted.name, school_today()
    try:
        going = check_split(session, wanted, today)
        if not sure():
            return _look_at_split(session, wanted, len(going), [p.full_name for _, p in going])
        session.rollback()
        made = reshape(
            engines().write,
            g.actor,
            wanted.reason or None,
            lambda own: split(own, _split_wanted(own, _again(own)), today).id,
        )
    except Unfit as no:
        return _split_page(session, wanted.source, no), no.status
    flash(f"Đã tách lớp {name}: {len(going)} em; kết quả đã có đi theo em.", "ok")
    return redirect(url_for("record_school_class.details_view", id=made), 303)


def _again(session: GuardedSession) -> list[SchoolClass]:
    """Read the class of the form anew, in the act's own session."""
    named = row_id(request.form.get("lop")) or 0, row_id(request.form.get("vao")) or 0
    return list(session.scalars(select(SchoolClass).where(SchoolClass.id.in_(named))))


def _look_at_split(session: GuardedSession, wanted: Split, count: int, names: list[str]) -> str:
    source, name, day = wanted.source, wanted.name, wanted.day
    homeroom = session.get(Staff, wanted.homeroom_id)
    taught = [s for s in standing(session, source, day) if isinstance(s, TeachingAssignment)]
    campus = session.get(Campus, wanted.campus_id)
    people = [
        f"GVCN lớp {name}: {homeroom.address} {homeroom.full_name}, có quyền từ {day:%d/%m/%Y}."
        if homeroom
        else f"Lớp {name} chưa có GVCN: đến khi phân công, không ai ghi được cho lớp.",
        f"{len(taught)} phân công môn như lớp {source.name}, từ {day:%d/%m/%Y}."
        if wanted.same_teachers
        else "Chưa có giáo viên môn: ô phải ghi đứng ở “chưa phân công” của phó hiệu trưởng.",
        f"Lớp {name} chưa có thời khóa biểu: thêm tiết ở sổ Thời khóa biểu hoặc nhập từ tệp.",
    ]
    return _look(
        f"Tách lớp {name} từ lớp {source.name}?",
        [
            f"Lập lớp {name}, khối {source.grade}" + (f", {campus.name}." if campus else "."),
            *words.moved(session, source, name, day, count),
            *people,
        ],
        names,
        f"Tách lớp {name}",
        url_for("regroup.split", lop=source.id),
    )


def _look(title: str, sentences: list[str], names: list[str], does: str, back: str) -> str:
    return render_template(
        "screens/regroup/look.html",
        title=title,
        sentences=sentences,
        names=names,
        does=does,
        back=back,
        fields=kept(),
    )


@regroup.get("/gop", endpoint="merge")
def merge_form() -> str:
    """Choose a class (?lop=) and the one that takes all of its pupils."""
    session = for_reshapers()
    return _merge_page(session, asked_room(session))


def _merge_page(
    session: GuardedSession, source: SchoolClass | None, refusal: Refusal | None = None
) -> str:
    rooms = rooms_now(session)
    return render_template(
        "screens/regroup/merge.html",
        tabs_=tabs("merge"),
        rooms=rooms,
        source=source,
        targets=[r for r in rooms if source and r.grade == source.grade and r.id != source.id],
        count=len(seated(session, source, school_today())) if source else 0,
        day=school_today(),
        given=request.form,
        refusal=refusal,
    )


def _merger_wanted(rooms: list[SchoolClass]) -> Merger:
    source = room_named(rooms, request.form.get("lop"))
    if source is None:
        raise OutOfScope
    target = room_named(rooms, request.form.get("vao")) or source
    return Merger(source, target, day_of(request.form), said("li_do"))


@regroup.post("/gop")
def merge_classes() -> str | tuple[str, int] | Response:
    """Show what would follow; write it when that was confirmed (ghi)."""
    session = for_reshapers()
    wanted, today = _merger_wanted(rooms_now(session)), school_today()
    names = wanted.source.name, wanted.target.name
    back = url_for("record_school_class.details_view", id=wanted.target.id)
    try:
        going = check_merger(session, wanted, today)
        if not sure():
            return _look_at_merger(session, wanted, [pupil.full_name for _, pupil in going])
        session.rollback()
        count = reshape(
            engines().write,
            g.actor,
            wanted.reason or None,
            lambda own: merge(own, _merger_wanted(_again(own)), today),
        )
    except Unfit as no:
        return _merge_page(session, wanted.source, no), no.status
    flash(f"Đã gộp lớp {names[0]} vào lớp {names[1]}: {count} em; kết quả đi theo em.", "ok")
    return redirect(back, 303)  # type: ignore[return-value]


def _look_at_merger(session: GuardedSession, wanted: Merger, names: list[str]) -> str:
    source, target, day = wanted.source, wanted.target, wanted.day
    ending = outlasting(session, source, day)
    kinds = (HomeroomAssignment, TeachingAssignment, TimetableSlot)
    home, taught, lessons = (sum(isinstance(one, kind) for one in ending) for kind in kinds)
    ends = (
        f"Lớp {source.name} không còn em nào: {home} phân công chủ nhiệm, {taught} phân công môn và"
        f" {lessons} tiết của lớp hết hạn sau ngày {words.eve(day)}; quyền ghi theo đó cũng hết."
    )
    return _look(
        f"Gộp lớp {source.name} vào lớp {target.name}?",
        [
            *words.moved(session, source, target.name, day, len(names)),
            words.writers(session, target, day),
            *words.place(session, source, target),
            ends,
            f"Lớp {source.name} còn trong sổ cùng kết quả, sổ chủ nhiệm đã ghi; không xóa gì.",
        ],
        names,
        "Gộp lớp",
        url_for("regroup.merge", lop=source.id),
    )
