"""The program over one test's database: wired once in a process, since wiring takes a second."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine

from app import create_app
from jobs.database import writer
from tests.databases import settings_for
from views.database import Engines


@cache
def _wired() -> Flask:
    folder = Path(tempfile.gettempdir())  # nothing is opened there
    return create_app(settings_for(f"sqlite:///{folder / 'none.sqlite'}", folder))


def program_over(engine: Engine, data: Path) -> Flask:
    """Return the program over a database and a data folder; the one given before is over with."""
    settings = settings_for(engine.url.render_as_string(hide_password=False), data)
    app = _wired()
    app.extensions["so_truong_settings"] = settings
    app.extensions["so_truong_engines"] = Engines(engine, writer(engine))
    app.extensions["so_truong_demo_accounts"] = []
    app.extensions.pop("so_truong_queue", None)
    app.config.update(SECRET_KEY=settings.secret_key, TESTING=False, PROPAGATE_EXCEPTIONS=None)
    return app
