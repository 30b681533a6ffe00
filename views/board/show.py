"""The page of the whole school, the rows behind each number, and the paper for the board."""

from __future__ import annotations

from flask import Response, g, render_template
from sqlalchemy import select

from jobs.printing.board import Paper, board_pdf, signers
from models.clock import school_today
from models.school import School
from permissions.errors import OutOfScope
from views.board.frame import board, frame_of, only_the_board, state_of, year_now
from views.board.rows import TITLES, lists
from views.database import request_session
from views.statistics.asked import kinds_of


@board.get("")
def show() -> str:
    """Show the state of the school."""
    only_the_board()
    session = request_session()
    return render_template(
        "screens/board/show.html",
        state=state_of(session),
        day=school_today(),
        statistics=bool(kinds_of(g.actor)),
    )


@board.get("/<code>")
def rows(code: str) -> str:
    """List the rows behind a number."""
    only_the_board()
    session = request_session()
    listed = next((one for one in lists() if one.code == code), None)
    if listed is None:
        raise OutOfScope
    frame = frame_of(session, year_now(session))
    return render_template(
        "screens/board/rows.html",
        listed=listed,
        over=TITLES[listed.group],
        frame=frame,
        lines=listed.rows(session, frame),
    )


@board.get("/tom-tat.pdf")
def paper() -> Response:
    """Give the page as one sheet of A4 for the board's meeting."""
    only_the_board()
    session = request_session()
    school = session.scalars(select(School).order_by(School.id).limit(1)).first()
    secretary, chair = signers(session)
    sheet = Paper(
        school=school,
        day=school_today(),
        state=state_of(session),
        secretary=secretary,
        chair=chair,
    )
    name = f"tinh-hinh-toan-truong-{sheet.day:%Y-%m-%d}.pdf"
    return Response(
        board_pdf(sheet),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
