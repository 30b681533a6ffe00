"""A real PostgreSQL for the tests: a server of their own, databases made from prepared ones."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from tests.needs import postgres_programs

#: A test's server may lose what it holds at power loss: it holds nothing that anybody needs.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
LONGEST_START = 30


@dataclass
class Server:
    """A running server; ``port`` on the loopback address, user postgres."""

    port: int

    def url(self, name: str) -> str:
        """Return the database URL that the program takes."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str) -> None:
        """Run a statement outside any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, template: str | None = None) -> str:
        """Make a database (a copy of ``template``) and return its name."""
        name = f"t{uuid4().hex}"
        source = f"TEMPLATE {template} STRATEGY FILE_COPY" if template else "TEMPLATE template0"
        self.execute(f"CREATE DATABASE {name} {source}")
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _someone() -> dict[str, Any]:
    """Return how to start a program that refuses to run as root: as nobody, when we are root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd  # noqa: PLC0415 - not on Windows

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path, someone: dict[str, Any]) -> Path:
    """Return programs that this user may run: a copy where the installed ones are out of reach."""
    programs = postgres_programs()
    if someone:
        tried = (
            subprocess.run(
                [programs / "initdb", "--version"], capture_output=True, check=False, **someone
            )
            if _reachable(programs, someone)
            else None
        )
        if tried is None or tried.returncode:
            shutil.copytree(programs.parent, folder / "programs", symlinks=True)
            programs = folder / "programs" / programs.name
    return programs


def _reachable(programs: Path, someone: dict[str, Any]) -> bool:
    probe = subprocess.run(
        ["/bin/sh", "-c", f"test -x '{programs / 'initdb'}'"], check=False, cwd="/", **someone
    )
    return probe.returncode == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server() -> Iterator[Server]:
    """Start a server, and stop it at the end with everything that it held."""
    someone = _someone()
    folder = Path(tempfile.mkdtemp(prefix="so-truong-pg-"))
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if someone:
        os.chown(data, someone["user"], someone["group"])
    programs = _programs(folder, someone)
    options: dict[str, Any] = {"cwd": data, "stdin": subprocess.DEVNULL, **someone}
    initdb = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    subprocess.run(
        [*initdb, "--no-locale", "--no-sync"], check=True, stdout=subprocess.DEVNULL, **options
    )
    port = _free_port()
    settings = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *FAST]
    command = [programs / "postgres", "-D", data, *(f"--{setting}" for setting in settings)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, **options)
    try:
        made = Server(port)
        _wait(made, process, folder / "log")
        yield made
    finally:
        process.terminate() if os.name == "nt" else process.send_signal(3)  # at once
        process.wait(LONGEST_START)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(made: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until and process.poll() is None:
        try:
            made.execute("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL didn't start: {log.read_text(errors='replace')[-2000:]}")
