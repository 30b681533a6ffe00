"""The one way every request goes: fresh actor, guarded session, sign-in, token, duties to settle.

Whatever isn't listed public asks for sign-in; who must change the password or hasn't acknowledged
the regulation goes there first (Điều 3).
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from time import time
from typing import TYPE_CHECKING, Any

from flask import Flask, g, redirect, request, session, url_for
from flask_babel import Babel
from flask_login import LoginManager, current_user, logout_user

from permissions.actor import Actor, load_actor
from permissions.errors import NoActor
from views.assets import PagesOnly
from views.database import db, engines, init_database
from views.errors import init_errors
from views.ids import init_ids
from views.places import stay
from views.security import check_csrf, init_security

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from jobs.settings import Settings

#: What anybody may ask for without signing in.
PUBLIC = frozenset({"static", "signin.sign_in", "check.show"})
#: What a person may do before the password is changed, and before the regulation is acknowledged.
BEFORE_PASSWORD = PUBLIC | {"password.change", "signin.sign_out"}
BEFORE_REGULATION = BEFORE_PASSWORD | {"regulation.document", "regulation.acknowledge"}

IDLE = timedelta(hours=8)
LONGEST = timedelta(hours=12)


def load_person(session_token: str) -> Actor | None:
    """Return the frozen actor whose token the cookie carries (Flask-Login's user)."""
    since = session.get("since", 0)
    if not isinstance(since, int | float) or time() - since > LONGEST.total_seconds():
        return None
    try:
        return load_actor(engines().read, session_token=session_token)
    except NoActor:
        return None


def _enter() -> Any:
    g.pop("_login_user", None)
    g.pop("actor", None)
    g.pop("once", None)
    db.session.remove()
    g.request_id = secrets.token_hex(6)
    if request.endpoint == "static":
        return None
    person = current_user._get_current_object()  # noqa: SLF001 - the proxy's own way
    if isinstance(person, Actor):
        g.actor = person
        stay()
    elif request.endpoint not in PUBLIC:
        if "_user_id" in session:
            logout_user()
            session.clear()
        raise NoActor
    check_csrf()
    return _settle_first() if "actor" in g else None


def _settle_first() -> Any:
    """Lead to what comes before work: the own password, then the regulation in force."""
    if g.actor.must_change_password:
        if request.endpoint not in BEFORE_PASSWORD:
            return redirect(url_for("password.change"), 303)
    elif request.endpoint not in BEFORE_REGULATION and g.actor.must_acknowledge:
        return redirect(url_for("regulation.document"), 303)
    return None


def init_pipeline(app: Flask, settings: Settings, engine: Engine) -> None:
    """Wire database, sign-in, security, language and errors into the app."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="so_truong",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=IDLE,
        MAX_CONTENT_LENGTH=32 * 1024 * 1024,
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
        TRAP_HTTP_EXCEPTIONS=False,
    )
    app.session_interface = PagesOnly()
    app.extensions["so_truong_settings"] = settings
    init_ids(app)
    init_database(app, engine)
    Babel(app)
    login = LoginManager(app)
    login.session_protection = None
    login.user_loader(load_person)
    app.before_request(_enter)
    init_security(app, production=settings.https)
    init_errors(app)
