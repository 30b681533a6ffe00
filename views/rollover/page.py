"""The roll-over's page: everything is seen first, classes are chosen, one act writes it (Đ2.11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from jobs.background import ask
from jobs.rollover import kept_of, look, prepare, refuse_running, runs_of, windows
from jobs.rollover_undo import undo as take_back
from models.access import Job, JobKind
from models.refusal import Unfit
from models.rollover import Rollover
from models.rollover.shape import Held, Plan, Room, Way, next_name
from models.school import SchoolYear
from permissions.session import GuardedSession
from views.database import engines, request_session
from views.queue import queue
from views.rollover.frame import new_year, only_keepers, source_of, tabs


@dataclass(frozen=True, slots=True)
class Line:
    """A class of the year that ends: where its pupils go, and how many."""

    room: Room
    ways: Mapping[str, int]
    held: Sequence[Held]


@new_year.get("/")
def show() -> str:
    """Show what would be written and what can't be moved, with the reason."""
    only_keepers()
    session = request_session()
    source = source_of(session)
    runs = runs_of(session, source)
    refusal, made = "", None
    try:
        made = look(session, source, kept_of(runs), runs)
    except Unfit as no:
        refusal = str(no)
    return render_template(
        "screens/rollover/show.html",
        source=source,
        target=next_name(source.name),
        years=list(session.scalars(select(SchoolYear).order_by(SchoolYear.first_day.desc()))),
        plan=made,
        refusal=refusal,
        lines=_lines(made) if made else [],
        windows=windows(session, made) if made else 0,
        written=[run for run in runs if run.written_at is not None],
        job=_job(session, runs),
        tabs_=tabs(source, "show"),
    )


def _lines(made: Plan) -> list[Line]:
    found = []
    for one in made.rooms:
        mine = [move for move in made.moves if move.room == one.room.name]
        ways = {way.value: sum(move.way is way for move in mine) for way in Way}
        held = [held for held in made.held if held.room == one.room.name]
        found.append(Line(one, ways, held))
    return found


def _job(session: GuardedSession, runs: Sequence[Rollover]) -> Job | None:
    """Return the job that writes the last run, while it hasn't written it."""
    if not runs or runs[-1].written_at is not None:
        return None
    key = f"{JobKind.ROLLOVER}:{runs[-1].id}"
    return session.scalars(select(Job).where(Job.key == key)).one_or_none()


@new_year.post("/lop")
def choose() -> Response:
    """Keep the chosen classes and first Monday, if they can be."""
    only_keepers()
    session = request_session()
    source = source_of(session)
    kept = _chosen(request.form)
    look(session, source, kept)
    prepare(session, source, g.actor.staff_id).choices = kept
    session.commit()
    flash("Đã tính lại với các lớp vừa chọn.", "ok")
    return _back(source.name)


def _chosen(form: Mapping[str, str]) -> dict[str, Any]:
    """Return what differs from the proposal; a class that is left empty takes nobody."""
    return {
        "first_monday": form.get("first_monday", ""),
        "up": _differing(form, "up"),
        "stay": {name: to for name, to in _differing(form, "stay").items() if to},
    }


def _differing(form: Mapping[str, str], way: str) -> dict[str, str]:
    named = {key.removeprefix(f"{way}-"): key for key in form if key.startswith(f"{way}-")}
    return {
        name: " ".join(form[key].split())
        for name, key in named.items()
        if form[key].strip() != form.get(f"usual-{key}", "")
    }


@new_year.post("/ghi")
def write() -> Response:
    """Put the run on the queue: a worker writes all of it or nothing."""
    only_keepers()
    session = request_session()
    source = source_of(session)
    run = prepare(session, source, g.actor.staff_id)
    refuse_running(look(session, source, run.choices))
    session.commit()
    what = f"Chuyển sang năm học {run.target}"
    queue().do(ask(engines().read, g.actor, JobKind.ROLLOVER, run.id, what))
    session.expire_all()
    if session.get_one(Rollover, run.id).written_at is not None:
        flash(f"Đã ghi năm học {run.target}.", "ok")
    else:
        flash("Đang ghi trong việc nền; mở lại trang này sau ít phút.", "info")
    return _back(source.name)


@new_year.post("/hoan-tac")
def undo() -> Response:
    """Take back everything that the roll-over wrote, while the new year has no entry."""
    only_keepers()
    session = request_session()
    source = source_of(session)
    year_id, name = source.id, source.name
    session.rollback()
    gone = take_back(engines().read, g.actor, year_id)
    flash(f"Đã hoàn tác chuyển năm học: bỏ {gone} dòng, lớp và phân công cũ như trước.", "ok")
    return _back(name)


def _back(name: str) -> Response:
    return redirect(url_for("new_year.show", nam=name), 303)  # type: ignore[return-value]
