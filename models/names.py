"""Vietnamese names: how they sort and how they are found without diacritics."""

from __future__ import annotations

import unicodedata

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_WEIGHT = {letter: chr(0x41 + rank) for rank, letter in enumerate(_ALPHABET)}
# ngang < huyền < hỏi < ngã < sắc < nặng (CLDR vi)
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def fold(text: str) -> str:
    """Fold for searching: no diacritics, đ as d, lower case, single spaces ("Bé Trúc" → "be truc").

    >>> fold("  TRẦN Thị  Bé Đào ")
    'tran thi be dao'
    """
    marks_off = "".join(
        c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c)
    )
    return " ".join(marks_off.replace("đ", "d").split())


def given_name(full_name: str) -> str:
    """Return the name by which a person is called: the last syllable.

    >>> given_name("Nguyễn Thị Bích Trâm")
    'Trâm'
    """
    return full_name.rsplit(maxsplit=1)[-1] if full_name.split() else ""


def small_first(text: str) -> str:
    """Return a word as it stands inside a sentence; abbreviations keep their capitals.

    >>> small_first("Giữa học kì I"), small_first("STT")
    ('giữa học kì I', 'STT')
    """
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _syllable_key(syllable: str) -> str:
    tone, letters = "0", []
    for letter in unicodedata.normalize("NFC", syllable.casefold()):
        decomposed = unicodedata.normalize("NFD", letter)
        tone = next((_TONES[mark] for mark in decomposed if mark in _TONES), tone)
        plain = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
        letters.append(_WEIGHT.get(plain, "~"))
    return "".join(letters) + "!" + tone


def sort_key(full_name: str) -> str:
    """Return the key by which class lists sort: given name, then family and middle names.

    Compared byte by byte; tones come second to letters, syllable by syllable (DOMAIN §7.1).
    At most 200 characters.
    """
    syllables = full_name.split()
    ordered = syllables[-1:] + syllables[:-1]
    return " ".join(_syllable_key(syllable) for syllable in ordered)[:200]
