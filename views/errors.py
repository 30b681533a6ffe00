"""One error map: every refusal becomes a page or JSON with a sentence, an article and a helper.

Out of scope 404, no right 403, closed or stale 409, bad value 422; never a SQL text, never a 500
for what somebody typed (DESIGN §3.7).
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from flask import Response, g, jsonify, redirect, render_template, request, url_for
from sqlalchemy.exc import DBAPIError, StatementError
from werkzeug.exceptions import HTTPException

from permissions.errors import Invalid, NoActor, Refusal
from views.breach import refusal_for
from views.database import SAFE_METHODS, db

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as BaseResponse

log = logging.getLogger("so_truong")

TITLES = {
    400: "Chưa hiểu yêu cầu này",
    401: "Cần đăng nhập",
    403: "Việc này không thuộc nhiệm vụ được phân công",
    404: "Không thấy mục này",
    405: "Trang này không nhận cách gửi đó",
    409: "Chưa ghi được",
    413: "Tệp quá lớn",
    422: "Có giá trị chưa đúng",
    429: "Đã thử quá nhiều lần",
    500: "Việc này chưa làm được",
}
SENTENCES = {
    400: "Trình duyệt gửi thiếu hoặc sai phần nào đó, nên chưa ghi gì.",
    403: "Chưa ghi gì. Quyền đi theo phân công (Đ2.9).",
    404: "Mục này không có, hoặc không thuộc phần việc được phân công (Đ2.9).",
    405: "Chưa ghi gì. Quay lại trang trước rồi bấm nút trên trang.",
    413: "Chưa nhận tệp. Chia nhỏ tệp rồi gửi lại.",
    500: "Chương trình gặp chỗ chưa lường trước, chưa ghi gì. Việc này đã được ghi lại để sửa.",
}
HELPERS = {
    401: "Mất mật khẩu: gặp phó hiệu trưởng hoặc thư kí Ban quản trị.",
    403: "Cần thêm quyền: gặp phó hiệu trưởng, người phân công (Đ7.2).",
    404: "Nếu mục này phải có: gặp phó hiệu trưởng hoặc văn phòng.",
    409: "Cần mở lại sổ: gặp Ban quản trị (Đ2.3).",
    422: "Sửa chỗ được nêu rồi ghi lại.",
    500: "Làm lại sau ít phút; nếu vẫn vậy, báo phó hiệu trưởng kèm mã ở trên.",
}


def wants_json() -> bool:
    """Tell whether the asker is one of our scripts rather than a person's browser."""
    if request.is_json:
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def _article(sentence: str) -> str | None:
    found = re.search(r"\((Đ[\d.]+)", sentence)
    return found[1].replace("Đ", "Điều ") if found else None


def answer(status: int, sentence: str, **facts: Any) -> tuple[Response | str, int]:
    """Say no in the form that was asked for."""
    if wants_json():
        shown = {k: v for k, v in facts.items() if isinstance(v, str | int | list | None)}
        return jsonify({"status": status, "message": sentence, **shown}), status
    page = render_template(
        "error.html",
        status=f"{status} · {g.get('request_id', '')}",
        title=TITLES.get(status, TITLES[500]),
        sentence=sentence,
        article=_article(sentence),
        helper=HELPERS.get(status, HELPERS[422]),
        back_url=url_for("home.index"),
        back_label="Về trang đầu",
    )
    return page, status


def _refused(refusal: Refusal) -> tuple[Response | str, int] | BaseResponse:
    db.session.rollback()
    if isinstance(refusal, NoActor) and request.method in SAFE_METHODS and not wants_json():
        return redirect(url_for("signin.sign_in", next=request.full_path.rstrip("?")))
    facts = {k: refusal.facts[k] for k in ("field", "fields") if k in refusal.facts}
    return answer(refusal.status, str(refusal), **facts)


def _database(error: DBAPIError) -> Any:
    db.session.rollback()
    refusal = refusal_for(error)
    if refusal is None:
        return _unforeseen(error)
    return _refused(refusal)


def _bad_value(error: Exception) -> Any:
    """A value that no column can hold: too big for SQLite, a NUL in a text, a lone surrogate."""
    db.session.rollback()
    cause = error.orig if isinstance(error, StatementError) else error
    if isinstance(cause, OverflowError | UnicodeError | ValueError | LookupError):
        return _refused(Invalid("Có giá trị không đúng dạng, nên chưa ghi gì."))
    return _unforeseen(error)


def _http(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:  # noqa: PLR2004 - a redirect is no error
        return error
    reply: Any = answer(status, SENTENCES.get(status, SENTENCES[400]))
    return reply


def _unforeseen(error: Exception) -> Any:
    db.session.rollback()
    log.error("request %s failed", g.get("request_id"), exc_info=error)
    return answer(500, SENTENCES[500])


def init_errors(app: Flask) -> None:
    """Register the map."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(StatementError, _bad_value)
    app.register_error_handler(UnicodeError, _bad_value)
    app.register_error_handler(OverflowError, _bad_value)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)
