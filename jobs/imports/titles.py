"""What the title rows and the sheet's name say: the class, the period and the school year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from jobs.imports.words import key, true_form, words

_YEAR = re.compile(r"n[aă]m\s+h[oọ]c\s*:?\s*(\d{2,4})\s*[-–—/]+\s*(\d{2,4})", re.IGNORECASE)
_BARE_YEAR = re.compile(r"\b(20\d\d)\s*[-–—/_]+\s*(20\d\d)\b")
_CLASS_NAME = r"[1-9]\s?[A-ZĐ]?\d{0,2}(?:[/.]\d{1,2})?"
_TITLE_CLASS = re.compile(rf"\bL[ỚO]P\s*:?\s*({_CLASS_NAME})(?![\w/])")
_SHEET_CLASS = re.compile(r"^(?:L[ỚO]P)?[\s_.-]*([1-9]\s?[A-ZĐ]\d{0,2})(?![A-ZĐÀ-Ỹ\d])")
_TAIL_CLASS = re.compile(r"[\s_.-](?:L[ỚO]P\s*)?([1-9]\s?[A-ZĐ]\d{0,2})$")
_COPY_MARK = re.compile(r"\s*\(\d+\)\s*$")
_MONTH = re.compile(r"(?<!\w)(?:thang |m)(0?[1-9]|1[0-2])(?!\w)")
_ROUND = re.compile(r"(?<!\w)(?:dot |sk)([1-9])(?!\w)")
_PERIOD_BY_NUMBER = {"1": "GHK1", "2": "CHK1", "3": "GHK2", "4": "CN"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found, each None when nothing says so; the year as 2025-2026.

    ``period`` is a term (CHK1), ``month`` M11, ``round`` SK1: a kind of file reads one of them.
    """

    class_name: str | None = None
    period: str | None = None
    year: str | None = None
    month: str | None = None
    round: str | None = None


def class_key(text: str) -> str:
    """Return a class name as classes are compared: capitals, no spaces, Đ kept ("lớp 1 a" → 1A)."""
    upper = true_form(text).upper().strip()
    return re.sub(r"^L[ỚO]P\b\s*:?|\s+", "", upper)


def is_class_name(text: str) -> bool:
    """Tell whether a header is a class ("1A", "Lớp 3B", "4/2") of the by-class timetable."""
    return re.fullmatch(r"[1-9](?:[A-ZĐ]\d{0,2}|[/.]\d{1,2})", class_key(text)) is not None


@cache
def _period_patterns() -> list[tuple[re.Pattern[str], str]]:
    longest_first = sorted(words().periods.items(), key=lambda item: -len(item[0]))
    return [
        (re.compile(rf"(?<!\w){re.escape(word)}(?!\w)"), period) for word, period in longest_first
    ]


def find_period(text: str) -> str | None:
    """Return GHK1, CHK1, GHK2 or CN when the text names a period; the longest words win."""
    folded = key(text)
    return next((period for found, period in _period_patterns() if found.search(folded)), None)


def find_year(text: str) -> str | None:
    """Return the school year that a title names, as 2025-2026."""
    plain = true_form(text)
    found = _YEAR.search(plain) or _BARE_YEAR.search(plain)
    if not found:
        return None
    first, last = (
        int(part) if len(part) > len("25") else int(part) + 2000 for part in found.groups()
    )
    return f"{first}-{last}"


def find_month(text: str) -> str | None:
    """Return M01 … M12 when the text names a month ("Tháng 9", "M09")."""
    found = _MONTH.search(key(text))
    return f"M{int(found[1]):02d}" if found else None


def find_round(text: str) -> str | None:
    """Return SK1 or SK2 when the text names a round of measuring ("đợt 1")."""
    found = _ROUND.search(key(text))
    return f"SK{found[1]}" if found else None


def find_class(text: str) -> str | None:
    """Return the class that a title names after the word "lớp"."""
    found = _TITLE_CLASS.search(true_form(text).upper())
    name = class_key(found[1]) if found else None
    return name if name and is_class_name(name) else None


def from_titles(texts: Iterable[str]) -> Facts:
    """Collect the first of each fact that the rows above the header name."""
    listed = list(texts)

    def first(find: Callable[[str], str | None]) -> str | None:
        return next((found for text in listed if (found := find(text))), None)

    return Facts(*map(first, (find_class, find_period, find_year, find_month, find_round)))


def from_sheet_name(name: str) -> Facts:
    """Read "1A", "1A-2", "Lớp 1A", "1A_CHK1", "1A-M09", "GHK1 - 1A"; others say nothing."""
    plain = _COPY_MARK.sub("", true_form(name)).upper().strip()
    period = find_period(plain.replace("_", " "))
    rest = find_year(plain), find_month(plain), find_round(plain)
    found = _SHEET_CLASS.search(plain)
    if found is None:
        tail = _TAIL_CLASS.search(plain)
        return Facts(class_key(tail[1]) if tail else find_class(plain), period, *rest)
    number = plain[found.end() :].strip(" _.-")
    return Facts(class_key(found[1]), period or _PERIOD_BY_NUMBER.get(number), *rest)
