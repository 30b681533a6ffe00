"""A plan that was handed in again beside the version that came back: what was changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from sqlalchemy import select

from jobs.pdf_text import words_of
from models.plans import LessonPlan, PlanFile, PlanText
from models.plans.clean import lines
from models.plans.compare import Line, difference
from models.plans.documents import PDF
from models.plans.reading import Block, read_docx
from models.plans.text import PARTS
from models.refusal import Refusal
from permissions.errors import OutOfScope
from views.database import request_session
from views.ids import row_id
from views.plans.rows import Card, cards, names_of

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

    from permissions.session import GuardedSession

compare = Blueprint("plan_compare", __name__, url_prefix="/ke-hoach")
UNREAD = "Không đọc được chữ của {name}; mở hai bản để so bằng mắt."


@dataclass(frozen=True, slots=True)
class Section:
    """A part of two versions: its heading and how it differs."""

    title: str
    lines: list[Line]

    @property
    def same(self) -> bool:
        """Whether nothing changed."""
        return all(line.kind in ("same", "skipped") for line in self.lines)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two versions differ; ``fault`` when one of them can't be read."""

    old: Card
    new: Card
    sections: list[Section]
    fault: str = ""


def _words(session: GuardedSession, plan_id: int) -> dict[str, list[str]]:
    """Return a plan as sections of lines: its parts, or the words of its file. May refuse."""
    text = session.scalars(select(PlanText).where(PlanText.plan_id == plan_id)).one_or_none()
    if text is not None:
        head = {"Tên bài, số tiết": [f"{text.title} ({text.lessons} tiết)"]}
        return head | {title: lines(getattr(text, name)) for name, title in PARTS.items()}
    file = session.scalars(select(PlanFile).where(PlanFile.plan_id == plan_id)).one_or_none()
    if file is None:
        return {}
    if file.media_type == PDF:
        found = words_of(file.content)
        if found is None:
            raise Refusal(UNREAD.format(name=file.name))
        return {"Nội dung tệp": found}
    return {
        "Nội dung tệp": [line for block in read_docx(file.content).blocks for line in _of(block)]
    }


def _of(block: Block) -> list[str]:
    if block.kind != "table":
        return [part for part in block.text.split("\n") if part.strip()]
    return [
        " | ".join(" ".join(line for inner in cell for line in _of(inner)) for cell in row)
        for row in block.rows
    ]


def comparison(session: GuardedSession, old: LessonPlan, new: LessonPlan) -> Comparison:
    """Compare two plans; of different kinds (a file, words written here) as one text each."""
    before, after = cards(session, [old, new], names_of(session))
    try:
        first, second = _words(session, old.id), _words(session, new.id)
    except Refusal as no:
        return Comparison(before, after, [], str(no))
    if first.keys() != second.keys():
        first = {"Nội dung": [line for part in first.values() for line in part]}
        second = {"Nội dung": [line for part in second.values() for line in part]}
    sections = [Section(title, difference(first[title], second[title])) for title in second]
    return Comparison(before, after, sections)


@compare.get("/<int:plan_id>/so")
def show(plan_id: int) -> str:
    """Show what was changed since the version that came back, or since another one (voi)."""
    session = request_session()
    new = session.get(LessonPlan, plan_id)
    asked = row_id(request.args.get("voi")) or (new.replaces_id if new else None)
    old = session.get(LessonPlan, asked)
    if new is None or old is None:
        raise OutOfScope("Không có bản trước để so.")
    return render_template("screens/plans/compare.html", found=comparison(session, old, new))


def register(app: Flask, _admin: Admin) -> None:
    """Register the comparison."""
    app.register_blueprint(compare)
