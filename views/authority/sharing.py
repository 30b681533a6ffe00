"""Đăng nhập: accounts used at two places at once, and what was answered when asked (Điều 3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from models.base import utc_now
from models.clock import SCHOOL_TIME, school_today
from models.people import Account, SharedSign
from models.refusal import Unfit
from permissions.actor import Actor
from permissions.errors import Forbidden
from permissions.policy import can
from permissions.session import GuardedSession
from views.authority.frame import NOT_YOURS, authority, loaded, managed, tabs_of, words_typed
from views.signin import renew_token

#: signs that were asked about stay on the page so long
SHOWN = timedelta(days=60)
LONGEST = 500


def unasked(actor: Actor) -> Select[tuple[int]] | None:
    """Select how many signs wait for this person to ask."""
    if not can(actor, "update", SharedSign, "note"):
        return None
    s = SharedSign
    mine = s.account_id == actor.account_id
    return select(func.count(s.id)).where(s.checked_at.is_(None), ~mine)


@authority.get("/dang-nhap")
def signs() -> str:
    """Show the signs that nobody has asked about, then those of the last weeks."""
    return _page(managed())


@authority.post("/dang-nhap/<int:row>/da-hoi")
def asked(row: int) -> Any:
    """Write down what the person said; the sign is settled with it."""
    session = managed()
    sign = loaded(session, SharedSign, row)
    try:
        note = words_typed("note", LONGEST, "Ghi người giữ tài khoản giải thích thế nào.")
    except Unfit as refusal:
        return _page(session, row, refusal), refusal.status
    sign.note, sign.checked_by, sign.checked_at = note, g.actor.staff_id, utc_now()
    session.commit()
    flash("Đã ghi lời giải thích.", "ok")
    return redirect(url_for("authority.signs"), 303)


@authority.post("/dang-nhap/<int:row>/ket-thuc")
def end_sessions(row: int) -> Any:
    """End every session of the account: whoever uses it signs in again with the password."""
    session = managed()
    account_id = loaded(session, SharedSign, row).account_id
    if not can(g.actor, "update", Account, "suspended_at"):
        raise Forbidden(NOT_YOURS)
    session.rollback()  # the door writes in a session of its own
    renew_token(account_id, "kết thúc các phiên dùng chung")
    flash("Đã kết thúc mọi phiên của tài khoản này; muốn vào lại phải nhập mật khẩu.", "ok")
    return redirect(url_for("authority.signs"), 303)


def _page(session: GuardedSession, refused: int | None = None, refusal: Unfit | None = None) -> str:
    """Show all; ``refused``: the sign whose words weren't taken."""
    s = SharedSign
    since = school_today() - SHOWN
    query = (
        select(s)
        .where(or_(s.checked_at.is_(None), s.day >= since))
        .options(joinedload(s.account).joinedload(Account.staff), joinedload(s.checker))
        .order_by(s.checked_at.is_not(None), s.day.desc(), s.id)
    )
    return render_template(
        "screens/authority/signs.html",
        signs=[(sign, [_place(one) for one in sign.places]) for sign in session.scalars(query)],
        own=g.actor.account_id,
        refused=refused,
        refusal=refusal,
        longest=LONGEST,
        tabs_=tabs_of("signs"),
    )


def _place(one: dict[str, str]) -> dict[str, str]:
    begun, until = (
        datetime.fromisoformat(one[name]).astimezone(SCHOOL_TIME) for name in ("at", "until")
    )
    return {
        "browser": one["browser"],
        "address": one["address"],
        "from": f"{begun:%H:%M}",
        "until": f"{until:%H:%M}",
    }
