"""The check page: anybody types or scans the code of a paper and hears whether it still holds.

No account is needed and no name is ever shown. Whoever may read the records sees what changed; the
board and the office revoke a copy here (Điều 4.6, 7.3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from jobs.printing.content import differences, hash_of
from jobs.printing.issue import now, state_of
from jobs.printing.revoke import LONGEST, revoke
from models.archive import IssuedContent, IssuedCopy
from models.archive.codes import read_code, shown
from models.refusal import Unfit
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.session import system_session
from views.database import engines, request_session
from views.frame import door_facts
from views.printing import LABELS
from views.throttle import forgive, gate_for, take_try

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

check = Blueprint("check", __name__, url_prefix="/kiem-tra")
#: state → (sentence, colour, icon, what to do)
SAID = {
    "matches": ("Khớp với sổ của trường", "ok", "tick", "Nội dung tờ này đúng như sổ hiện nay."),
    "changed": (
        "Sổ đã thay đổi sau khi in",
        "warn",
        "alert",
        "Tờ này đúng lúc in. Sau đó sổ của trường có chỗ đã sửa; hỏi trường để nhận bản mới.",
    ),
    "replaced": (
        "Đã thay bằng bản in khác",
        "bad",
        "refused",
        "Tờ này không còn dùng. Trường đã in bản khác thay cho nó.",
    ),
    "revoked": ("Đã thu hồi", "bad", "refused", "Tờ này không còn giá trị. Hỏi trường đã in."),
    "unknown": (
        "Không có mã này",
        "bad",
        "refused",
        "Xem lại từng chữ. Nếu đúng như trên giấy thì tờ này không phải do chương trình in ra.",
    ),
    "wait": (
        "Thử quá nhiều lần",
        "warn",
        "clock",
        "Mỗi nơi chỉ thử được một số lần. Chờ 15 phút rồi thử lại.",
    ),
}


@check.get("")
def show() -> Any:
    """Show the form, and of a code (?ma=) how its paper stands."""
    typed = request.args.get("ma", "")[:40]
    if not typed.strip():
        return render_template("screens/check.html", typed="", said=None, **door_facts())
    code, known = read_code(typed), "actor" in g
    # counted by address: no account is called so, and nobody can use up another's tries
    gate = gate_for(f"mã {request.remote_addr}")
    if not known and take_try(gate) is None:
        return _page(typed, "wait", 429)
    copy, says_now = _looked_up(code) if code else (None, None)
    if copy is None:
        return _page(typed, "unknown", 404)
    if not known:
        forgive(gate)
    state = state_of(copy, says_now)
    return _page(typed, state, 200, copy=copy, more=_more(copy, says_now) if known else None)


def _looked_up(code: str) -> tuple[IssuedCopy | None, str | None]:
    with system_session(engines().read, "kiểm tra mã trên giấy", capacities={"worker"}) as session:
        copy = session.scalars(select(IssuedCopy).where(IssuedCopy.code == code)).one_or_none()
        return copy, now(session, copy) if copy is not None and copy.revoked_at is None else None


def _page(typed: str, state: str, status: int, **more: Any) -> Any:
    copy = more.get("copy")
    page = render_template(
        "screens/check.html",
        typed=shown(read_code(typed) or typed) if state != "unknown" else typed,
        said=SAID[state],
        state=state,
        label=LABELS[copy.document] if copy else "",
        code=shown(copy.code) if copy else "",
        copy=copy,
        longest=LONGEST,
        more=more.get("more"),
        **door_facts(),
    )
    return page, status


def _more(copy: IssuedCopy, says_now: str | None) -> dict[str, Any] | None:
    """Return what a person who reads this copy is told besides; None for everybody else."""
    session = request_session()
    mine = session.scalars(select(IssuedCopy).where(IssuedCopy.id == copy.id)).one_or_none()
    if mine is None:
        return None
    kept = select(IssuedContent.content).where(IssuedContent.copy_id == copy.id)
    content = session.scalars(kept).one_or_none()
    changed = []
    if content is not None and says_now is not None and hash_of(says_now) != copy.sha256:
        changed = differences(content, says_now)
    newer = session.get(IssuedCopy, mine.replaced_by) if mine.replaced_by else None
    return {
        "row": mine,
        "changed": changed,
        "reads_values": content is not None,
        "newer": shown(newer.code) if newer else None,
        "may_revoke": mine.revoked_at is None and can(g.actor, "update", IssuedCopy, "revoked_at"),
    }


@check.post("/<int:copy_id>/thu-hoi")
def take_back(copy_id: int) -> Any:
    """Revoke a copy with a reason; a newer copy of the same paper takes its place."""
    session = request_session()
    copy = session.scalars(select(IssuedCopy).where(IssuedCopy.id == copy_id)).one_or_none()
    if copy is None:
        raise OutOfScope
    if not can(g.actor, "update", IssuedCopy, "revoked_at"):
        raise Forbidden("Ban quản trị và Văn phòng thu hồi bản in chính thức (Đ7.3).")
    try:
        newer = revoke(session, copy, g.actor.staff_id, request.form.get("why", ""))
    except Unfit as no:
        session.rollback()
        flash(f"Chưa thu hồi: {no}", "bad")
        return redirect(url_for("check.show", ma=shown(copy.code)), 303)
    code = copy.code
    session.commit()
    told = f"; thay bằng bản {shown(newer.code)}" if newer else ". In bản mới để thay"
    flash(f"Đã thu hồi bản {shown(code)}{told}.", "ok")
    return redirect(url_for("check.show", ma=shown(code)), 303)


def register(app: Flask, _admin: Admin) -> None:
    """Register the page."""
    app.register_blueprint(check)
