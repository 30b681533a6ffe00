"""How printed forms write dates, dotted lines and text (DOMAIN §7.2)."""

from __future__ import annotations

import unicodedata
from datetime import date

from jobs.printing.fonts import DOT_WIDTH, PT_PER_MM

FIRST_MONTHS = 2
ONE_DIGIT = 10


def long_date(day: date | None) -> str:
    """Write "ngày 05 tháng 01 năm 2026": days 1–9 and months 1–2 take a leading zero.

    Without a day, dotted lines to be filled in by hand when the paper is signed.
    """
    if day is None:
        return "ngày ....... tháng ....... năm ............"
    month = f"{day.month:02d}" if day.month <= FIRST_MONTHS else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def dated(place: str | None, day: date | None) -> str:
    """Write place and day as they stand above a signature, dotted where one isn't known."""
    return f"{place or dots(28, 13)}, {long_date(day)}"


def short_date(day: date | None) -> str | None:
    """Write dd/mm/yyyy; None stays None."""
    return None if day is None else f"{day:%d/%m/%Y}"


def dots(millimetres: float, points: float) -> str:
    """Return a dotted line as long as fits in a width (mm) at a type size (points)."""
    return "." * max(3, int(millimetres * PT_PER_MM / (DOT_WIDTH * points)))


def clean(text: str) -> str:
    """Return NFC text whose line breaks and control characters are plain spaces."""
    plain = unicodedata.normalize("NFC", text)
    return " ".join(
        "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in plain).split()
    )


def spaced_year(name: str) -> str:
    """Write "2025 - 2026" for the year "2025-2026" (DOMAIN §7.2)."""
    return " - ".join(part.strip() for part in name.split("-"))


def measure(value: float | None, unit: str) -> str | None:
    """Write a measure with its unit: "132 cm", "28,5 kg"; None where nothing was measured."""
    if value is None:
        return None
    return f"{value:.1f}".removesuffix(".0").replace(".", ",") + f" {unit}"
