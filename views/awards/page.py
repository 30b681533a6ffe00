"""The year's praise: what waits for a decision first, then the rest."""

from __future__ import annotations

from flask import g, render_template

from models.awards import AwardState, PupilAward
from models.school import SchoolClass
from permissions.errors import Forbidden
from permissions.policy import can, sees_all
from views.awards.frame import awards, proposals, tabs_of
from views.database import request_session
from views.frame import current_year

#: so many proposals stand on the page; the register has them all
SHOWN = 100


@awards.get("/")
def index() -> str:
    """List the proposals of the current year that this person reads."""
    if not (g.actor.homeroom or sees_all(g.actor, PupilAward)):
        raise Forbidden("Khen học sinh do GVCN đề nghị, hiệu trưởng quyết định (Đ2.7).")
    session = request_session()
    year = current_year(session)
    found = proposals(session, SchoolClass.year_id == (year.id if year else 0))
    waiting = [one for one in found if one.row.state is AwardState.ASKED]
    rest = [one for one in found if one.row.state is not AwardState.ASKED]
    return render_template(
        "screens/awards/index.html",
        waiting=waiting,
        rest=rest[:SHOWN],
        more=len(rest) > SHOWN,
        may_propose=can(g.actor, "create", PupilAward),
        tabs_=tabs_of("pupils"),
    )
