"""A class's book or sheet as it would be printed, shown in the browser and kept nowhere (Đ7.3)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, g, send_file

from jobs.printing import runs, work
from jobs.printing.decisions import DECISIONS
from jobs.printing.filling import layouts
from jobs.printing.frame import UnknownError, frame
from models.refusal import NotReady
from permissions.errors import Forbidden
from views.database import engines, request_session
from views.printing import allowed, asked, asked_year, prints

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

preview = Blueprint("preview", __name__, url_prefix="/in-va-luu-tru")


@preview.post("/xem.pdf")
def show() -> Any:
    """Show a class's documents with BẢN XEM on them; the history keeps that they were looked at."""
    wanted = asked(asked_year())
    if not prints(g.actor):
        raise Forbidden(runs.NOT_OFFICIAL)
    if wanted.document in DECISIONS:
        raise UnknownError("Quyết định và danh sách in thẳng từ danh sách đã chốt.")
    if wanted.class_name is None:
        raise NotReady("Xem trước từng lớp: chọn một lớp.")
    request_session().rollback()
    with runs.reading(engines().read, g.actor) as session:
        shared = frame(session, wanted.year)
        (room,) = allowed(shared, wanted)
        documents = work.documents_of(session, shared, [room], wanted.document).get(room.id, ())
        title = work.title_of(wanted.document, room, shared.year.name)
        runs.record_of_reading(
            engines().read, g.actor, wanted.document, room, work.pupils_in(documents)
        )
    if not documents:
        raise NotReady("Lớp này chưa có em nào học đến cuối năm.")
    kept = current_app.extensions["so_truong_settings"].data / layouts.FOLDER
    made = work.printed(documents, title, official=False, kept=kept)
    name = work.file_name(wanted.document, room.name)
    return send_file(io.BytesIO(made.data), "application/pdf", download_name=name)


def register(app: Flask, _admin: Admin) -> None:
    """Register the page."""
    app.register_blueprint(preview)
