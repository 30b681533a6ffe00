"""Lists of what is destroyed: made by the office, decided by another person, then done (8.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jobs.archive import destroy
from models.archive import DestructionList, RetentionClass, YearPackage
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from views.archive.frame import archive, come_in, settings
from views.database import engines, request_session
from views.ids import row_id

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

NOT_YOURS = "Danh mục hủy do Văn phòng lập, hiệu trưởng duyệt (Đ8.3)."


def _list(list_id: int) -> DestructionList:
    come_in()
    found = (
        request_session()
        .scalars(
            select(DestructionList)
            .where(DestructionList.id == list_id)
            .options(
                joinedload(DestructionList.retention),
                joinedload(DestructionList.package).joinedload(YearPackage.year),
                joinedload(DestructionList.proposer),
                joinedload(DestructionList.decider),
            )
        )
        .one_or_none()
    )
    if found is None:
        raise OutOfScope
    return found


@archive.post("/huy")
def propose() -> Response:
    """List the files of a kind whose time is over."""
    if not can(g.actor, "create", DestructionList):
        raise Forbidden(NOT_YOURS)
    session = request_session()
    package, kind = (row_id(request.form.get(name, "")) for name in ("package", "kind"))
    if session.get(YearPackage, package) is None or session.get(RetentionClass, kind) is None:
        raise OutOfScope
    made = destroy.propose(session, package or 0, kind or 0, request.form.get("reason", ""))
    session.commit()
    flash("Đã lập danh mục. Hiệu trưởng xem và duyệt; chưa có gì bị hủy.", "info")
    return redirect(url_for("archive.show", list_id=made.id), 303)


@archive.get("/huy/<int:list_id>")
def show(list_id: int) -> str:
    """Show a list with its files."""
    row = _list(list_id)
    mine = row.proposed_by == g.actor.staff_id
    decides = can(g.actor, "update", DestructionList, "approved")
    return render_template(
        "screens/archive/list.html",
        row=row,
        size=sum(one["size"] for one in row.items),
        decides=decides and not mine and row.decided_at is None,
        own=decides and mine and row.decided_at is None,
        executes=bool(row.approved) and row.executed_at is None and _executes(),
    )


def _executes() -> bool:
    return can(g.actor, "create", DestructionList)


@archive.post("/huy/<int:list_id>/quyet-dinh")
def decide(list_id: int) -> Response:
    """Approve or refuse a list."""
    row = _list(list_id)
    if not can(g.actor, "update", DestructionList, "approved"):
        raise Forbidden(NOT_YOURS)
    if row.proposed_by == g.actor.staff_id:
        raise Forbidden("Người lập danh mục không tự duyệt (Đ8.3). Nhờ Văn phòng lập lại.")
    session, approved = request_session(), request.form.get("answer") == "yes"
    destroy.decide(session, list_id, request.form.get("words", ""), approved=approved)
    session.commit()
    flash("Đã duyệt danh mục." if approved else "Đã ghi là không đồng ý hủy.", "info")
    return redirect(url_for("archive.show", list_id=list_id), 303)


@archive.post("/huy/<int:list_id>/thuc-hien")
def execute(list_id: int) -> Response:
    """Destroy what an approved list names."""
    _list(list_id)
    if not _executes():
        raise Forbidden(NOT_YOURS)
    request_session().rollback()
    gone = destroy.execute(engines().read, list_id, settings().seal())
    flash(f"Đã hủy {gone} tệp theo danh mục. Danh mục được giữ lại.", "ok")
    return redirect(url_for("archive.show", list_id=list_id), 303)
