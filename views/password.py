"""Changing one's own password; it ends the account's sessions everywhere else (Điều 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request
from sqlalchemy import select
from wtforms import PasswordField

from jobs.passwords import hash_password, verify_password, why_weak
from models.people import Credential
from permissions.actor import load_actor
from permissions.session import system_session
from views.database import engines
from views.menu import home_url
from views.security import SchoolForm
from views.signin import renew_token, start_session
from views.throttle import forgive, gate_for, take_try

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

password = Blueprint("password", __name__)
_NEW = {"autocomplete": "new-password", "maxlength": 128, "required": True, "minlength": 8}


class PasswordForm(SchoolForm):
    """The old password and, twice, the new one."""

    old = PasswordField(
        "Mật khẩu đang dùng",
        render_kw={"autocomplete": "current-password", "maxlength": 128, "required": True},
    )
    new = PasswordField(
        "Mật khẩu mới",
        description="Ít nhất 8 kí tự. Ghép ba, bốn từ không liên quan thì dễ nhớ và khó đoán.",
        render_kw=_NEW,
    )
    again = PasswordField("Gõ lại mật khẩu mới", render_kw=_NEW)


def _add(form: PasswordForm, name: str, sentence: str) -> None:
    form[name].errors = [*form[name].errors, sentence]


def _accepted(form: PasswordForm) -> bool:
    """Check the three fields; errors stand beside theirs."""
    actor = g.actor
    with system_session(engines().read, "đổi mật khẩu", capacities=frozenset()) as session:
        stored = session.scalar(
            select(Credential.password_hash).where(Credential.account_id == actor.account_id)
        )
    old, new = str(form.old.data or ""), str(form.new.data or "")
    gate = gate_for(f"doi:{actor.account_id}")
    if take_try(gate) is None:
        _add(form, "old", "Đã thử quá nhiều lần. Chờ 15 phút rồi thử lại.")
    elif not verify_password(stored, old):
        _add(form, "old", "Mật khẩu đang dùng chưa đúng.")
    else:
        forgive(gate)
    weak = why_weak(new, actor.staff_code or "", *actor.name.split())
    if weak:
        _add(form, "new", weak)
    elif new == old:
        _add(form, "new", "Mật khẩu mới phải khác mật khẩu đang dùng.")
    if new != str(form.again.data or ""):
        _add(form, "again", "Hai lần gõ chưa giống nhau.")
    return not any(field.errors for field in form)


@password.route("/mat-khau", methods=("GET", "POST"))
def change() -> Any:
    """Show the form, or change the password and end the other sessions."""
    form, actor = PasswordForm(request.form), g.actor
    status = 200
    if request.method == "POST":
        if _accepted(form):
            hashed = hash_password(str(form.new.data))
            renew_token(actor.account_id, "đổi mật khẩu", password_hash=hashed, must_change=False)
            start_session(load_actor(engines().read, account_id=actor.account_id))
            flash("Đã đổi mật khẩu. Máy khác đang mở tài khoản này phải đăng nhập lại.", "ok")
            return redirect(home_url(), 303)
        status = 422
    page = render_template(
        "screens/signin/password.html", form=form, forced=actor.must_change_password, refusal=None
    )
    return page, status


def register(app: Flask, _admin: Admin) -> None:
    """Register the page."""
    app.register_blueprint(password)
