"""Wiring: one app from one set of settings, and the console command so-truong."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_admin import Admin

from jobs.cli import commands
from jobs.database import open_engine
from jobs.settings import Settings
from seeds.demo import accounts
from views.assets import address_of
from views.books import Books
from views.menu import discover
from views.pipeline import init_pipeline

STATIC = Path(__file__).resolve().parent / "static"


def create_app(settings: Settings | None = None) -> Flask:
    """Return the app for these settings (default: from the environment)."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, static_url_path=address_of(STATIC))
    init_pipeline(app, settings, open_engine(settings))
    admin = Admin(app, name="Sổ Trường", index_view=Books(), url="/so")
    app.extensions["so_truong_menu"] = discover(app, admin)
    app.extensions["so_truong_demo_accounts"] = accounts() if settings.demo else []
    return app


cli = commands(create_app)


if __name__ == "__main__":
    cli()
