"""What people type into a cell, brought to its one stored form, or refused with its rule.

A kind of cell is said once: ``value`` reads what was typed, ``text`` writes what is stored, and
``data`` tells the grid's column head the same rule, so that it answers before anything is sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from models.names import fold

MOST_LETTERS = 1000
_NUMBER = re.compile(r"(-?\d{1,9})(?:[.,](\d{0,6}))?")
_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class UnfitError(ValueError):
    """The cell can't hold this; str() is the sentence beside it."""


class Kind(Protocol):
    """A kind of cell."""

    def value(self, typed: Any) -> Any:
        """Return what is stored, None for an empty cell; UnfitError when it doesn't fit."""

    def text(self, value: Any) -> str:
        """Return a stored value as it stands in the cell; "" for None."""

    def data(self) -> dict[str, str | int]:
        """Return the data- attributes of the column head (templates/partials/grid.html)."""


def clean(typed: Any) -> str:
    """Bring what was typed to NFC, without control characters and outer spaces."""
    if typed is None:
        return ""
    if isinstance(typed, bool) or not isinstance(typed, str | int):
        msg = "Ô này chỉ nhận chữ hoặc số."
        raise UnfitError(msg)
    text = unicodedata.normalize("NFC", str(typed)).replace("\r\n", "\n").replace("\r", "\n")
    if text.isprintable():
        return text.strip()
    kept = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


@dataclass(frozen=True, slots=True)
class Text:
    """Free text of at most ``most`` letters; ``lines``: it may have several."""

    most: int = MOST_LETTERS
    what: str = "Nhận xét"
    lines: bool = True

    def value(self, typed: Any) -> str | None:
        """Return the text, or None."""
        text = clean(typed)
        if not self.lines:
            text = " ".join(text.split())
        if len(text) > self.most:
            msg = f"{self.what} dài {len(text)} chữ; chỉ ghi được {self.most}."
            raise UnfitError(msg)
        return text or None

    def text(self, value: Any) -> str:
        """Return the text itself."""
        return value or ""

    def data(self) -> dict[str, str | int]:
        """Tell the longest text."""
        data: dict[str, str | int] = {"kind": "text", "most": self.most, "what": self.what}
        return data | {"lines": ""} if self.lines else data


@dataclass(frozen=True, slots=True)
class Number:
    """A number from ``low`` to ``high`` with at most ``places`` decimals; ``rule`` says so."""

    low: int
    high: int
    places: int = 0
    rule: str = ""

    def value(self, typed: Any) -> int | float | None:
        """Return the number; a comma and a point are the same, thousands have no mark."""
        text = str(typed) if type(typed) is float else clean(typed)
        if not text:
            return None
        found = _NUMBER.fullmatch(text)
        decimals = (found[2] or "").rstrip("0") if found else ""
        number = float(f"{found[1]}.{decimals or 0}") if found else None
        if number is None or len(decimals) > self.places or not self.low <= number <= self.high:
            raise UnfitError(self.said)
        return number if self.places else int(number)

    @property
    def said(self) -> str:
        """The rule in one sentence."""
        if self.rule:
            return self.rule
        what = f"Số có nhiều nhất {self.places} chữ số thập phân" if self.places else "Số nguyên"
        return f"{what}, từ {self.low} đến {self.high}."

    def text(self, value: Any) -> str:
        """Write a decimal comma and no idle zeros: 23,5 and 24."""
        if value is None or not self.places:
            return "" if value is None else str(value)
        return f"{value:.{self.places}f}".rstrip("0").rstrip(".").replace(".", ",")

    def data(self) -> dict[str, str | int]:
        """Tell the limits."""
        limits: dict[str, str | int] = {"low": self.low, "high": self.high, "places": self.places}
        return {"kind": "number", "rule": self.said} | limits


@dataclass(frozen=True, slots=True)
class Day:
    """A date written 5/9/2026, between ``first`` and ``last``."""

    first: date
    last: date

    def value(self, typed: Any) -> date | None:
        """Return the date; the year has four digits, because 5/9/26 could be anything."""
        text = clean(typed)
        if not text:
            return None
        found, iso = _DAY.fullmatch(text), _ISO_DAY.fullmatch(text)
        parts = (
            (found[3], found[2], found[1]) if found else (iso[1], iso[2], iso[3]) if iso else None
        )
        try:
            day = date(*(int(part) for part in parts)) if parts else None
        except ValueError:
            day = None
        if day is None or not self.first <= day <= self.last:
            raise UnfitError(self.said)
        return day

    @property
    def said(self) -> str:
        """The rule in one sentence."""
        return f"Ngày ghi như 05/09/2026, từ {self.text(self.first)} đến {self.text(self.last)}."

    def text(self, value: Any) -> str:
        """Write dd/mm/yyyy."""
        return f"{value:%d/%m/%Y}" if value else ""

    def data(self) -> dict[str, str | int]:
        """Tell the limits, as ISO dates."""
        return {
            "kind": "date",
            "rule": self.said,
            "low": self.first.isoformat(),
            "high": self.last.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """One of few: ``options`` maps what is stored to what is shown.

    It is typed without diacritics, as far as it needs to be unambiguous ("n" for Nam).
    """

    options: Mapping[Any, str]

    def value(self, typed: Any) -> Any:
        """Return the stored form."""
        text = clean(typed)
        if not text:
            return None
        asked = fold(text)
        exact = [key for key, shown in self.options.items() if fold(shown) == asked]
        begun = [key for key, shown in self.options.items() if fold(shown).startswith(asked)]
        if len(found := exact or begun) == 1:
            return found[0]
        for key, shown in self.options.items():
            if text in (shown, str(key)):
                return key
        raise UnfitError(self.said)

    @property
    def said(self) -> str:
        """The rule in one sentence."""
        return f"Ô này nhận một trong: {', '.join(self.options.values())}."

    def text(self, value: Any) -> str:
        """Return the shown form."""
        return "" if value is None else self.options.get(value, str(value))

    def data(self) -> dict[str, str | int]:
        """Tell the options, parted by "|"."""
        return {"kind": "choice", "rule": self.said, "options": "|".join(self.options.values())}
