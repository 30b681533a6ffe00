"""The calendar of another year, copied in one previewed act onto this one's weeks (Đ2.3, 2.11)."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from models.access.windows import Copy, copies, narrow, wide_openings, write_copies
from models.school import SchoolYear
from permissions.errors import OutOfScope
from permissions.session import GuardedSession
from views.database import request_session
from views.locks.frame import (
    Frame,
    asked_year,
    frame,
    locks,
    only_keepers,
    scope_words,
    years_of,
)

WORDS = {
    "new": ("Sẽ ghi", "info", "clock"),
    "there": ("Đã có", "ok", "tick"),
    "past": ("Giờ đã qua", "", "clock"),
    "lost": ("Năm nay không có", "", "refused"),
}


def _source(years: list[SchoolYear], here: Frame) -> SchoolYear | None:
    """Return the year that ?tu= names, else the one before; None when there is no other."""
    name = request.values.get("tu", "")
    if name:
        found = next((y for y in years if y.name == name and y.id != here.year.id), None)
        if found is None:
            raise OutOfScope
        return found
    return next((y for y in years if y.first_day < here.year.first_day), None)


@locks.route("/lich/chep", methods=["GET", "POST"])
def copy_year() -> Any:
    """Preview what would be written; write the ticked lines when they are confirmed."""
    only_keepers()
    session = request_session()
    here, years = frame(session, asked_year(session)), years_of(session)
    source = _source(years, here)
    found = copies(session, source, here.year) if source else []
    if request.method == "POST" and source:
        wanted = [copy for copy in found if copy.key in request.form.getlist("dong")]
        count = _write(session, here, source, wanted)
        session.commit()
        flash(f"Đã chép {count} dòng từ lịch năm học {source.name}.", "ok")
        return redirect(url_for("locks.calendar", nam=here.year.name), 303)
    before = frame(session, source) if source else here
    return render_template(
        "screens/locks/copy.html",
        here=here,
        source=source,
        years=[y for y in years if y.id != here.year.id],
        lines=[(copy, scope_words(before, copy.source), WORDS[copy.state]) for copy in found],
        new=sum(copy.state == "new" for copy in found),
        narrows=any(
            copy.state == "new" and copy.opens and wide_openings(session, copy.scope, copy.at)
            for copy in found
        ),
    )


def _write(session: GuardedSession, here: Frame, source: SchoolYear, wanted: list[Copy]) -> int:
    me = g.actor.staff_id or 0
    if request.form.get("rieng") == "co":
        for copy in wanted:
            if copy.state == "new" and copy.opens:
                wide = wide_openings(session, copy.scope, copy.at)
                narrow(session, copy.scope, wide, me, here.periods_by_kind)
    openings, closures = write_copies(session, wanted, me, source.name)
    return len(openings) + len(closures)
