"""Guessing is slow: failed sign-ins are counted in the database, so the limit holds everywhere.

At most ten tries in fifteen minutes for a name, and for an address. A browser that has signed in
before carries a signed device mark and is counted apart, so nobody can lock a person out of the
own machine by guessing from elsewhere (PROMISES 12).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import func, or_, select

from models.base import utc_now
from models.people import SignInAttempt
from permissions.session import GuardedSession, system_session
from views.database import engines

if TYPE_CHECKING:
    from flask import Response

TRIES, WINDOW = 10, timedelta(minutes=15)
ADDRESS_TRIES = 40
COOKIE, COOKIE_AGE = "so_truong_may", timedelta(days=400)
DEVICE = "máy "


@dataclass(frozen=True)
class Gate:
    """Who knocks: the name that was typed, and from where (an address, or a known device)."""

    username: str
    place: str

    @property
    def known_device(self) -> bool:
        """Tell whether this browser has signed in to this account before."""
        return self.place.startswith(DEVICE)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="may-da-dung")


def gate_for(username: str) -> Gate:
    """Return the gate of this request for a name."""
    try:
        name, mark = _serializer().loads(request.cookies.get(COOKIE, ""))
    except (BadSignature, ValueError, TypeError):
        name = mark = ""
    known = name == username and bool(mark)
    return Gate(username[:40], (f"{DEVICE}{mark}" if known else request.remote_addr or "?")[:64])


def _failed(session: GuardedSession, gate: Gate) -> int:
    """Return how many of the ten tries are used up."""
    a = SignInAttempt
    recent = select(func.count(a.id)).where(a.at > utc_now() - WINDOW)
    if gate.known_device:
        return (
            session.scalar(recent.where(a.username == gate.username, a.address == gate.place)) or 0
        )
    strangers = recent.where(a.address.not_like(f"{DEVICE}%"))
    by_name = session.scalar(strangers.where(a.username == gate.username)) or 0
    by_address = session.scalar(strangers.where(a.address == gate.place)) or 0
    return max(by_name, by_address - (ADDRESS_TRIES - TRIES))


def take_try(gate: Gate) -> int | None:
    """Count a try before it is judged; return how many are left, or None when none was left."""
    with system_session(engines().write, "đăng nhập", capacities={"gatekeeper"}) as session:
        _sweep(session)
        left = TRIES - _failed(session, gate)
        if left <= 0:
            session.commit()
            return None
        session.add(SignInAttempt(username=gate.username, address=gate.place, at=utc_now()))
        session.commit()
        return left - 1


def forgive(gate: Gate) -> None:
    """Forget the failed tries of this gate after a right password."""
    a = SignInAttempt
    with system_session(engines().write, "đăng nhập", capacities={"gatekeeper"}) as session:
        mine = select(a).where(a.username == gate.username, a.address == gate.place)
        for attempt in session.scalars(mine):
            session.delete(attempt)
        session.commit()


def _sweep(session: GuardedSession) -> None:
    """Drop a few attempts that no longer count, so that the table stays small."""
    a = SignInAttempt
    old = select(a).where(or_(a.at < utc_now() - 4 * WINDOW)).limit(20)
    for attempt in session.scalars(old):
        session.delete(attempt)


def mark_device(response: Response, gate: Gate) -> str:
    """Leave the device mark of this account in the browser, and return it."""
    mark = gate.place.removeprefix(DEVICE) if gate.known_device else secrets.token_hex(12)
    response.set_cookie(
        COOKIE,
        _serializer().dumps([gate.username, mark]),
        max_age=int(COOKIE_AGE.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        path="/dang-nhap",
    )
    return mark
