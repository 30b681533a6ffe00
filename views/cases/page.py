"""The cases that a person reads: all for who decides, the own ones for everybody else."""

from __future__ import annotations

from flask import g, render_template

from models.awards import StaffCase
from permissions.policy import sees_all
from views.awards.frame import tabs_of
from views.cases.frame import cases, found_cases, notes
from views.database import request_session


@cases.get("/")
def index() -> str:
    """List them, the newest first."""
    everything = sees_all(g.actor, StaffCase)
    return render_template(
        "screens/cases/index.html",
        cases=found_cases(request_session()),
        may_note=notes(g.actor),
        everything=everything,
        tabs_=tabs_of("staff") if everything else [],
    )
