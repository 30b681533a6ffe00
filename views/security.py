"""What every answer and every writing request carries: headers, and one token against forgery."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, Response, current_app, g, request
from flask.json.provider import DefaultJSONProvider
from flask_admin.form import SecureForm
from werkzeug.datastructures import MultiDict
from wtforms.csrf.session import SessionCSRF

from permissions.errors import Forbidden
from views.assets import KEPT
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
#: What our own pages may show in a frame of theirs: a file, never a page with buttons.
FRAMED = {
    "Content-Security-Policy": CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "X-Frame-Options": "SAMEORIGIN",
}
View = TypeVar("View", bound=Callable[..., Any])


def framed_here(view: View) -> View:
    """Let our own pages show this view's answer in a frame."""
    view.framed_here = True  # type: ignore[attr-defined]
    return view


class OnceChecked(SessionCSRF):
    """The token of a form; what the pipeline has checked already isn't asked for twice."""

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        """Check the token unless this request's was found right, in a header or a field."""
        if not g.get("csrf_checked"):
            super().validate_csrf_token(form, field)


class SchoolForm(SecureForm):
    """The base of every form; its token lives as long as the session (a stale form is a 409)."""

    class Meta(SecureForm.Meta):
        """No time limit of its own: the session has one."""

        csrf_class = OnceChecked
        csrf_time_limit: timedelta | None = None


def csrf_token() -> str:
    """Return this session's token, for forms and for the header X-CSRF-Token."""
    return str(SchoolForm().csrf_token.current_token)  # type: ignore[attr-defined]


def check_csrf() -> None:
    """Refuse a writing request without this session's token, in a header or a form field."""
    g.csrf_checked = False
    if request.method in SAFE_METHODS:
        return
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    form = SchoolForm(formdata=MultiDict({"csrf_token": given}))
    if not form.validate():
        raise Forbidden(
            "Trang này mở từ trước khi đăng nhập nên chưa ghi gì. Tải lại trang rồi làm lại (Đ3)."
        )
    g.csrf_checked = True


class ShallowJson(DefaultJSONProvider):
    """JSON that is nested beyond reading is text that can't be read, not a fault of ours."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read JSON; ValueError for what is none."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            msg = "nested too deeply"
            raise ValueError(msg) from error


def init_security(app: Flask, *, production: bool) -> None:
    """Put the headers on every answer, errors and files included; read JSON with care."""
    app.json = ShallowJson(app)
    app.jinja_env.globals["csrf_token"] = csrf_token
    headers: dict[str, Any] = dict(HEADERS)
    if production:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    @app.after_request
    def _headers(response: Response) -> Response:
        view = current_app.view_functions.get(request.endpoint or "")
        own = FRAMED if getattr(view, "framed_here", False) else {}
        for name, value in (headers | own).items():
            response.headers[name] = value
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        elif response.status_code in (200, 304):
            response.headers["Cache-Control"] = KEPT
        return response
