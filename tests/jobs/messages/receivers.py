"""A real SMTP server and a real HTTP gateway on loopback, which can be told to misbehave."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

from jobs.channels.config import Gateway, Smtp
from jobs.channels.gateway import signature

SMTP_SECONDS = 1.0
#: a bad gateway: it passed the letter on before it fell
PASSED_ON = 502
SECRET = "a secret that only tests sign with"  # noqa: S105 - of the tests alone


@dataclass
class Box:
    """What arrived, and how the receiver answers from now on.

    ``answers``: one for each request to come, then 200 (250); "hang": take it, never answer;
    "slow": answer after the sender has given up.
    """

    answers: list[Any] = field(default_factory=list)
    letters: list[dict[str, Any]] = field(default_factory=list)
    unsigned: int = 0
    port: int = 0

    def next(self) -> Any:
        """Return how to answer now."""
        return self.answers.pop(0) if self.answers else None

    @property
    def texts(self) -> list[str]:
        """The words that arrived, in order."""
        return [letter["text"] for letter in self.letters]


class _Smtp:
    def __init__(self, box: Box) -> None:
        self.box = box

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: ANN001, ANN202, N802 - aiosmtpd's own shape
        if address.startswith("nobody"):
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: ANN001, ANN202, N802
        answer = self.box.next()
        if answer in (None, "hang", "slow"):
            from email import message_from_bytes, policy  # noqa: PLC0415

            mail = message_from_bytes(envelope.content, policy=policy.default)
            self.box.letters.append(
                {
                    "to": envelope.rcpt_tos[0],
                    "text": mail.get_content().strip(),
                    "subject": mail["Subject"],
                    "key": mail["Message-ID"],
                }
            )
        if answer == "hang":
            server.transport.abort()
        if answer == "slow":
            await asyncio.sleep(SMTP_SECONDS * 2)
        return answer if answer and answer[0].isdigit() else "250 Queued"


class _Server(Controller):
    def _trigger_server(self) -> None:
        """Knock at the port that the system chose."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server() -> Iterator[tuple[Box, Smtp]]:
    """Give a box and the settings that lead to it."""
    box = Box()
    controller = _Server(_Smtp(box), hostname="127.0.0.1", port=0)
    controller.start()
    box.port = controller.port
    try:
        yield box, Smtp("127.0.0.1", box.port, "tin@hoasen.example", "none", timeout=SMTP_SECONDS)
    finally:
        controller.stop()


@contextmanager
def gateway(timeout: float = 0.6) -> Iterator[tuple[Box, Gateway]]:
    """Give a box and the settings of the gateway that fills it; its provider calls `to` phone."""
    box = Box()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            stamp = self.headers["X-Timestamp"]
            if self.headers["X-Signature"] != signature(SECRET, stamp, body):
                box.unsigned += 1
                self._answer(401)
                return
            answer = box.next()
            if answer in (None, "hang", "slow", PASSED_ON):
                got = json.loads(body)
                box.letters.append(got | {"to": got["phone"], "key": got["requestId"]})
            if answer == "hang":
                self.close_connection = True
                return
            if answer == "slow":
                time.sleep(timeout * 2)
            self._answer(answer if isinstance(answer, int) else 200)

        def _answer(self, status: int) -> None:
            said = b'{"id": "tin-1"}'
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)
            except OSError:
                pass

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    box.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{box.port}/send?v=2"
    names = {"to": "phone", "text": "text", "subject": "subject", "key": "requestId"}
    try:
        yield box, Gateway(url, SECRET, names, {"brand": "HOASEN"}, timeout)
    finally:
        server.shutdown()
        server.server_close()
