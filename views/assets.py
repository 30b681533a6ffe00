"""Styles, scripts, icons and fonts: kept by a browser for a year, and nothing to do with a session.

Their address changes with their content. A file that carried the session cookie, coming late, could
put a person back who had left meanwhile.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from flask import request
from flask.sessions import SecureCookieSessionInterface

if TYPE_CHECKING:
    from flask import Flask, Response
    from flask.sessions import SessionMixin

KEPT = "public, max-age=31536000, immutable"


@cache
def address_of(folder: Path) -> str:
    """Return the path under which these files are served: the same for the same content."""
    content = blake2b(digest_size=6)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return f"/static/{content.hexdigest()}"


class PagesOnly(SecureCookieSessionInterface):
    """The session as a signed cookie that pages alone set."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie, unless a file was asked for."""
        if request.endpoint != "static":
            super().save_session(app, session, response)
