"""The school's regulation: an anchor per article, and each person's acknowledgement (Đ3, Đ10.2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import and_, select

from models.base import utc_now
from models.clock import school_today
from models.people import Acknowledgement, RegulationDocument
from models.people.regulation import (
    Text,
    changes,
    items_of,
    lines,
    read_lines,
    take_back,
    version_on,
    versions,
    write_version,
)
from models.refusal import Refusal, Unfit
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.menu import home_url

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

regulation = Blueprint("regulation", __name__)


def in_force(
    session: GuardedSession,
) -> tuple[RegulationDocument | None, Acknowledgement | None]:
    """Return the regulation in force today, if there is one, and this person's acknowledgement."""
    r, a = RegulationDocument, Acknowledgement
    mine = and_(a.document_id == r.id, a.account_id == session.actor.account_id)
    newest = (
        select(r, a)
        .outerjoin(a, mine)
        .where(r.in_force_from <= school_today())
        .order_by(r.in_force_from.desc(), r.id.desc())
    )
    found = session.execute(newest.limit(1)).first()
    return (found[0], found[1]) if found else (None, None)


def _keeps() -> bool:
    return can(g.actor, "create", RegulationDocument)


def _day() -> date:
    """Read ?ngay=: whose version is wanted; today without it."""
    text = request.args.get("ngay", "")
    try:
        return date.fromisoformat(text) if text else school_today()
    except ValueError:
        raise OutOfScope from None


@regulation.get("/quy-che")
def document() -> str:
    """Show the regulation in force today, or on ?ngay=."""
    session = request_session()
    newest, mine = in_force(session)
    day = _day()
    found = newest if day == school_today() else version_on(session, day)
    here = found is not None and newest is not None and found.id == newest.id
    return _page(session, found, acknowledged=mine if here else None, asks=here and mine is None)


@regulation.get("/quy-che/ban/<int:document_id>")
def version(document_id: int) -> str:
    """Show one version, whenever it is in force."""
    session = request_session()
    found = session.get(RegulationDocument, document_id)
    if found is None:
        raise OutOfScope
    return _page(session, found)


def _page(
    session: GuardedSession,
    found: RegulationDocument | None,
    *,
    acknowledged: Acknowledgement | None = None,
    asks: bool = False,
) -> str:
    every, today = versions(session), school_today()
    items = items_of(session, found)
    current = next((d for d in every if d.in_force_from <= today), None)
    before = None
    if found is not None:
        before = next((d for d in every if d.in_force_from < found.in_force_from), None)
    marks, gone = changes(items, items_of(session, before)) if before else ({}, [])
    return render_template(
        "screens/signin/regulation.html",
        document=found,
        current=current,
        items=items,
        marks=marks,
        gone=gone,
        versions=every,
        today=today,
        acknowledged_at=acknowledged.at if acknowledged else None,
        asks=asks,
        keeps=_keeps(),
    )


def _only_keepers() -> None:
    if not _keeps():
        raise Forbidden("Quy chế do phó hiệu trưởng ghi vào sổ (Đ7.2, Đ10.2).")


@regulation.route("/quy-che/soan", methods=["GET", "POST"])
@regulation.route("/quy-che/soan/<int:document_id>", methods=["GET", "POST"])
def write(document_id: int | None = None) -> Any:
    """Write the next version ahead of time, from the text in force; or rewrite one to come."""
    _only_keepers()
    session = request_session()
    draft = session.get(RegulationDocument, document_id) if document_id else None
    if document_id and draft is None:
        raise OutOfScope
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            made = write_version(session, _typed(), school_today(), draft)
            session.commit()
        except Refusal as no:
            session.rollback()
            refusal = no
        else:
            flash(f"Đã ghi bản có hiệu lực từ {made.in_force_from:%d/%m/%Y}.", "ok")
            return redirect(url_for("regulation.version", document_id=made.id), 303)
    base = draft or next(iter(versions(session)), None)
    given = request.form
    page = render_template(
        "screens/signin/regulation_write.html",
        draft=draft,
        first=base is None,
        number=given.get("number", draft.number if draft else ""),
        name=given.get("title", base.title if base else "Quy chế quản lí và sử dụng hồ sơ điện tử"),
        in_force_from=given.get("in_force_from", draft.in_force_from if draft else ""),
        text=given.get("items", lines(items_of(session, base))),
        refusal=refusal,
        field=refusal.facts.get("field") if refusal else None,
    )
    return page, refusal.status if refusal else 200


def _typed() -> Text:
    form = request.form
    try:
        day = date.fromisoformat(form.get("in_force_from", ""))
    except ValueError:
        raise Unfit("Chọn ngày có hiệu lực.", field="in_force_from") from None
    items = read_lines(form.get("items", ""))
    return Text(form.get("number", ""), form.get("title", ""), day, items)


@regulation.post("/quy-che/ban/<int:document_id>/bo")
def drop(document_id: int) -> Any:
    """Take back a version that isn't in force yet."""
    _only_keepers()
    session = request_session()
    found = session.get(RegulationDocument, document_id)
    if found is None:
        raise OutOfScope
    take_back(session, found, school_today())
    session.commit()
    flash("Đã bỏ bản chưa có hiệu lực.", "ok")
    return redirect(url_for("regulation.document"), 303)


@regulation.post("/quy-che/<int:document_id>/da-doc")
def acknowledge(document_id: int) -> Any:
    """Record that this person has read the regulation in force."""
    session = request_session()
    found, mine = in_force(session)
    if found is None or found.id != document_id:
        raise OutOfScope
    if mine is None:
        me = session.actor.account_id
        session.add(Acknowledgement(document_id=found.id, account_id=me, at=utc_now()))
        session.commit()
        flash("Đã ghi: đã đọc quy chế.", "ok")
    return redirect(home_url(), 303)


def register(app: Flask, _admin: Admin) -> None:
    """Register the page."""
    app.register_blueprint(regulation)
