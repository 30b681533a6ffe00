"""Reopening an approved dossier on screen: asked for, answered by a second person, ended (Đ2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, request, url_for
from sqlalchemy import select

from models.base import utc_now
from models.people import Staff
from models.school import SchoolClass
from models.yearend import Dossier, DossierReopening
from models.yearend.lifted import lifted_pupils
from models.yearend.propose import dossier_of
from models.yearend.reopened import (
    ask_to_reopen,
    end_reopening,
    grant_reopening,
    refuse_reopening,
    requests_of,
)
from permissions import guard
from permissions.errors import OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.locks.frame import moment

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin
    from werkzeug.wrappers import Response

lifting = Blueprint("review_lifting", __name__, url_prefix="/tong-ket")
STANDING = {
    "asked": "chờ người thứ hai",
    "granted": "đang mở",
    "refused": "không cho",
    "over": "đã hết hạn",
}


def reopening_of(
    session: GuardedSession, dossier: Dossier | None, *, lifted: bool
) -> dict[str, Any]:
    """Return what a class's page tells of reopenings: requests, own steps.

    ``again``: how many pupils a summer round lets be proposed a second time.
    """
    if dossier is None or dossier.approved_at is None:
        return {"requests": [], "lifting": None, "may_ask": False, "again": 0}
    rows = requests_of(session, dossier)
    first = rows[0] if rows and rows[0].standing in ("asked", "granted") else None
    only = lifted_pupils(session, dossier) if lifted else None
    return {
        "requests": [(row, STANDING[row.standing]) for row in rows],
        "lifting": first,
        "may_ask": first is None and _may_ask(session, dossier),
        "again": len(only) if only is not None else 0,
        **_answers(session, first),
    }


def _may_ask(session: GuardedSession, dossier: Dossier) -> bool:
    row = {
        "dossier_id": dossier.id,
        "class_id": dossier.class_id,
        "requested_by": g.actor.staff_id,
    }
    (fact,) = guard.facts_new(session, DossierReopening, [row])
    return any(fact.create_fields(name) for name in fact.capacities)


def _answers(session: GuardedSession, row: DossierReopening | None) -> dict[str, bool]:
    if row is None:
        return {}
    fact = guard.facts(session, DossierReopening, [row.id])[row.id]
    other = row.requested_by != g.actor.staff_id
    return {
        "may_answer": row.standing == "asked" and other and fact.may_update("granted_by"),
        "may_end": row.standing == "granted" and fact.may_update("ends_at"),
    }


def _request(session: GuardedSession, class_id: int) -> DossierReopening:
    dossier = dossier_of(session, class_id)
    rows = requests_of(session, dossier) if dossier is not None else []
    if not rows:
        raise OutOfScope
    return rows[0]


def _back(class_id: int, said: str) -> Response:
    flash(said, "ok")
    return redirect(url_for("review.show", class_id=class_id), 303)  # type: ignore[return-value]


@lifting.post("/<int:class_id>/xin-mo-lai")
def ask(class_id: int) -> Response:
    """Ask that the approved dossier be reopened until a moment."""
    session = request_session()
    dossier = dossier_of(session, class_id)
    if dossier is None:
        raise OutOfScope
    until = moment(request.form.get("until", ""), "until")
    reason = request.form.get("reason", "")
    ask_to_reopen(session, dossier, g.actor.staff_id or 0, reason=reason, until=until)
    session.commit()
    return _back(class_id, "Đã xin mở lại hồ sơ; chờ người thứ hai trong Ban quản trị.")


@lifting.post("/<int:class_id>/mo-lai/cho")
def allow(class_id: int) -> Response:
    """Grant it as the second person."""
    session = request_session()
    grant_reopening(session, _request(session, class_id), g.actor.staff_id or 0)
    session.commit()
    return _back(class_id, "Đã cho mở lại hồ sơ; hết hạn thì tự đóng.")


@lifting.post("/<int:class_id>/mo-lai/khong")
def decline(class_id: int) -> Response:
    """Refuse it as the second person, with the reason."""
    session = request_session()
    answer = request.form.get("answer", "")
    refuse_reopening(session, _request(session, class_id), g.actor.staff_id or 0, answer)
    session.commit()
    return _back(class_id, "Đã ghi: không cho mở lại.")


@lifting.post("/<int:class_id>/mo-lai/xong")
def finish(class_id: int) -> Response:
    """End it before its time."""
    session = request_session()
    end_reopening(session, _request(session, class_id))
    session.commit()
    return _back(class_id, "Đã đóng lại hồ sơ.")


def waiting_requests(session: GuardedSession) -> list[tuple[DossierReopening, SchoolClass, Staff]]:
    """Return the requests that wait for this person's answer; no statement for others."""
    r = DossierReopening
    if not can(session.actor, "update", r, "granted_by"):
        return []
    waits = r.granted_at.is_(None) & r.refused_at.is_(None) & (r.ends_at > utc_now())
    rows = session.execute(
        select(r, SchoolClass, Staff)
        .join(SchoolClass, SchoolClass.id == r.class_id)
        .join(Staff, Staff.id == r.requested_by)
        .where(waits, r.requested_by != session.actor.staff_id)
        .order_by(r.requested_at)
    )
    return [(row, here, staff) for row, here, staff in rows]


def register(app: Flask, _admin: Admin) -> None:
    """Register the steps."""
    app.register_blueprint(lifting)
