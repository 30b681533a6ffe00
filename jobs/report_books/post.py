"""The receiver of digital report books over HTTP(S): one signed request a pupil, judged strictly.

A request bears Idempotency-Key, X-Timestamp and X-Signature as every gateway's does. Only a receipt
makes a package accepted, only a stated reason makes it rejected; everything else is tried again.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from jobs.channels.config import Gateway
from jobs.channels.gateway import signature
from models.archive import LineState
from models.clean import one_line

LONGEST_ANSWER = 65_536
TAKEN = range(200, 300)
#: the package itself isn't fit: the answer says why
UNFIT = (400, 409, 413, 422)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request; QUEUED: nothing yet, try again; SENT: taken, receipt to come."""

    state: LineState
    receipt: str | None = None
    reason: str | None = None


def send(gateway: Gateway, key: str, body: bytes) -> Answer:
    """Hand a package over; never raises for what happens on the way."""
    parts = urlsplit(gateway.url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=gateway.timeout)
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Timestamp": stamp,
        "X-Signature": signature(gateway.secret, stamp, body),
        "Idempotency-Key": key,
    }
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        line.request("POST", path, body, headers)
        answer = line.getresponse()
        said = answer.read(LONGEST_ANSWER)
    except (TimeoutError, HTTPException, OSError) as error:
        return Answer(LineState.QUEUED, reason=_words(f"Nơi nhận chưa trả lời: {error}"))
    finally:
        line.close()
    return judged(answer.status, said)


def judged(status: int, said: bytes) -> Answer:
    """Read an answer: {"status", "receipt", "reason"}."""
    try:
        told: Any = json.loads(said)
    except ValueError:
        told = {}
    told = told if isinstance(told, dict) else {}
    receipt, reason = (_words(told.get(name)) for name in ("receipt", "reason"))
    if status in TAKEN and told.get("status") == "accepted" and receipt:
        return Answer(LineState.ACCEPTED, receipt=receipt[:120])
    refused = status in UNFIT or (status in TAKEN and told.get("status") == "rejected")
    if refused and reason:
        return Answer(LineState.REJECTED, reason=reason)
    if status in TAKEN and told.get("status") == "pending":
        return Answer(LineState.SENT, reason=reason)
    return Answer(
        LineState.QUEUED, reason=reason or f"Nơi nhận trả lời {status}, không có biên nhận"
    )


def _words(value: Any) -> str | None:
    return one_line(value)[:300] or None if isinstance(value, str) else None
