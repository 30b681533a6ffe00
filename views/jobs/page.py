"""Việc nền: who started what, how far it is, stop, try again; and whether a worker is there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, jsonify, redirect, render_template, url_for

from jobs import background
from jobs.printing.runs import may_print_officially
from models.access import Job
from models.base import utc_now
from permissions.actor import Actor
from permissions.policy import sees_all
from views.database import engines, request_session
from views.jobs.lines import last_round, lines
from views.menu import MenuEntry
from views.queue import queue

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin
    from werkzeug.wrappers import Response

jobs = Blueprint("jobs", __name__, url_prefix="/viec-nen")
#: a worker goes round each minute; after so long without one nobody seems to work
ABSENT = timedelta(minutes=5)


@jobs.get("/")
def index() -> str:
    """Show all long work that this person may see."""
    session = request_session()
    found, round_ = lines(session), last_round(session)
    overseer = sees_all(g.actor, Job)
    return render_template(
        "screens/jobs/index.html",
        lines=found,
        live=any(line.live for line in found),
        round=round_,
        overseer=overseer,
        absent=overseer and (round_ is None or round_.updated_at < utc_now() - ABSENT),
    )


@jobs.get("/tien-do.json")
def progress() -> Response:
    """Tell how far everything is: {lines: [{key, state, done, total, words}]}."""
    return jsonify(
        lines=[
            {
                "key": line.key,
                "state": line.state,
                "done": line.done,
                "total": line.total,
                "words": line.words,
            }
            for line in lines(request_session())
        ]
    )


@jobs.post("/<int:job_id>/dung")
def cancel(job_id: int) -> Response:
    """Ask an own job to stop."""
    request_session().rollback()
    background.cancel(engines().read, g.actor, job_id)
    flash("Đã xin dừng. Việc dừng trước khi ghi gì vào sổ, hoặc đã kịp ghi xong trọn vẹn.", "info")
    return redirect(url_for("jobs.index"), 303)  # type: ignore[return-value]


@jobs.post("/<int:job_id>/lam-lai")
def again(job_id: int) -> Response:
    """Put an own job that stopped back on the queue."""
    request_session().rollback()
    background.again(engines().read, g.actor, job_id)
    queue().do(job_id)
    return redirect(url_for("jobs.index"), 303)  # type: ignore[return-value]


def _who(actor: Actor) -> bool:
    return sees_all(actor, Job) or may_print_officially(actor)


MENU = MenuEntry("Việc nền", "jobs.index", _who, order=58)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(jobs)
