"""Next year's assignments as drafts, class by class, until they are confirmed (Đ7.2)."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from models.assessment import Unit
from models.people import Staff
from models.rollover import AssignmentDraft
from models.rollover.confirm import confirm
from models.rollover.shape import next_name
from models.school import SchoolClass
from views.database import request_session
from views.rollover.frame import new_year, only_keepers, source_of, tabs


@new_year.get("/du-thao")
def drafts() -> str:
    """Show the drafts by class."""
    only_keepers()
    session = request_session()
    source = source_of(session)
    d = AssignmentDraft
    rows = session.execute(
        select(d, SchoolClass, Staff, Unit)
        .join(SchoolClass, SchoolClass.id == d.class_id)
        .join(Staff, Staff.id == d.staff_id)
        .outerjoin(Unit, Unit.id == d.unit_id)
        .order_by(SchoolClass.grade, SchoolClass.name, Unit.position)
    )
    found: dict[int, tuple[SchoolClass, list[tuple[AssignmentDraft, Staff, Unit | None]]]] = {}
    for draft, room, staff, unit in rows:
        found.setdefault(room.id, (room, []))[1].append((draft, staff, unit))
    for _, lines in found.values():
        lines.sort(key=lambda line: line[2].position if line[2] else -1)
    return render_template(
        "screens/rollover/drafts.html",
        source=source,
        target=next_name(source.name),
        rooms=list(found.values()),
        waiting=sum(len(lines) for _, lines in found.values()),
        tabs_=tabs(source, "drafts"),
    )


@new_year.post("/du-thao/xac-nhan")
def confirm_drafts() -> Response:
    """Turn the drafts of the ticked classes into assignments."""
    only_keepers()
    session = request_session()
    source = source_of(session)
    ids = [int(i) for i in request.form.getlist("lop") if i.isascii() and i.isdecimal()]
    count = confirm(session, [i for i in ids if i < 2**31])
    session.commit()
    flash(f"Đã xác nhận {count} phân công; quyền có từ ngày ghi ở mỗi dòng.", "ok")
    return redirect(url_for("new_year.drafts", nam=source.name), 303)  # type: ignore[return-value]
