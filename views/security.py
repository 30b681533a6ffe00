"""What every answer and every writing request carries: headers, and one token against forgery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from flask_admin.form import SecureForm
from werkzeug.datastructures import MultiDict

from permissions.errors import Forbidden
from views.database import SAFE_METHODS

if TYPE_CHECKING:
    from datetime import timedelta

CSP = (
    "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self';"
    " frame-ancestors 'none'; img-src 'self' data:"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class SchoolForm(SecureForm):
    """The base of every form; its token lives as long as the session (a stale form is a 409)."""

    class Meta(SecureForm.Meta):
        """No time limit of its own: the session has one."""

        csrf_time_limit: timedelta | None = None


def csrf_token() -> str:
    """Return this session's token, for forms and for the header X-CSRF-Token."""
    return str(SchoolForm().csrf_token.current_token)  # type: ignore[attr-defined]


def check_csrf() -> None:
    """Refuse a writing request without this session's token, in a header or a form field."""
    if request.method in SAFE_METHODS:
        return
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    form = SchoolForm(formdata=MultiDict({"csrf_token": given}))
    if not form.validate():
        raise Forbidden(
            "Trang này mở từ trước khi đăng nhập nên chưa ghi gì. Tải lại trang rồi làm lại (Đ3)."
        )


def init_security(app: Flask, *, production: bool) -> None:
    """Put the headers on every answer, errors and files included."""
    app.jinja_env.globals["csrf_token"] = csrf_token
    headers: dict[str, Any] = dict(HEADERS)
    if production:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers[name] = value
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        return response
