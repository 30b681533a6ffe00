"""One plan: its words on a page, its file as it was handed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask import (
    Blueprint,
    flash,
    g,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from markupsafe import Markup
from sqlalchemy import select

from models.clean import many_lines
from models.clock import school_today
from models.plans import LessonPlan, PlanAfter, PlanFile, PlanText
from models.plans.clean import clean
from models.plans.documents import PDF
from models.plans.expected import departments
from models.plans.reading import Block, Reading, read_docx
from models.plans.text import PARTS
from models.refusal import NotReady, Refusal, Unfit
from permissions import guard
from permissions.errors import Forbidden, OutOfScope
from permissions.facts import why_closed
from views.database import request_session
from views.plans.rows import Card, cards, names_of
from views.security import framed_here

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

    from permissions.session import GuardedSession

MOST_AFTER = 5_000
plan = Blueprint("plan", __name__, url_prefix="/ke-hoach")


@dataclass(frozen=True, slots=True)
class Page:
    """What the reading pane shows: blocks of a DOCX, or parts of a plan written here.

    ``fault`` when a file can't be read.
    """

    blocks: list[Block]
    parts: list[tuple[str, Markup]] = field(default_factory=list)
    pictures: int = 0
    cut: bool = False
    fault: str = ""


def page_of(session: GuardedSession, card: Card) -> Page | None:
    """Read a plan for the pane; None for a PDF, which the browser shows itself."""
    if card.text is not None:
        return Page([], parts_of(card.text))
    if card.file is None or card.is_pdf:
        return None
    content = session.scalars(
        select(PlanFile.content).where(PlanFile.plan_id == card.plan.id)
    ).one()
    try:
        reading: Reading = read_docx(content)
    except Refusal as no:
        return Page([], fault=str(no))
    return Page(reading.blocks, pictures=reading.pictures, cut=reading.cut)


def parts_of(text: PlanText) -> list[tuple[str, Markup]]:
    """Return the parts of a structured plan: heading and markup, cleaned once more."""
    return [
        (title, Markup(clean(getattr(text, name))))  # noqa: S704 - cleaned
        for name, title in PARTS.items()
    ]


@plan.get("/<int:plan_id>")
def show(plan_id: int) -> str:
    """Show a plan to its author and to whoever else may read it."""
    session = request_session()
    found = session.get(LessonPlan, plan_id)
    if found is None:
        raise OutOfScope
    card = cards(session, [found], names_of(session))[0]
    own = found.staff_id == g.actor.staff_id
    return render_template(
        "screens/plans/one.html",
        card=card,
        page=page_of(session, card),
        own=own,
        after=after_of(session, plan_id),
        closed=closed_plan(session, card) if own else None,
    )


def after_of(session: GuardedSession, plan_id: int) -> PlanAfter | None:
    """Return what was noted after the lesson, if anything was."""
    return session.scalars(select(PlanAfter).where(PlanAfter.plan_id == plan_id)).one_or_none()


def closed_plan(session: GuardedSession, card: Card) -> str | None:
    """Say why this plan can't be changed now, or nothing when it can."""
    fact = guard.facts(session, LessonPlan, [card.plan.id])[card.plan.id]
    return None if fact.open else why_closed(session, LessonPlan, fact.values)


@plan.post("/<int:plan_id>/dieu-chinh")
def note_after(plan_id: int) -> Any:
    """Note what changed in the lesson itself; this stays open when the plan is approved."""
    session = request_session()
    found = _own(session, plan_id)
    text = many_lines(request.form.get("dieu_chinh", ""))
    if len(text) > MOST_AFTER:
        raise Unfit(f"Phần điều chỉnh dài quá {MOST_AFTER} chữ cái.", field="dieu_chinh")
    after = after_of(session, plan_id)
    if after is not None:
        after.text = text
    elif text:
        session.add(
            PlanAfter(
                plan_id=plan_id, staff_id=found.staff_id, period_id=found.period_id, text=text
            )
        )
    session.commit()
    flash("Đã ghi phần điều chỉnh sau bài dạy.", "ok")
    return redirect(url_for("plan.show", plan_id=plan_id), 303)


@plan.post("/<int:plan_id>/chia-se")
def share(plan_id: int) -> Any:
    """Let the own department read and copy this plan, or no longer."""
    session = request_session()
    found = _own(session, plan_id)
    text = session.scalars(select(PlanText).where(PlanText.plan_id == plan_id)).one_or_none()
    place = departments(session, school_today()).get(found.staff_id)
    if text is None or place is None:
        raise NotReady("Chỉ chia sẻ được bài soạn trong sổ, với tổ của mình.")
    text.shared_with = place if request.form.get("chia_se") == "1" else None
    session.commit()
    flash("Đã chia sẻ với tổ." if text.shared_with else "Đã thôi chia sẻ.", "ok")
    return redirect(url_for("plan.show", plan_id=plan_id), 303)


def _own(session: GuardedSession, plan_id: int) -> LessonPlan:
    found: LessonPlan | None = session.get(LessonPlan, plan_id)
    if found is None:
        raise OutOfScope
    if found.staff_id != g.actor.staff_id:
        raise Forbidden("Kế hoạch này của giáo viên khác; chỉ người soạn ghi được (Đ3).")
    return found


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
