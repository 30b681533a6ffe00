"""What an inspector looks at: every page leaves a line in the history before it is shown (Đ2.8).

The line stands at the grant that allowed the look, so that whoever granted it finds it there.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from flask import g, request
from sqlalchemy import select

from models.clock import in_force, school_today
from models.people import Duty
from permissions.actor import Actor
from permissions.history import record_reading
from permissions.session import GuardedSession, actor_session
from views.database import SAFE_METHODS, engines

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin
    from werkzeug.wrappers import Response

TITLE = re.compile(r"<title>(.*?) · [^<]*</title>", re.DOTALL)
LONGEST = 200


def _record(response: Response) -> Response:
    actor = g.get("actor")
    looked = request.method in SAFE_METHODS and request.endpoint != "static"
    if actor is not None and actor.inspects and looked and response.status_code == 200:  # noqa: PLR2004
        _write(actor, f"xem {_name_of(response)}")
    return response


def _name_of(response: Response) -> str:
    """Name what is shown by its title and address."""
    address = unquote(request.full_path.rstrip("?"))
    html = response.mimetype == "text/html" and not response.is_streamed
    title = TITLE.search(response.get_data(as_text=True)) if html else None
    named = f"“{' '.join(unescape(title[1]).split())}”, {address}" if title else address
    return named[:LONGEST]


def _write(actor: Actor, what: str) -> None:
    """Write the line in a session of its own: the page's only reads."""
    with actor_session(engines().write, actor) as session:
        record_reading(session, Duty, 1, what, row_id=grant_of(session, actor))
        session.commit()


def grant_of(session: GuardedSession, actor: Actor) -> int:
    """Return the grant by which an inspector looks (0: none is in force)."""
    granted = Duty.kinds.is_not(None) & in_force(Duty, school_today())
    mine = select(Duty.id).where(Duty.staff_id == actor.staff_id, granted)
    return session.scalars(mine.order_by(Duty.id)).first() or 0


def register(app: Flask, _admin: Admin) -> None:
    """Record behind every request."""
    app.after_request(_record)
