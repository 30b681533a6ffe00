"""Sign-in and sign-out: one person, one account; a known and an unknown name take equally long."""

from __future__ import annotations

from time import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as browser
from flask_login import login_user, logout_user
from sqlalchemy import select
from wtforms import PasswordField, StringField

from jobs.passwords import new_token, verify_password
from models.people import Account, Credential
from permissions.actor import Actor, load_actor
from permissions.errors import NoActor
from permissions.session import system_session
from views.database import engines
from views.frame import door_facts
from views.menu import home_url
from views.places import PLACE, arrive
from views.security import SchoolForm
from views.throttle import forgive, gate_for, mark_device, take_try

if TYPE_CHECKING:
    from flask import Flask, Response
    from flask_admin import Admin

signin = Blueprint("signin", __name__)

WRONG = "Tên hoặc mật khẩu chưa đúng. Còn {} lần thử, sau đó chờ 15 phút."
WAIT = "Đã thử quá nhiều lần, nên chưa nhận mật khẩu. Chờ 15 phút rồi thử lại (Đ3)."
HELPER = "gặp phó hiệu trưởng hoặc thư kí Ban quản trị"


class SignInForm(SchoolForm):
    """Name and password."""

    username = StringField(
        "Tên đăng nhập",
        description="Mã cán bộ viết thường, có trên phiếu tài khoản.",
        render_kw={
            "autocomplete": "username",
            "maxlength": 40,
            "autofocus": True,
            "required": True,
        },
    )
    password = PasswordField(
        "Mật khẩu",
        render_kw={"autocomplete": "current-password", "maxlength": 128, "required": True},
    )


def judge(username: str, password: str) -> Actor | None:
    """Return the actor if the password is right and the account works, in equal time always."""
    with system_session(engines().read, "đăng nhập", capacities=frozenset()) as session:
        secret = session.scalar(
            select(Credential)
            .join(Account, Account.id == Credential.account_id)
            .where(Account.username == username)
        )
    right = verify_password(secret.password_hash if secret else None, password)
    try:
        actor = load_actor(engines().read, username=username)
    except NoActor:
        return None
    return actor if right else None


def renew_token(account_id: int, reason: str, **changes: Any) -> str:
    """End every session of an account; also set what is given on its secrets."""
    token = new_token()
    with system_session(engines().write, reason, capacities={"gatekeeper"}) as session:
        secret = session.scalars(
            select(Credential).where(Credential.account_id == account_id)
        ).one()
        for name, value in (changes | {"session_token": token}).items():
            setattr(secret, name, value)
        session.commit()
    return token


def start_session(actor: Actor) -> None:
    """Begin a fresh browser session: nothing from before sign-in survives."""
    here = {name: browser[name] for name in PLACE if name in browser}
    browser.clear()
    browser.update(here)
    browser.permanent = True
    browser["since"] = int(time())
    login_user(actor)
    g.actor = actor


def safe_next(target: str | None) -> str | None:
    """Return an address of this site, or None."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    return target if not parts.netloc and not parts.scheme else None


@signin.route("/dang-nhap", methods=("GET", "POST"))
def sign_in() -> Any:
    """Show the door, or judge a try."""
    form, refusal, status = SignInForm(request.form), None, 200
    next_url = safe_next(request.args.get("next"))
    if request.method == "POST":
        username = str(form.username.data or "").strip().casefold()
        gate = gate_for(username)
        left = take_try(gate)
        actor = judge(username, str(form.password.data or "")) if left is not None else None
        if actor is not None:
            forgive(gate)
            start_session(actor)
            response: Response = make_response(redirect(next_url or home_url(), 303))
            arrive(int(actor.account_id or 0), mark_device(response, gate))
            return response
        refusal, status = (WAIT, 429) if left is None else (WRONG.format(left), 401)
    elif "actor" in g:
        return redirect(home_url())
    page = render_template(
        "screens/signin/sign_in.html",
        form=form,
        refusal=refusal,
        next_url=next_url,
        helper=HELPER,
        demo_accounts=current_app.extensions.get("so_truong_demo_accounts", ()),
        **door_facts(),
    )
    return page, status


@signin.post("/dang-xuat")
def sign_out() -> Any:
    """End every session of this account, here and elsewhere."""
    renew_token(g.actor.account_id, "đăng xuất")
    logout_user()
    browser.clear()
    return redirect(url_for("signin.sign_in"), 303)


def register(app: Flask, _admin: Admin) -> None:
    """Register the door."""
    app.register_blueprint(signin)
