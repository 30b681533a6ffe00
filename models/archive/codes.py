"""Codes of printed copies: sixty random bits in letters that nobody confuses, one to check."""

from __future__ import annotations

import secrets

#: no I, L, O, U: they look like 1, 1, 0, V
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONG, GROUP = 12, 4
ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new_code() -> str:
    """Return a code as it is kept: twelve letters and a check letter."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(LONG))
    return drawn + _check(drawn)


def read_code(typed: str) -> str | None:
    """Return a typed or scanned code as it is kept; None when it can't be one.

    >>> read_code("0000 0000-0000-0")
    '0000000000000'
    >>> read_code("0000-0000-0001-0") is None
    True
    """
    plain = "".join(c for c in typed.upper().translate(ALIKE) if c.isalnum())
    if len(plain) != LONG + 1 or any(c not in LETTERS for c in plain):
        return None
    return plain if _check(plain[:LONG]) == plain[LONG] else None


def shown(code: str) -> str:
    """Write a code in groups.

    >>> shown("7K4M9QXT2HB5C")
    '7K4M-9QXT-2HB5-C'
    """
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def _check(code: str) -> str:
    """Weigh each place differently: a letter mistyped or two swapped don't pass."""
    total = sum((2 * place + 1) * LETTERS.index(c) for place, c in enumerate(code))
    return LETTERS[total % len(LETTERS)]
