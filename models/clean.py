"""What people type, as it is kept: NFC, no NUL, no stray spaces, one kind of line break."""

from __future__ import annotations

from unicodedata import normalize


def one_line(text: str) -> str:
    """Return the words of a text with single spaces between them.

    >>> one_line("  nghỉ   ốm ")
    'nghỉ ốm'
    """
    return " ".join(normalize("NFC", text).replace("\x00", "").split())


def many_lines(text: str) -> str:
    r"""Return a text with its lines, without what is blank around it.

    >>> many_lines(" một\r\nhai ")
    'một\nhai'
    """
    return normalize("NFC", text).replace("\x00", "").replace("\r\n", "\n").strip()
