"""Người này được làm gì: what rights somebody has on a day, and from which duty (Đ2.9)."""

from __future__ import annotations

from flask import render_template, request
from sqlalchemy import select

from models.clock import school_today
from models.people import Account, Staff
from models.refusal import Unfit
from permissions.actor import load_actor
from permissions.errors import OutOfScope
from views.authority.frame import asked_day, authority, managed, people, suspends, tabs_of
from views.database import engines
from views.ids import row_id
from views.rights import books_of, reasons


@authority.get("/nguoi")
def person() -> object:
    """Show the choice of a person and a day, and for the chosen one the rights of that day."""
    session = managed()
    refusal, day = None, school_today()
    if request.args.get("ngay"):
        try:
            day = asked_day("ngay")
        except Unfit as problem:
            refusal = problem
    wanted = request.args.get("ai")
    chosen = session.get(Staff, row_id(wanted)) if wanted else None
    if wanted and chosen is None:
        raise OutOfScope
    account = (
        session.scalars(select(Account).where(Account.staff_id == chosen.id)).first()
        if chosen
        else None
    )
    works = account is not None and account.suspended_at is None
    actor = load_actor(engines().read, account_id=account.id, today=day) if works else None  # type: ignore[union-attr]
    page = render_template(
        "screens/authority/person.html",
        people=people(session),
        chosen=chosen,
        day=day,
        account=account,
        reasons=reasons(session, chosen.id, day) if chosen else [],
        books=books_of(actor) if actor else [],
        works=works,
        leaves=suspends() and works,
        refusal=refusal,
        tabs_=tabs_of("person"),
    )
    return page, 422 if refusal else 200
