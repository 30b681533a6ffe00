"""Two people, one record: both versions side by side, and two buttons that name them (A6)."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from views.database import request_session
from views.history import last_change
from views.ids import row_id
from views.names import Names
from views.values import label_of


def conflict_page(
    view: Any,
    form: Any,
    row: Any,
    *,
    again_url: str = "",
    keep_url: str = "",
    template: str = "admin/model/conflict.html",
) -> str:
    """Render what stands in the book now beside what was typed; nothing has been written.

    A grid knows its own addresses; another page says where to save again and where to leave it.
    """
    session = request_session()
    names = Names(session)
    pairs = []
    for name in view.fields_:
        if name not in form:
            continue
        stored = names.show(view.record, name, getattr(row, name))
        given = form[name].data
        chosen = row_id(str(given))
        mine = names.show(view.record, name, given if chosen is None else chosen)
        pairs.append((label_of(view.record, name), stored, mine, stored != mine))
    kept = [
        (key, value)
        for key, values in request.form.lists()
        for value in values
        if key not in ("csrf_token", "version")
    ]
    return render_template(
        template,
        view=view,
        row=row,
        row_title=view.title_of(row),
        pairs=pairs,
        kept=kept,
        last=last_change(session, row),
        again_url=again_url or url_for(f"{view.endpoint}.edit_view", **request.args),
        keep_url=keep_url or url_for(f"{view.endpoint}.details_view", id=row.id),
    )
