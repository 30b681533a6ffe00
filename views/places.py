"""Where a person is signed in: noted at the door, and every few minutes while it is used (Đ3)."""

from __future__ import annotations

import re
from datetime import timedelta
from time import time
from typing import Any

from flask import request
from flask import session as browser
from sqlalchemy import select

from models.base import utc_now
from models.people import SignIn
from models.people.sharing import KEPT
from permissions.session import system_session
from views.database import engines

#: a place is noted again when so long has passed since it last was
EVERY = timedelta(minutes=5)
#: how many that are too old go at each sign-in
SWEPT = 20
#: what a session keeps of it: the row, and when it was last noted
PLACE = ("place", "noted")

_PROGRAMS = (
    ("coc_coc", "Cốc Cốc"),
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("firefox", "Firefox"),
    ("chrome", "Chrome"),
    ("crios", "Chrome"),
    ("safari", "Safari"),
)
_MACHINES = (
    ("android", "Android"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("windows", "Windows"),
    ("mac os", "Mac"),
    ("linux", "Linux"),
)


def browser_words(agent: str) -> str:
    """Say what a browser calls itself in words: "Chrome trên Windows"."""
    low = re.sub(r"\s+", " ", agent.casefold())
    program = next((name for sign, name in _PROGRAMS if sign in low), "Trình duyệt khác")
    machine = next((name for sign, name in _MACHINES if sign in low), "")
    return f"{program} trên {machine}" if machine else program


def arrive(account_id: int, device: str) -> None:
    """Note a sign-in, and drop a few that are older than they are kept."""
    now = utc_now()
    place = SignIn(
        account_id=account_id,
        device=device,
        browser=browser_words(request.headers.get("User-Agent", "")),
        address=(request.remote_addr or "?")[:64],
        at=now,
        seen_at=now,
    )
    with system_session(engines().write, "đăng nhập", capacities={"gatekeeper"}) as session:
        session.add(place)
        old = select(SignIn).where(SignIn.seen_at < now - KEPT).limit(SWEPT)
        for gone in session.scalars(old):
            session.delete(gone)
        session.flush()
        browser["place"], browser["noted"] = place.id, int(time())
        session.commit()


def stay() -> None:
    """Note that the place is still used, when it wasn't noted for a while."""
    if time() - browser.get("noted", time()) < EVERY.total_seconds():
        return
    browser["noted"] = int(time())
    with system_session(engines().write, "đăng nhập", capacities={"gatekeeper"}) as session:
        place: Any = session.get(SignIn, browser["place"])
        if place is not None:
            place.seen_at = utc_now()
            session.commit()
