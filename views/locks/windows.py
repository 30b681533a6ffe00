"""The calendar of a year: openings and closures by record kind, set ahead and changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import Select, select

from models.access import Closure, LockKind, Opening
from models.access.closing import Scope, close, open_scope, reschedule, take_back
from models.access.lock import LOCK_KIND_LABEL
from models.access.windows import narrow, scope_of, wide_openings
from models.base import utc_now
from models.people import Staff
from models.refusal import Refusal, Unfit
from permissions.errors import OutOfScope
from permissions.session import GuardedSession
from views.database import request_session
from views.locks.frame import (
    BY,
    KINDS,
    Frame,
    asked_scope,
    asked_year,
    fits,
    frame,
    keeps,
    lock_tabs,
    locks,
    moment,
    only_keepers,
    scope_words,
    typed,
    years_of,
)
from views.locks.rows import OPEN, OVER, SET, SET_OPEN, SHUT
from views.locks.timeline import Rows, rows_of, timeline

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

NAMES = {"mo": Opening, "dong": Closure}


@dataclass(frozen=True, slots=True)
class Window:
    """A line of the calendar: what opens or closes, when, how it stands, whether it may change."""

    id: int
    opens: bool
    period: str
    place: str
    at: datetime
    until: datetime | None
    state: tuple[str, str, str]
    who: str
    reason: str
    may: str

    @property
    def way(self) -> str:
        """The word of its address."""
        return "mo" if self.opens else "dong"


def _state(row: Opening | Closure) -> tuple[tuple[str, str, str], str]:
    """Say how a row stands, and what may still be done: ahead, end or nothing."""
    now = utc_now()
    if isinstance(row, Closure):
        return (SHUT, "") if row.sealed or row.starts_at <= now else (SET, "ahead")
    if row.starts_at > now:
        return SET_OPEN, "ahead"
    over = row.ends_at is not None and row.ends_at <= now
    return (OVER, "") if over else (OPEN, "end")


def _windows(
    here: Frame, rows: list[Opening | Closure], people: dict[int, str]
) -> list[tuple[str, str, list[Window]]]:
    """Put the rows under their kinds, in the order of the timeline: (name, by, lines)."""
    by_kind: dict[LockKind | None, list[Window]] = {}
    for row in sorted(rows, key=lambda row: (row.starts_at, row.id)):
        _, period, place = scope_words(here, row)
        state, may = _state(row)
        window = Window(
            row.id,
            isinstance(row, Opening),
            period,
            place,
            row.starts_at,
            row.ends_at if isinstance(row, Opening) else None,
            state,
            people.get(row.made_by or 0, ""),
            row.reason or "",
            may,
        )
        by_kind.setdefault(row.kind, []).append(window)
    found = [("Mọi loại sổ", "", by_kind[None])] if None in by_kind else []
    found += [(LOCK_KIND_LABEL[k], by, by_kind[k]) for k, (by, _) in BY.items() if k in by_kind]
    return found


@locks.get("/lich")
def calendar() -> str:
    """Show a year's calendar of openings and closures."""
    session = request_session()
    here = frame(session, asked_year(session))
    rows = rows_of(session, here.year)
    people = {s.id: f"{s.address} {s.full_name}" for s in session.scalars(_makers(rows))}
    return render_template(
        "screens/locks/calendar.html",
        here=here,
        years=years_of(session),
        line=timeline(here.year, here.periods, rows),
        kinds=_windows(here, [*rows.openings, *rows.closures], people),
        now=utc_now(),
        keeps=keeps(),
        tabs_=lock_tabs("calendar", here.year),
    )


def _makers(rows: Rows) -> Select[tuple[Staff]]:
    ids = {row.made_by for row in (*rows.openings, *rows.closures) if row.made_by}
    return select(Staff).where(Staff.id.in_(ids))


def _form(here: Frame, refusal: Refusal | None = None, **page: Any) -> Any:
    values = request.values
    return (
        render_template(
            "screens/locks/window.html",
            here=here,
            kinds=KINDS,
            periods=_periods(here, values.get("loai", "")),
            units=here.units_of(LockKind(values["loai"])) if _is_kind(values.get("loai")) else [],
            asked={k: values.get(k, "") for k in ("loai", "ky", "pv", "mon")},
            given=values,
            refusal=refusal,
            field=refusal.facts.get("field") if refusal else None,
            **page,
        ),
        refusal.status if refusal else 200,
    )


def _is_kind(name: str | None) -> bool:
    return name in set(LockKind)


def _periods(here: Frame, kind: str) -> list[tuple[str, str]]:
    """Offer the periods by which a kind is kept (any kind: the terms)."""
    of = BY[LockKind(kind)][1] if _is_kind(kind) else "term"
    return [(p.code, p.name) for p in here.periods if p.kind == of]


@locks.get("/lich/moi")
def new_window() -> Any:
    """Show the form of a window: the kind first, then its periods and units."""
    only_keepers()
    session = request_session()
    return _form(frame(session, asked_year(session)), wide=[])


@locks.post("/lich/moi")
def add_window() -> Any:
    """Write a window: an opening, a closure, or both; told first when it changes what is open."""
    only_keepers()
    session = request_session()
    here = frame(session, asked_year(session))
    try:
        scope, opens, closes = _asked_window(here)
        wide = wide_openings(session, scope, opens) if opens else []
        if wide and request.form.get("rieng") not in ("co", "khong"):
            return _form(here, wide=wide)
        _write(session, here, scope, opens, closes)
    except Refusal as refusal:
        session.rollback()
        return _form(here, refusal, wide=[])
    session.commit()
    flash(f"Đã ghi lịch: {', '.join(scope_words(here, scope))}.", "ok")
    return redirect(url_for("locks.calendar", nam=here.year.name), 303)


def _asked_window(here: Frame) -> tuple[Scope, datetime | None, datetime | None]:
    scope = asked_scope(here, request.form)
    if scope is None:
        raise Unfit("Chọn loại sổ và thời gian.", field="loai")
    if not fits(scope.kind, here.period(scope.period_id)):
        by = BY[scope.kind][0] if scope.kind else ""
        raise Unfit(f"Sổ này ghi {by}; chọn thời gian như vậy.", field="ky")
    opens, closes = (
        moment(request.form[name], name) if request.form.get(name) else None
        for name in ("mo_luc", "dong_luc")
    )
    if opens is None and closes is None:
        raise Unfit("Ghi giờ mở, giờ đóng, hoặc cả hai.", field="mo_luc")
    if opens and closes and closes <= opens:
        raise Unfit("Giờ đóng phải sau giờ mở.", field="dong_luc")
    return scope, opens, closes


def _write(
    session: GuardedSession,
    here: Frame,
    scope: Scope,
    opens: datetime | None,
    closes: datetime | None,
) -> None:
    me, reason = g.actor.staff_id or 0, request.form.get("reason", "").strip()[:300] or None
    if opens and request.form.get("rieng") == "co":
        wide = wide_openings(session, scope, opens)
        narrow(session, scope, wide, me, here.periods_by_kind)
    if opens:
        try:
            open_scope(session, scope, me, at=opens, reason=reason)
        except Unfit as unfit:
            raise Unfit(str(unfit), field="mo_luc") from None
    if closes:
        try:
            close(session, scope, me, at=closes, reason=reason)
        except Unfit as unfit:
            raise Unfit(str(unfit), field="dong_luc") from None


def _window(session: GuardedSession, way: str, row_id: int) -> Any:
    only_keepers()
    row = session.get(NAMES[way], row_id) if way in NAMES else None
    if row is None:
        raise OutOfScope
    return row


@locks.route("/lich/<any(mo, dong):way>/<int:row_id>", methods=["GET", "POST"])
def change_window(way: str, row_id: int) -> Any:
    """Change the moments of a window that lies ahead, or the end of one that is open."""
    session = request_session()
    row = _window(session, way, row_id)
    here = frame(session, next(y for y in years_of(session) if y.id == row.year_id))
    _, may = _state(row)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _reschedule(row)
            session.commit()
        except Refusal as no:
            session.rollback()
            refusal = no
        else:
            flash("Đã đổi lịch.", "ok")
            return redirect(url_for("locks.calendar", nam=here.year.name), 303)
    return (
        render_template(
            "screens/locks/window_change.html",
            row=row,
            opens=way == "mo",
            way=way,
            may=may,
            words=scope_words(here, scope_of(row)),
            year=here.year,
            at=request.form.get("luc", typed(row.starts_at)),
            until=request.form.get("den", typed(row.ends_at) if way == "mo" else ""),
            refusal=refusal,
            field=refusal.facts.get("field") if refusal else None,
        ),
        refusal.status if refusal else 200,
    )


def _reschedule(row: Opening | Closure) -> None:
    begun = row.starts_at <= utc_now()
    at = row.starts_at if begun else moment(request.form.get("luc", ""), "at")
    until = request.form.get("den", "")
    reschedule(row, at, moment(until, "until") if until else None)
    row.reason = request.form.get("reason", "").strip()[:300] or row.reason


@locks.post("/lich/<any(mo, dong):way>/<int:row_id>/bo")
def drop_window(way: str, row_id: int) -> Response:
    """Take back a window that lies ahead."""
    session = request_session()
    row = _window(session, way, row_id)
    year = next(y for y in years_of(session) if y.id == row.year_id)
    take_back(session, row)
    session.commit()
    flash("Đã bỏ khỏi lịch.", "ok")
    return redirect(url_for("locks.calendar", nam=year.name), 303)  # type: ignore[return-value]
