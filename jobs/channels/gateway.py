"""SMS and Zalo through an HTTP gateway: one signed JSON request a letter, no redirects followed.

Signature: hex HMAC-SHA256 with the shared secret over timestamp, a dot, and the body, in the header
X-Signature; the timestamp (Unix seconds) in X-Timestamp, the letter's key in Idempotency-Key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from jobs.channels.config import Gateway
from jobs.channels.letter import Letter, RefusedError, TryLaterError, UncertainError

#: the provider says that it took nothing and may take it later
LATER = (408, 425, 429, 503)
TAKEN = range(200, 300)
REFUSED = range(300, 500)
LONGEST_ANSWER = 4096


class HttpGateway:
    """A channel over one gateway."""

    def __init__(self, gateway: Gateway) -> None:
        """Remember the gateway; nothing is opened yet."""
        self.gateway = gateway

    def send(self, letter: Letter) -> str:
        """Send one letter; the answer is the gateway's first words."""
        body = self._body(letter)
        parts = urlsplit(self.gateway.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        line = kind(parts.hostname or "", parts.port, timeout=self.gateway.timeout)
        try:
            try:
                line.connect()
            except OSError as error:
                raise TryLaterError(f"Không nối được cổng gửi tin: {error}"[:280]) from error
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            try:
                line.request("POST", path, body, self._headers(body, letter.key))
                answer = line.getresponse()
                said = answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
            except (TimeoutError, HTTPException, OSError) as error:
                raise UncertainError(
                    f"Cổng gửi tin không trả lời: {error or type(error).__name__}"[:280]
                ) from error
        finally:
            line.close()
        return _judged(answer.status, f"{answer.status} {' '.join(said.split())}"[:280])

    def _body(self, letter: Letter) -> bytes:
        names = self.gateway.fields
        parts = {"to": letter.to, "text": letter.text, "subject": letter.subject, "key": letter.key}
        named = dict(self.gateway.fixed) | {names[ours]: value for ours, value in parts.items()}
        return json.dumps(named, ensure_ascii=False, sort_keys=True).encode()

    def _headers(self, body: bytes, key: str) -> dict[str, str]:
        stamp = str(int(time.time()))
        return {
            "Content-Type": "application/json; charset=utf-8",
            "X-Timestamp": stamp,
            "X-Signature": signature(self.gateway.secret, stamp, body),
            "Idempotency-Key": key,
        }


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return the signature of a request as the gateway recomputes it."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _judged(status: int, words: str) -> str:
    if status in TAKEN:
        return words
    if status in LATER:
        raise TryLaterError(words)
    if status in REFUSED:
        raise RefusedError(words)
    # 500, 502, 504: it may have passed the letter on before it fell
    raise UncertainError(words)
