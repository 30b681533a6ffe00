"""Quy trình: how each record kind is kept, dated, written by Trưởng ban and Phó ban (Đ2.3)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from models.access import LockKind, Procedure
from models.access.lock import LOCK_KIND_LABEL
from models.access.procedure import (
    LONGEST,
    Written,
    keep,
    on_day,
    procedure_on,
    take_back,
    versions_of,
)
from models.clock import school_today
from models.refusal import Refusal, Unfit
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from views.database import request_session
from views.locks.frame import BY, lock_tabs, locks

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

LABELS = {name: Procedure.__table__.c[name].info["label"] for name in LONGEST}
EXAMPLES = {
    "who": "Giáo viên bộ môn ghi môn mình dạy",
    "until": "Trong tuần cuối của kì, trước 17:00 thứ Sáu",
    "how": "Ghi mức, điểm kiểm tra, nhận xét từng em; ô trống hiện ở trang Còn thiếu",
    "ask": "Thầy Phước, phó hiệu trưởng",
}


def _writes() -> bool:
    return can(g.actor, "create", Procedure)


@locks.get("/quy-trinh")
def procedures() -> str:
    """Show the procedure of every kind as it stands today."""
    session = request_session()
    every = session.scalars(select(Procedure).order_by(Procedure.from_date)).all()
    today = school_today()
    now = on_day(every, today)
    coming = {row.kind: row for row in every if row.from_date > today}
    return render_template(
        "screens/locks/procedures.html",
        kinds=[(k, LOCK_KIND_LABEL[k], by, now.get(k), coming.get(k)) for k, (by, _) in BY.items()],
        writes=_writes(),
        tabs_=lock_tabs("procedures"),
    )


def _kind(name: str) -> LockKind:
    if name not in set(LockKind):
        raise OutOfScope
    return LockKind(name)


@locks.get("/quy-trinh/<sort>")
def procedure(sort: str) -> str:
    """Show every version of a kind's procedure, and the form of the next."""
    kind = _kind(sort)
    return _page(kind)[0]


@locks.get("/quy-trinh/<sort>/hom-nay")
def procedure_now(sort: str) -> str:
    """Give the words of a kind's procedure of today, to be shown beside its grid."""
    found = procedure_on(request_session(), _kind(sort), school_today())
    return render_template("partials/procedure_words.html", found=found)


def _page(kind: LockKind, refusal: Refusal | None = None) -> tuple[str, int]:
    session, today = request_session(), school_today()
    versions = versions_of(session, kind)
    current = on_day(versions, today).get(kind)
    base = next((v for v in versions if v.from_date > today), current)
    given = request.form if request.method == "POST" else {}
    page = render_template(
        "screens/locks/procedure.html",
        kind=kind,
        name=LOCK_KIND_LABEL[kind],
        versions=versions,
        current=current,
        today=today,
        writes=_writes(),
        fields=[
            (name, label, LONGEST[name], EXAMPLES[name], given.get(name, getattr(base, name, "")))
            for name, label in LABELS.items()
        ],
        from_date=given.get("from_date", (max(base.from_date, today) if base else today)),
        refusal=refusal,
        field=refusal.facts.get("field") if refusal else None,
    )
    return page, refusal.status if refusal else 200


@locks.post("/quy-trinh/<sort>")
def write_procedure(sort: str) -> Any:
    """Write the next version, from a date on."""
    kind = _kind(sort)
    if not _writes():
        raise Forbidden("Quy trình do Trưởng ban và Phó ban quản trị viết (Đ2.3).")
    session = request_session()
    try:
        words = Written(**{name: request.form.get(name, "") for name in LONGEST})
        made = keep(session, kind, _date(), words, school_today())
        session.commit()
    except Refusal as refusal:
        session.rollback()
        return _page(kind, refusal)
    flash(f"Đã ghi quy trình, áp dụng từ {made.from_date:%d/%m/%Y}.", "ok")
    return redirect(url_for("locks.procedure", sort=kind.value), 303)


def _date() -> date:
    try:
        return date.fromisoformat(request.form.get("from_date", ""))
    except ValueError:
        raise Unfit("Ngày này chưa đúng.", field="from_date") from None


@locks.post("/quy-trinh/<int:row_id>/bo")
def drop_procedure(row_id: int) -> Response:
    """Take back a version that hasn't begun."""
    session = request_session()
    found = session.get(Procedure, row_id)
    if found is None:
        raise OutOfScope
    kind = found.kind
    take_back(session, found, school_today())
    session.commit()
    flash("Đã bỏ bản chưa áp dụng.", "ok")
    return redirect(url_for("locks.procedure", sort=kind.value), 303)  # type: ignore[return-value]
