"""so-truong serve: the screens, by waitress, on this machine's address."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import click
import waitress

from jobs import migrate
from jobs.cli.common import CREATE_APP, example, handles_refusals, write_engine
from jobs.settings import Settings
from models.refusal import NotReady

THREADS = 8
STOP_SECONDS = 10


@click.command(
    "serve",
    short_help="Chạy máy chủ web.",
    help=(
        "Chạy máy chủ web. Để cả trường dùng, đặt sau một máy chủ https (SO_TRUONG_HTTPS);"
        " việc in cần thêm so-truong worker, hoặc --worker ở đây."
    ),
    epilog=example("so-truong serve", "so-truong serve --host 0.0.0.0 --port 80 --worker"),
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe.")
@click.option("--port", default=8000, show_default=True, help="Cổng.")
@click.option("--worker", is_flag=True, help="Chạy luôn tiến trình làm việc nền.")
@click.pass_context
@handles_refusals
def command(ctx: click.Context, *, host: str, port: int, worker: bool) -> None:
    """Serve until the process is told to stop."""
    settings: Settings = ctx.obj
    if migrate.current(write_engine(settings)) != migrate.newest():
        raise NotReady("Cơ sở dữ liệu chưa dựng hoặc chưa nâng cấp. Chạy so-truong init trước.")
    app = ctx.meta[CREATE_APP](settings)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with _background() if worker else nullcontext():
        server = waitress.create_server(app, host=host, port=port, **_options(settings))
        click.echo(f"Sổ Trường: http://{host}:{server.effective_port}  (Ctrl+C để dừng)")
        server.run()


def _options(settings: Settings) -> dict[str, Any]:
    """Believe a proxy only on this machine, and only when told that there is one."""
    options: dict[str, Any] = {
        "threads": THREADS,
        "ident": None,
        "clear_untrusted_proxy_headers": True,
    }
    if settings.https:
        options |= {
            "trusted_proxy": "127.0.0.1",
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
            "url_scheme": "https",
        }
    return options


@contextmanager
def _background() -> Iterator[None]:
    """Keep a worker beside the server, with the same settings, and end it with the server."""
    process = subprocess.Popen([sys.executable, "-m", "jobs"], stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
