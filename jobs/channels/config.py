"""The settings of the channels: SMTP, and HTTP gateways for SMS and Zalo with their field names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from jobs.setting import SettingError

SECURITY = ("starttls", "tls", "none")
#: our words for a letter → the names that a provider wants; SO_TRUONG_SMS_FIELDS changes them
FIELDS = {"to": "to", "text": "text", "subject": "subject", "key": "key"}
SECRET_LENGTH = 16
BIGGEST_PORT = 65_535
SECONDS = 60


@dataclass(frozen=True)
class Smtp:
    """A mail server and who writes from there."""

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 15.0


@dataclass(frozen=True)
class Gateway:
    """An HTTP gateway; ``fields``: what it calls the parts of a letter; ``fixed``: what it adds."""

    url: str
    secret: str = field(repr=False)
    fields: Mapping[str, str] = field(default_factory=lambda: dict(FIELDS))
    fixed: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout: float = 15.0


def smtp_from(given: Mapping[str, str]) -> Smtp | None:
    """Read SO_TRUONG_SMTP_*; None without a host."""
    host = given.get("SO_TRUONG_SMTP_HOST")
    if not host:
        return None
    security = given.get("SO_TRUONG_SMTP_SECURITY") or "starttls"
    if security not in SECURITY:
        raise SettingError(f"SO_TRUONG_SMTP_SECURITY: chỉ có {', '.join(SECURITY)}.")
    sender = given.get("SO_TRUONG_SMTP_FROM") or ""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", sender):
        raise SettingError(
            "SO_TRUONG_SMTP_FROM: cần địa chỉ email của trường, ví dụ tin@truong.vn."
        )
    return Smtp(
        host,
        _port(given.get("SO_TRUONG_SMTP_PORT") or {"tls": "465"}.get(security, "587")),
        sender,
        security,
        given.get("SO_TRUONG_SMTP_USER") or None,
        given.get("SO_TRUONG_SMTP_PASSWORD") or None,
        _timeout("SO_TRUONG_SMTP_TIMEOUT", given),
    )


def gateway_from(name: str, given: Mapping[str, str]) -> Gateway | None:
    """Read SO_TRUONG_SMS_* or SO_TRUONG_ZALO_*; None without an address."""
    prefix = f"SO_TRUONG_{name}"
    url = given.get(f"{prefix}_URL")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username:
        raise SettingError(f"{prefix}_URL: cần địa chỉ https://… của cổng gửi tin.")
    secret = given.get(f"{prefix}_SECRET") or ""
    if len(secret) < SECRET_LENGTH:
        raise SettingError(f"{prefix}_SECRET: khóa kí cần ít nhất {SECRET_LENGTH} kí tự.")
    renamed = _pairs(f"{prefix}_FIELDS", given.get(f"{prefix}_FIELDS"))
    unknown = renamed.keys() - FIELDS.keys()
    if unknown:
        raise SettingError(f"{prefix}_FIELDS: chỉ đổi tên được {', '.join(FIELDS)}.")
    return Gateway(
        url,
        secret,
        FIELDS | renamed,
        _pairs(f"{prefix}_FIXED", given.get(f"{prefix}_FIXED")),
        _timeout(f"{prefix}_TIMEOUT", given),
    )


def _pairs(name: str, given: str | None) -> dict[str, str]:
    """Read "to=phone, text=content"."""
    found = {}
    for part in filter(None, (p.strip() for p in (given or "").split(","))):
        ours, equals, theirs = part.partition("=")
        if not equals or not ours.strip():
            raise SettingError(f"{name}: cần dạng tên=tên, cách nhau bằng dấu phẩy.")
        found[ours.strip()] = theirs.strip()
    return found


def _port(given: str) -> int:
    if not given.isdecimal() or not 0 < int(given) <= BIGGEST_PORT:
        raise SettingError(f"SO_TRUONG_SMTP_PORT: “{given}” không phải số cổng.")
    return int(given)


def _timeout(name: str, given: Mapping[str, str]) -> float:
    text = given.get(name) or "15"
    if not re.fullmatch(r"\d{1,2}(\.\d)?", text) or not 0 < float(text) <= SECONDS:
        raise SettingError(f"{name}: cần số giây từ 0.1 đến {SECONDS}.")
    return float(text)
