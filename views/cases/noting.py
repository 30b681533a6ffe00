"""Noting a case: whom, which days, what the tables say; ticked facts go along, frozen (Đ9)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import or_, select

from models.awards import CaseKind
from models.awards.evidence import Fact, facts_of
from models.awards.steps import LONGEST_SUBJECT, Noted, open_case
from models.clock import school_today
from models.people import Staff
from models.refusal import Unfit
from permissions.errors import Forbidden
from permissions.session import GuardedSession
from views.authority.frame import asked_day, sure
from views.awards.frame import again, look
from views.cases.frame import NOT_YOURS, cases, notes, way
from views.database import request_session
from views.frame import current_year
from views.ids import row_id
from views.values import WORDS
from views.words import capitalize_first, date_vi

TITLE = "Ghi nhận việc"
#: so many lines of a fact stand open before the case is noted
SHOWN = 8


def _people(session: GuardedSession) -> list[Staff]:
    """Return whom a case may be about: whoever works here, but oneself."""
    works = or_(Staff.left_on.is_(None), Staff.left_on > school_today())
    query = select(Staff).where(works, Staff.id != (g.actor.staff_id or 0))
    return list(session.scalars(query.order_by(Staff.sort_key, Staff.code)))


def _asked(session: GuardedSession) -> tuple[Staff, CaseKind, date, date]:
    """Read whom, what kind and which days; Unfit where something is missing."""
    kind = request.values.get("kind", "")
    wanted = row_id(request.values.get("staff_id"))
    person = next((one for one in _people(session) if one.id == wanted), None)
    if person is None:
        raise Unfit("Chọn cán bộ, giáo viên.", field="staff_id")
    if kind not in set(CaseKind):
        raise Unfit("Chọn loại việc.", field="kind")
    since, until = asked_day("since", "Chọn ngày đầu."), asked_day("until", "Chọn ngày cuối.")
    if until < since:
        raise Unfit("Ngày cuối phải sau ngày đầu.", field="until")
    return person, CaseKind(kind), since, until


def _page(
    session: GuardedSession, refusal: Unfit | None = None, found: list[Fact] | None = None
) -> Any:
    year, today = current_year(session), school_today()
    first = year.first_day if year and year.first_day <= today else today
    given = request.values
    page = render_template(
        "screens/cases/new.html",
        title=TITLE,
        people=_people(session),
        kinds=WORDS[CaseKind],
        given=given,
        since=given.get("since") or first.isoformat(),
        until=given.get("until") or today.isoformat(),
        found=found,
        chosen=set(request.form.getlist("fact")) if request.form else None,
        way=way,
        shown=SHOWN,
        refusal=refusal,
        bad=refusal.facts.get("field") if refusal else None,
        longest=LONGEST_SUBJECT,
    )
    return page, refusal.status if refusal else 200


@cases.get("/moi")
def new() -> Any:
    """Ask about whom; once that is said, show what the tables say of these days."""
    session = request_session()
    if not notes(g.actor):
        raise Forbidden(NOT_YOURS)
    if "staff_id" not in request.args:
        return _page(session)
    try:
        person, kind, since, until = _asked(session)
    except Unfit as refusal:
        return _page(session, refusal)
    return _page(session, found=facts_of(session, kind, person.id, since, until))


@cases.post("/moi")
def note() -> Any:
    """Say in words what will be noted; once sure, count again and keep what was ticked."""
    session = request_session()
    if not notes(g.actor):
        raise Forbidden(NOT_YOURS)
    found: list[Fact] | None = None
    try:
        person, kind, since, until = _asked(session)
        found = facts_of(session, kind, person.id, since, until)
        if again():
            return _page(session, found=found)
        ticked = set(request.form.getlist("fact"))
        facts = [fact for fact in found if fact.code in ticked]
        noted = Noted(
            person.id,
            kind,
            request.form.get("subject", ""),
            request.form.get("account", ""),
            since,
            until,
        )
        case = open_case(session, noted, facts, g.actor.staff_id or 0)
        if not sure():
            session.rollback()
            days = f"từ {date_vi(since)} đến hết {date_vi(until)}"
            name = capitalize_first(f"{person.address} {person.full_name}")
            return look(
                TITLE,
                url_for("cases.index"),
                [
                    f"{WORDS[CaseKind][kind]}: {noted.subject.strip()}.",
                    f"Về {person.address} {person.full_name} ({person.code}), {days}.",
                    "Dữ kiện giữ như lúc này; số liệu đổi sau đó không đổi dữ kiện.",
                    f"{name} xem được ngay việc này và trả lời được; tổ trưởng, đồng nghiệp không.",
                ],
                "Ghi nhận việc",
                [("Dữ kiện", [fact.words for fact in facts])] if facts else [],
            )
        session.commit()
    except Unfit as refusal:
        session.rollback()
        return _page(session, refusal, found)
    flash("Đã ghi nhận việc.", "ok")
    return redirect(url_for("cases.show", row_id=case.id), 303)
