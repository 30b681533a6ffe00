"""Danh sách mở khóa by itself: of a class or the whole school, as a paper (Điều 2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, request

from jobs.printing import runs
from jobs.printing.render import joined
from jobs.printing.reopenings import TITLE, annex_of, annex_pdf
from permissions.errors import Forbidden, OutOfScope
from permissions.session import system_session
from views.database import engines, request_session
from views.printing import WHOLE_SCHOOL, asked_year, classes, prints

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin


annex = Blueprint("annex", __name__, url_prefix="/in-va-luu-tru")


@annex.get("/mo-khoa")
def paper() -> Response:
    """Give the annex of ?class= (every class that had one, for the whole school)."""
    if not prints(g.actor):
        raise Forbidden(runs.NOT_OFFICIAL)
    year, named = asked_year(), request.args.get("class", "")
    rooms = [room for room in classes(g.actor, year) if named in (WHOLE_SCHOOL, room.name)]
    if not rooms:
        raise OutOfScope
    session = request_session()
    with system_session(engines().read, "in danh sách mở khóa", capacities=frozenset()) as history:
        papers = [annex_of(session, history, room) for room in rooms]
    told = [paper for paper in papers if paper.lines] or papers[:1]
    made, _ = joined([annex_pdf(paper, official=True) for paper in told], title=TITLE)
    return Response(
        made,
        mimetype="application/pdf",
        headers={"Content-Disposition": 'inline; filename="danh-sach-mo-khoa.pdf"'},
    )


def register(app: Flask, _admin: Admin) -> None:
    """Register the paper."""
    app.register_blueprint(annex)
