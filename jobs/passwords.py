"""Passwords and session tokens: argon2 hashes, one-time passwords, what is too weak (Điều 3)."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from models.names import fold

#: 19 MiB, two passes, one lane: 18 ms on an office machine (OWASP).
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
SHORTEST, LONGEST = 8, 128
# No letters or digits that are mistaken for each other on paper.
_ALPHABET = "abcdefghkmnpqrstuvwxyz23456789"
_COMMON = frozenset({"12345678", "123456789", "1234567890", "password", "matkhau1", "11111111"})
_NOBODY = HASHER.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """Return the argon2 hash of a password."""
    return HASHER.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether the password is right; takes equally long when there is no such account."""
    try:
        return HASHER.verify(stored or _NOBODY, password[:LONGEST]) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


def one_time_password() -> str:
    """Return a password for the hand-out sheet, to be changed at first sign-in."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


def new_token() -> str:
    """Return a random token for an account's sessions; changing it ends them all."""
    return secrets.token_hex(32)


def why_weak(password: str, *known: str) -> str | None:
    """Say why a password isn't good enough, in a sentence; None when it is.

    ``known``: words that everybody knows of the person (account name, parts of the name).
    """
    if len(password) < SHORTEST:
        return f"Mật khẩu cần ít nhất {SHORTEST} kí tự."
    if len(password) > LONGEST:
        return f"Mật khẩu dài nhất {LONGEST} kí tự."
    plain = fold(password).replace(" ", "")
    if plain in _COMMON or len(set(plain)) < 4:  # noqa: PLR2004 - "aaaabbbb"
        return "Mật khẩu này ai cũng đoán được. Ghép ba, bốn từ không liên quan là đủ."
    if any(len(word) > 2 and fold(word).replace(" ", "") in plain for word in known if word):  # noqa: PLR2004
        return "Đừng dùng mã cán bộ hoặc tên của mình trong mật khẩu."
    return None
