"""How values are written in Vietnamese: dates, times, counts, percentages, names (LOOK §8)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from models import clock
from models.figures import count_vi, percent_vi
from models.names import given_name

if TYPE_CHECKING:
    from flask import Flask

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def local(moment: datetime) -> datetime:
    """Return an aware moment in the school's time."""
    return moment.astimezone(clock.SCHOOL_TIME)


def date_vi(day: date | datetime | None) -> str:
    """Write a day as dd/mm/yyyy; nothing as a dash."""
    if day is None:
        return "–"
    return (local(day) if isinstance(day, datetime) else day).strftime("%d/%m/%Y")


def size_vi(size: int) -> str:
    """Write the size of a file in bytes: "29,4 MB", "367 byte".

    >>> size_vi(45_500)
    '45,5 kB'
    """
    for unit, step in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= step:
            return f"{size / step:.1f}".replace(".", ",") + f" {unit}"
    return f"{size} byte"


def day_vi(day: date) -> str:
    """Write a day with its weekday: "thứ Sáu 14/05"."""
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m}"


def long_day_vi(day: date) -> str:
    """Write a day with weekday and year: "Thứ Tư, 12/05/2027"."""
    word = WEEKDAYS[day.weekday()]
    return f"{word[0].upper()}{word[1:]}, {day:%d/%m/%Y}"


def time_vi(moment: datetime) -> str:
    """Write the time of a moment: 14:05."""
    return local(moment).strftime("%H:%M")


def moment_vi(moment: datetime | None) -> str:
    """Write a moment: "14:05 ngày 20/05/2026"; nothing as a dash."""
    return "–" if moment is None else clock.moment_vi(moment)


def decimal_vi(number: float) -> str:
    """Write a number with a comma, without a needless nought: 128,5 and 26."""
    return f"{number:.1f}".removesuffix(".0").replace(".", ",")


def year_vi(name: str) -> str:
    """Write a school year with spaces: 2026 - 2027."""
    return " - ".join(name.split("-"))


def capitalize_first(text: str) -> str:
    """Begin a sentence: the first letter large, the others as they are ("cô Trâm" → "Cô Trâm")."""
    return text[:1].upper() + text[1:]


def period_after(period: str, name: str) -> str:
    """Name a period behind what is owed in it, nothing twice: "Nhận xét tháng" + "11"."""
    words, said = f"{period[:1].lower()}{period[1:]}".split(), name.lower().split()
    longest = next((n for n in range(len(words), 0, -1) if words[:n] == said[-n:]), 0)
    return " ".join(words[longest:])


def ago_vi(moment: datetime, now: datetime) -> str:
    """Write how long ago something was: "vừa xong", "5 phút trước", "hôm qua", else the day."""
    gap = now - moment
    if gap < timedelta(minutes=1):
        return "vừa xong"
    if gap < timedelta(hours=1):
        return f"{int(gap.total_seconds() // 60)} phút trước"
    days = (local(now).date() - local(moment).date()).days
    if days == 0:
        return f"hôm nay {time_vi(moment)}"
    return f"hôm qua {time_vi(moment)}" if days == 1 else date_vi(moment)


def register(app: Flask, _admin: object) -> None:
    """Give the words to the templates as filters."""
    for word in (
        date_vi, day_vi, long_day_vi, time_vi, moment_vi, size_vi, count_vi, decimal_vi, percent_vi,
        year_vi, given_name, capitalize_first, period_after,
    ):  # fmt: skip
        app.add_template_filter(word)
