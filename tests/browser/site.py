"""Serving a school for browser tests: the real command in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jobs.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START = 60.0
LONGEST_END = 20.0


@dataclass(frozen=True)
class Site:
    """A running server: its address, and the settings that it runs with."""

    url: str
    settings: Settings
    log: Path


@contextmanager
def serve(settings: Settings, log: Path) -> Iterator[Site]:
    """Run ``so-truong serve --worker`` on a free loopback port until the block ends."""
    port = _free_port()
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "SO_TRUONG_DATA": str(settings.data),
        "SO_TRUONG_ENV": settings.environment,
        "SECRET_KEY": settings.secret_key,
    }
    command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--worker"]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out) as process,
    ):
        try:
            site = Site(f"http://127.0.0.1:{port}", settings, log)
            _wait(site, process)
            yield site
        finally:
            process.terminate()  # the worker ends with it; Ctrl+C is deaf in a background job
            try:
                process.wait(LONGEST_END)
            except subprocess.TimeoutExpired:
                process.kill()


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def _wait(site: Site, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end:
        assert process.poll() is None, site.log.read_text(encoding="utf-8", errors="replace")
        try:
            with urllib.request.urlopen(f"{site.url}/dang-nhap", timeout=5):  # noqa: S310 - loopback
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(site.log.read_text(encoding="utf-8", errors="replace"))
