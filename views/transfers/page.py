"""The transfers that go on and those that are over, both ways."""

from __future__ import annotations

from flask import g, render_template, request
from sqlalchemy import and_

from models.pupils import Transfer, Way
from permissions.errors import Forbidden
from permissions.policy import can
from views.database import request_session
from views.frame import current_year
from views.transfers.frame import NOT_YOURS, lines, notes, transfers

MOST = 200


@transfers.get("/")
def index() -> str:
    """List what goes on with what comes next; ?xong=1: what is over this year."""
    if not can(g.actor, "read", Transfer):
        raise Forbidden(NOT_YOURS)
    session, over = request_session(), request.args.get("xong") == "1"
    year = current_year(session)
    closed = Transfer.closed_on.is_not(None) if over else Transfer.closed_on.is_(None)
    here = and_(closed, Transfer.year_id == (year.id if year else 0)) if over else closed
    found = lines(session, here, MOST)
    return render_template(
        "screens/transfers/index.html",
        groups=[
            ("Chuyển đi", [one for one in found if one.row.way is Way.OUT]),
            ("Chuyển đến", [one for one in found if one.row.way is Way.IN]),
        ],
        over=over,
        notes=notes(g.actor),
    )
