"""The school's regulation: an anchor per article, and each person's acknowledgement (Đ3, Đ10.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from sqlalchemy import and_, select

from models.base import utc_now
from models.clock import school_today
from models.people import Acknowledgement, RegulationDocument, RegulationItem
from permissions.errors import OutOfScope
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
        .order_by(r.in_force_from.desc())
    )
    found = session.execute(newest.limit(1)).first()
    return (found[0], found[1]) if found else (None, None)


@regulation.get("/quy-che")
def document() -> str:
    """Show the regulation in force."""
    session = request_session()
    found, mine = in_force(session)
    items = []
    if found:
        i = RegulationItem
        items = session.scalars(
            select(i).where(i.document_id == found.id).order_by(i.position, i.id)
        ).all()
    may_write = can(g.actor, "create", RegulationDocument)
    return render_template(
        "screens/signin/regulation.html",
        document=found,
        items=items,
        acknowledged_at=mine.at if mine else None,
        write_url=url_for("record_regulation_document.create_view") if may_write else None,
    )


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
