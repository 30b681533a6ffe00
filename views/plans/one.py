"""One plan: its words on a page, its file as it was handed in."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask import Blueprint, g, render_template, request, send_file
from sqlalchemy import select

from models.plans import LessonPlan, PlanFile
from models.plans.documents import PDF
from models.plans.reading import Block, Reading, read_docx
from models.refusal import Refusal
from permissions.errors import OutOfScope
from views.database import request_session
from views.plans.rows import Card, cards, names_of
from views.security import framed_here

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

    from permissions.session import GuardedSession

plan = Blueprint("plan", __name__, url_prefix="/ke-hoach")


@dataclass(frozen=True, slots=True)
class Page:
    """What the reading pane shows of a DOCX; ``fault`` when it can't be read."""

    blocks: list[Block]
    pictures: int = 0
    cut: bool = False
    fault: str = ""


def page_of(session: GuardedSession, card: Card) -> Page | None:
    """Read a DOCX for the pane; None for a PDF, which the browser shows itself."""
    if card.file is None or card.is_pdf:
        return None
    content = session.scalars(
        select(PlanFile.content).where(PlanFile.plan_id == card.plan.id)
    ).one()
    try:
        reading: Reading = read_docx(content)
    except Refusal as no:
        return Page([], fault=str(no))
    return Page(reading.blocks, reading.pictures, reading.cut)


@plan.get("/<int:plan_id>")
def show(plan_id: int) -> str:
    """Show a plan to its author and to whoever else may read it."""
    session = request_session()
    found = session.get(LessonPlan, plan_id)
    if found is None:
        raise OutOfScope
    card = cards(session, [found], names_of(session))[0]
    return render_template(
        "screens/plans/one.html",
        card=card,
        page=page_of(session, card),
        own=found.staff_id == g.actor.staff_id,
    )


@plan.get("/<int:plan_id>/tep")
@framed_here
def document(plan_id: int) -> Any:
    """Serve the file: a PDF in the browser, a DOCX (or anything with ?tai=1) to be saved."""
    session = request_session()
    file = session.scalars(select(PlanFile).where(PlanFile.plan_id == plan_id)).one_or_none()
    if file is None:
        raise OutOfScope
    content = session.scalars(select(PlanFile.content).where(PlanFile.id == file.id)).one()
    return send_file(
        BytesIO(content),
        mimetype=file.media_type,
        download_name=file.name,
        as_attachment=file.media_type != PDF or request.args.get("tai") == "1",
        etag=False,
        max_age=None,
    )


def register(app: Flask, _admin: Admin) -> None:
    """Register the screens of one plan."""
    app.register_blueprint(plan)
